package rtmsmock

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A test that may fail: what it says is recorded, and its cleanups run at the end of attempt.
type recorder struct {
	testing.TB
	failed   bool
	text     strings.Builder
	cleanups []func()
}

func (r *recorder) Helper()          {}
func (r *recorder) Failed() bool     { return r.failed }
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Log(args ...any)  { fmt.Fprintln(&r.text, args...) }
func (r *recorder) Logf(format string, args ...any) {
	fmt.Fprintf(&r.text, format+"\n", args...)
}
func (r *recorder) Error(args ...any) { r.failed = true; r.Log(args...) }
func (r *recorder) Fatal(args ...any) { r.Error(args...); runtime.Goexit() }

// Runs a test that may fail, and returns whether it did and what it said.
func attempt(t *testing.T, test func(testing.TB)) (bool, string) {
	r := &recorder{TB: t}
	run := func(f func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			f()
		}()
		<-done
	}
	run(func() { test(r) })
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		run(r.cleanups[i])
	}
	return r.failed, r.text.String()
}

func TestMeetingsOfToday(t *testing.T) {
	server := Start(t)
	meeting := server.StartMeeting(t, StartMeeting{Topic: "Planning", Participants: []any{"Ada"}})
	view := meeting.View()
	if view.Topic != "Planning" || view.Protocol != "2026" || view.Participants[0].Name != "Ada" || meeting.Started.Webhook != nil {
		t.Errorf("the meeting is %+v", view)
	}
	meeting.Inject(Step{"do": "mute", "participant": "Ada"})
	if entry := meeting.WaitFor(Entry{Type: "mute"}); entry.Kind != "note" || entry.StreamID != meeting.StreamID {
		t.Errorf("the entry is %+v", entry)
	}
	if entries := meeting.Journal(Entry{Kind: "state"}); len(entries) != 1 || entries[0].Type != "created" {
		t.Errorf("the states are %+v", entries)
	}
	meeting.Stop()
	meeting.WaitFor("terminated")
	meeting.End()
	meeting.End()
	if problems := meeting.Problems(SeverityNote); len(problems) > 0 && problems[0].Rule == "" {
		t.Errorf("a problem without a rule: %+v", problems)
	}
	if state := meeting.State(); state != "terminated" {
		t.Errorf("the state is %s", state)
	}
}

func TestAdvancesVirtualTime(t *testing.T) {
	server := Start(t, Options{Args: []string{"--time", "virtual"}})
	if waited := server.Advance(t, time.Minute); len(waited) > 0 {
		t.Errorf("waited in vain for %v", waited)
	}
	failed, text := attempt(t, func(t testing.TB) { Start(t).Advance(t, time.Minute) })
	if !failed || !strings.Contains(text, "virtual") {
		t.Errorf("a server in real time says %q", text)
	}
}

func TestFailuresSayWhy(t *testing.T) {
	server := Start(t)
	receiver := httptest.NewServer(http.NotFoundHandler())
	defer receiver.Close()
	if verdict := server.ValidateWebhook(t, receiver.URL); verdict.Ok || verdict.Code != "wrong-status" {
		t.Errorf("the verdict is %+v", verdict)
	}
	for want, test := range map[string]func(testing.TB){
		"two-speakers":           func(t testing.TB) { server.StartMeeting(t, StartMeeting{Scenario: "unknown"}) },
		`moment "streaming"`:     func(t testing.TB) { server.StartMeeting(t, StartMeeting{}).WaitFor("streaming", time.Millisecond) },
		"did you mean streaming": func(t testing.TB) { server.StartMeeting(t, StartMeeting{}).WaitFor("steaming") },
		"cannot be paused":       func(t testing.TB) { server.StartMeeting(t, StartMeeting{}).Pause() },
	} {
		if failed, text := attempt(t, test); !failed || !strings.Contains(text, want) {
			t.Errorf("expected a failure with %q, found %t: %s", want, failed, text)
		}
	}
}

func TestAFailedTestShowsTheLog(t *testing.T) {
	failed, text := attempt(t, func(t testing.TB) {
		Start(t).StartMeeting(t, StartMeeting{WebhookURL: "http://127.0.0.1:9/"})
		t.Error("something else")
	})
	if !failed || !strings.Contains(text, "Nothing listens at 127.0.0.1:9") {
		t.Error(text)
	}
}

func TestCredentials(t *testing.T) {
	app := Credentials{"my-app", "my-secret", "my-token"}
	server := Start(t, Options{Credentials: &app, Args: []string{"--protocol", "2025"}})
	view := server.StartMeeting(t, StartMeeting{}).View()
	if view.ClientID != "my-app" || view.Protocol != "2025" {
		t.Errorf("the meeting is %+v", view)
	}
	if env := strings.Join(server.Env(), " "); !strings.Contains(env, "ZM_RTMS_SECRET=my-secret") {
		t.Error(env)
	}
	t.Setenv("RTMS_MOCK_URL", server.URL)
	if failed, text := attempt(t, func(t testing.TB) { Start(t) }); !failed || !strings.Contains(text, "RTMS_MOCK_CLIENT_ID") {
		t.Error(text)
	}
	t.Setenv("RTMS_MOCK_CLIENT_ID", "my-app")
	if failed, text := attempt(t, func(t testing.TB) { Start(t) }); !failed || !strings.Contains(text, "missing: RTMS_MOCK_CLIENT_SECRET") {
		t.Error(text)
	}
}

func TestNoServer(t *testing.T) {
	for _, command := range []string{"no-such-program", "go no-such-command"} {
		t.Setenv("RTMS_MOCK_COMMAND", command)
		if failed, text := attempt(t, func(t testing.TB) { Start(t) }); !failed || !strings.Contains(text, "RTMS_MOCK_COMMAND") {
			t.Errorf("%s: %s", command, text)
		}
	}
}

// Not a test: TestServerEndsWithItsUser runs it as a program that is killed.
func TestUserWhoIsKilled(t *testing.T) {
	if os.Getenv("KIT_TEST_USER") == "" {
		return
	}
	fmt.Printf("server %s\n", Start(t).URL)
	select {}
}

func TestServerEndsWithItsUser(t *testing.T) {
	user := exec.Command(os.Args[0], "-test.run=TestUserWhoIsKilled")
	user.Env = append(os.Environ(), "KIT_TEST_USER=1")
	output, err := user.StdoutPipe()
	if err != nil || user.Start() != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	lines.Scan()
	url := strings.TrimPrefix(lines.Text(), "server ")
	user.Process.Kill()
	user.Wait()
	t.Setenv("RTMS_MOCK_URL", url)
	failed, text := attempt(t, func(t testing.TB) {
		// Held open by the server until it ends.
		Start(t).StartMeeting(t, StartMeeting{}).WaitFor("streaming", 30*time.Second)
	})
	if !failed || strings.Contains(text, "within") {
		t.Error(text)
	}
}
