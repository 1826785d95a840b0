package rtmsmock

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Step is one step of a scenario, or a fault: Step{"fault": "close-socket", "socket": "media"}.
type Step map[string]any

// Entry is a filter of journal entries, for WaitFor and Journal. Empty fields match everything.
// Directions are those of the server: "received" is what the app sent.
type Entry struct {
	Type      string `json:"type,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Direction string `json:"direction,omitempty"`
	Socket    string `json:"socket,omitempty"`
	After     int64  `json:"after,omitempty"`
}

// Severities of verdicts, for Problems.
const (
	// The real service would have closed, refused or repeated something.
	SeverityError = "error"
	// It works by luck.
	SeverityWarning = "warning"
	// Neither.
	SeverityNote = "note"
)

// Meeting is a running meeting of one test, with one stream for the app.
type Meeting struct {
	// rtms_stream_id of the webhook.
	StreamID string
	// Response to the start. Its Webhook is the outcome of `rtms_started`.
	Started StartedMeeting

	t   testing.TB
	api api
}

// View returns the stream as it is now: state, connections, counters of media.
func (m *Meeting) View() StreamWithWebhook {
	m.t.Helper()
	var view StreamWithWebhook
	m.must(m.api.get(m.path(""), nil, 0, &view))
	return view
}

// State returns the state of the stream: created, signaling, active, paused, interrupted or terminated.
func (m *Meeting) State() string {
	m.t.Helper()
	return m.View().State
}

// WaitFor waits for the name of a state or moment, such as "streaming", or for an Entry of the journal.
// What has happened before counts. The test fails after 5 s, or after another timeout, with what did
// happen.
func (m *Meeting) WaitFor(what any, timeout ...time.Duration) JournalEntry {
	m.t.Helper()
	limit := 5 * time.Second
	if len(timeout) > 0 {
		limit = timeout[0]
	}
	name, isName := what.(string)
	if !isName {
		text, err := json.Marshal(what)
		m.must(err)
		name = string(text)
	}
	query := url.Values{"for": {name}, "timeout": {fmt.Sprintf("%dms", limit.Milliseconds())}}
	var entry JournalEntry
	m.must(m.api.get(m.path("/wait"), query, limit, &entry))
	return entry
}

// Inject performs one step or fault now.
func (m *Meeting) Inject(step Step) {
	m.t.Helper()
	m.must(m.api.post(m.path("/steps"), step, nil))
}

// Pause pauses the media.
func (m *Meeting) Pause() { m.t.Helper(); m.must(m.perform("pause")) }

// Resume resumes a paused stream.
func (m *Meeting) Resume() { m.t.Helper(); m.must(m.perform("resume")) }

// Stop stops the stream; the meeting continues, and Start starts the stream again.
func (m *Meeting) Stop() { m.t.Helper(); m.must(m.perform("stop")) }

// Start starts a stream that has not begun or has stopped.
func (m *Meeting) Start() { m.t.Helper(); m.must(m.perform("start")) }

// End ends the meeting with all its streams. Nothing happens if it has ended.
func (m *Meeting) End() { m.t.Helper(); m.must(m.end()) }

// Journal returns what has happened, oldest first.
func (m *Meeting) Journal(filter Entry) []JournalEntry {
	m.t.Helper()
	query := url.Values{}
	fields := map[string]string{"type": filter.Type, "kind": filter.Kind, "direction": filter.Direction, "socket": filter.Socket}
	for name, value := range fields {
		if value != "" {
			query.Set(name, value)
		}
	}
	if filter.After > 0 {
		query.Set("after", fmt.Sprint(filter.After))
	}
	var page struct{ Entries []JournalEntry }
	m.must(m.api.get(m.path("/journal"), query, 0, &page))
	return page.Entries
}

// Problems returns the findings about the app that are at least this serious; by default errors, which
// the real service would have punished.
func (m *Meeting) Problems(severity ...string) []Verdict {
	m.t.Helper()
	verdicts, err := m.problems(severity...)
	m.must(err)
	return verdicts
}

// RequireNoProblems fails the test with a list of the rules that the app broke, and their remedies.
func (m *Meeting) RequireNoProblems(severity ...string) {
	m.t.Helper()
	if problems := m.Problems(severity...); len(problems) > 0 {
		m.t.Fatal(describe(problems))
	}
}

func (m *Meeting) problems(severity ...string) ([]Verdict, error) {
	query := url.Values{"severity": {SeverityError}}
	if len(severity) > 0 {
		query.Set("severity", severity[0])
	}
	var list struct{ Verdicts []Verdict }
	err := m.api.get(m.path("/verdicts"), query, 0, &list)
	return list.Verdicts, err
}

func (m *Meeting) logProblems() {
	m.t.Helper()
	problems, err := m.problems()
	if err != nil {
		m.t.Log(err)
	} else if len(problems) > 0 {
		m.t.Log(describe(problems))
	}
}

func (m *Meeting) perform(action string) error {
	return m.api.post(m.path("/actions"), map[string]string{"action": action}, nil)
}

func (m *Meeting) end() error {
	err := m.perform("end")
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Code != "action-refused" {
		return err
	}
	var view StreamWithWebhook
	if failure := m.api.get(m.path(""), nil, 0, &view); failure != nil || !view.MeetingEnded {
		return errors.Join(err, failure)
	}
	return nil
}

func (m *Meeting) path(end string) string {
	return "/api/meetings/" + url.PathEscape(m.StreamID) + end
}

func (m *Meeting) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func describe(problems []Verdict) string {
	lines := []string{fmt.Sprintf("the app broke %d of the protocol's rules:", len(problems))}
	for _, one := range problems {
		lines = append(lines,
			fmt.Sprintf("- %s (%s): %s", one.Rule, one.Severity, one.Message),
			"  the real service: "+one.Would, "  remedy: "+one.Fix, "  source: "+one.Source)
	}
	return strings.Join(lines, "\n")
}
