package rtmsmock

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Flags of every server, unless the options have others: today's service, which verdicts judge
// against, and meetings that wait for the app.
var defaults = [][2]string{{"--protocol", "2026"}, {"--timeline-start", "ready"}}

// Time in which a server must be ready; npx is slow when it runs for the first time.
const readyTime = 60 * time.Second

// Real time that advancing virtual time may take.
const advanceTime = 5 * time.Minute

// Credentials of the app under test.
type Credentials struct {
	// OAuth client id.
	ClientID string
	// Key of handshake signatures.
	ClientSecret string
	// Key of webhook signatures, and of the URL validation.
	SecretToken string
}

// Options of a server that Start starts. The zero value is good.
type Options struct {
	// Command of the server, with its arguments. Default: RTMS_MOCK_COMMAND, else npx --no --offline rtms-mock.
	Command []string
	// Flags of `rtms-mock serve`, such as --speed and 10. Default: --protocol 2026 --timeline-start ready.
	Args []string
	// Credentials of the app. Default: RTMS_MOCK_CLIENT_ID, RTMS_MOCK_CLIENT_SECRET and
	// RTMS_MOCK_SECRET_TOKEN, else the built-in ones.
	Credentials *Credentials
}

// Server is a mock server. Many tests can share it: every meeting belongs to one test.
type Server struct {
	// Address of page and HTTP API, without a slash at the end.
	URL string
	// Address of the signaling port, as in webhooks.
	SignalingURL string
	// Address of the media port.
	MediaURL string
	// Credentials for the app.
	Credentials Credentials

	api     api
	process *process
}

// Start returns the server at RTMS_MOCK_URL, or starts one on free ports that ends with the test.
// The test fails if there is none. The last options count.
func Start(t testing.TB, options ...Options) *Server {
	t.Helper()
	if url := os.Getenv("RTMS_MOCK_URL"); url != "" {
		server, err := connect(url, nil)
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	var chosen Options
	if len(options) > 0 {
		chosen = options[len(options)-1]
	}
	server, err := launch(chosen, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.process.stop()
		if t.Failed() {
			t.Logf("log of rtms-mock:\n%s", server.process.log())
		}
	})
	return server
}

func launch(options Options, folder string) (*Server, error) {
	credentials, err := givenCredentials(options.Credentials)
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--port", "0", "--media-port", "0", "--log-format", "json", "--exit-with-stdin"}
	if credentials == nil {
		args = append(args, "--data-folder", "off")
	} else {
		file := filepath.Join(folder, "credentials.json")
		if err := writeCredentials(file, *credentials); err != nil {
			return nil, err
		}
		args = append(args, "--credentials", file)
	}
	for _, flag := range defaults {
		if !slices.ContainsFunc(options.Args, func(arg string) bool { return strings.HasPrefix(arg, flag[0]) }) {
			args = append(args, flag[0], flag[1])
		}
	}
	process, err := startProcess(serverCommand(options.Command), append(args, options.Args...))
	if err != nil {
		return nil, err
	}
	url, err := process.ready(readyTime)
	if err != nil {
		process.stop()
		return nil, fmt.Errorf("%w\n%s", err, process.log())
	}
	server, err := connect(url, credentials)
	if err != nil {
		process.stop()
		return nil, err
	}
	server.process = process
	return server, nil
}

func connect(url string, credentials *Credentials) (*Server, error) {
	server := &Server{URL: strings.TrimRight(url, "/")}
	server.api = newAPI(server.URL, os.Getenv("RTMS_MOCK_API_TOKEN"))
	var facts struct {
		SignalingURL string `json:"signalingUrl"`
		MediaURL     string `json:"mediaUrl"`
		Credentials  struct {
			BuiltIn      bool     `json:"builtIn"`
			ClientIDs    []string `json:"clientIds"`
			ClientSecret string   `json:"clientSecret"`
			SecretToken  string   `json:"secretToken"`
		} `json:"credentials"`
	}
	if err := server.api.get("/api/server", nil, 0, &facts); err != nil {
		return nil, err
	}
	server.SignalingURL, server.MediaURL = facts.SignalingURL, facts.MediaURL
	given, err := givenCredentials(credentials)
	switch {
	case err != nil:
		return nil, err
	case given != nil:
		server.Credentials = *given
	case facts.Credentials.BuiltIn && len(facts.Credentials.ClientIDs) > 0:
		known := facts.Credentials
		server.Credentials = Credentials{known.ClientIDs[0], known.ClientSecret, known.SecretToken}
	default:
		return nil, fmt.Errorf("the server has credentials of its own: set %s to those of your app", strings.Join(credentialNames, ", "))
	}
	return server, nil
}

var credentialNames = []string{"RTMS_MOCK_CLIENT_ID", "RTMS_MOCK_CLIENT_SECRET", "RTMS_MOCK_SECRET_TOKEN"}

// Those of a program, else those of the environment, else nil.
func givenCredentials(credentials *Credentials) (*Credentials, error) {
	if credentials != nil {
		return credentials, nil
	}
	var values, missing []string
	for _, name := range credentialNames {
		value := os.Getenv(name)
		values = append(values, value)
		if value == "" {
			missing = append(missing, name)
		}
	}
	switch len(missing) {
	case 0:
		return &Credentials{values[0], values[1], values[2]}, nil
	case len(credentialNames):
		return nil, nil
	}
	return nil, fmt.Errorf("credentials need all of %s; missing: %s", strings.Join(credentialNames, ", "), strings.Join(missing, ", "))
}

func writeCredentials(file string, app Credentials) error {
	content, err := json.Marshal(map[string]any{
		"auth_credentials":          []any{map[string]string{"client_id": app.ClientID, "client_secret": app.ClientSecret}},
		"Zoom_Webhook_Secret_Token": []any{map[string]string{"token": app.SecretToken}},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

// Env returns addresses and credentials for an app as NAME=value, under the names of `rtms-mock exec`.
func (s *Server) Env() []string {
	env := []string{
		"RTMS_MOCK_URL=" + s.URL,
		"RTMS_MOCK_SIGNALING_URL=" + s.SignalingURL,
		"RTMS_MOCK_MEDIA_URL=" + s.MediaURL,
	}
	names := map[string][]string{
		s.Credentials.ClientID:     {"RTMS_MOCK_CLIENT_ID", "ZM_RTMS_CLIENT", "ZM_CLIENT_ID", "ZOOM_CLIENT_ID"},
		s.Credentials.ClientSecret: {"RTMS_MOCK_CLIENT_SECRET", "ZM_RTMS_SECRET", "ZM_CLIENT_SECRET", "ZOOM_CLIENT_SECRET"},
		s.Credentials.SecretToken:  {"RTMS_MOCK_SECRET_TOKEN", "ZOOM_SECRET_TOKEN", "ZOOM_WEBHOOK_SECRET_TOKEN"},
	}
	for value, all := range names {
		for _, name := range all {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// StartMeeting starts a meeting, sends `rtms_started` to the app, and ends the meeting with the test.
func (s *Server) StartMeeting(t testing.TB, fields StartMeeting) *Meeting {
	t.Helper()
	meeting := &Meeting{t: t, api: s.api}
	if err := s.api.post("/api/meetings", fields, &meeting.Started); err != nil {
		t.Fatal(err)
	}
	meeting.StreamID = meeting.Started.StreamID
	t.Cleanup(func() {
		if t.Failed() {
			meeting.logProblems()
		}
		if err := meeting.end(); err != nil {
			t.Error(err)
		}
	})
	return meeting
}

// Advance advances virtual time, on a server with the argument "--time", "virtual". It returns when everything that was due
// is sent, read and answered. The result names what was waited for in vain, for 5 s of real time each.
func (s *Server) Advance(t testing.TB, by time.Duration) []string {
	t.Helper()
	var advanced struct {
		Lagging []struct{ WaitedFor string }
	}
	body := map[string]string{"by": fmt.Sprintf("%dms", by.Milliseconds())}
	if err := s.api.postSlowly("/api/time/advance", body, advanceTime, &advanced); err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, one := range advanced.Lagging {
		names = append(names, one.WaitedFor)
	}
	return names
}

// ValidateWebhook sends the URL validation challenge to a receiver, and returns what is wrong with its
// response.
func (s *Server) ValidateWebhook(t testing.TB, url string) URLVerdict {
	t.Helper()
	var verdict URLVerdict
	if err := s.api.post("/api/webhooks/validate", map[string]string{"url": url}, &verdict); err != nil {
		t.Fatal(err)
	}
	return verdict
}
