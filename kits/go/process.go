package rtmsmock

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// Lines of the log that are kept.
const logLines = 5000

// Time in which a server ends politely: it ends its meetings, and sends their webhooks.
const graceTime = 10 * time.Second

const remedy = "install it with `npm install --save-dev rtms-mock`, or name it: RTMS_MOCK_COMMAND is the command " +
	"of a server, RTMS_MOCK_URL the address of one that runs"

// Variables of the kits, which are none of the server's.
var kitVariables = append([]string{"RTMS_MOCK_COMMAND", "RTMS_MOCK_URL"}, credentialNames...)

// A server in a process of its own. It ends with stop, and also when this process is killed: its
// standard input closes then.
type process struct {
	command *exec.Cmd
	stdin   io.Closer
	url     chan string
	ended   chan struct{}

	mutex sync.Mutex
	lines []string
}

// The given command, else that of RTMS_MOCK_COMMAND, else npx, which runs what is installed in this
// folder or above and downloads nothing.
func serverCommand(given []string) []string {
	if len(given) > 0 {
		return given
	}
	text := os.Getenv("RTMS_MOCK_COMMAND")
	if info, err := os.Stat(text); err == nil && !info.IsDir() {
		if strings.HasSuffix(text, ".js") {
			return []string{"node", text}
		}
		return []string{text}
	}
	if words := strings.Fields(text); len(words) > 0 {
		return words
	}
	return []string{"npx", "--no", "--offline", "rtms-mock"}
}

func startProcess(command, args []string) (*process, error) {
	cmd := exec.Command(command[0], append(slices.Clone(command[1:]), args...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(kitVariables, name)
	})
	ownGroup(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = writer, writer
	err = cmd.Start()
	writer.Close()
	if err != nil {
		output.Close()
		return nil, fmt.Errorf("the mock server cannot be started: %w; %s", err, remedy)
	}
	process := &process{command: cmd, stdin: stdin, url: make(chan string, 1), ended: make(chan struct{})}
	go process.read(output)
	return process, nil
}

func (p *process) ready(limit time.Duration) (string, error) {
	select {
	case url := <-p.url:
		return url, nil
	case <-p.ended:
		return "", errors.New("the mock server ended before it was ready; " + remedy)
	case <-time.After(limit):
		return "", fmt.Errorf("the mock server was not ready after %s; %s", limit, remedy)
	}
}

// Ends the server, and whatever npx started for it.
func (p *process) stop() {
	p.stdin.Close()
	exited := make(chan struct{})
	go func() {
		p.command.Wait()
		close(exited)
	}()
	for _, end := range []func(*exec.Cmd){func(*exec.Cmd) {}, terminate, kill} {
		end(p.command)
		select {
		case <-exited:
			// Programs between npx and the server may outlive npx.
			kill(p.command)
			<-p.ended
			return
		case <-time.After(graceTime):
		}
	}
}

func (p *process) log() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return strings.Join(p.lines, "\n")
}

func (p *process) read(output io.ReadCloser) {
	defer close(p.ended)
	defer output.Close()
	reader := bufio.NewReader(output)
	for {
		line, err := reader.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			p.take(line)
		}
		if err != nil {
			return
		}
	}
}

func (p *process) take(line string) {
	var fields map[string]any
	if json.Unmarshal([]byte(line), &fields) == nil && fields != nil {
		if url, ok := fields["controlUrl"].(string); ok && fields["msg"] == "ready" {
			select {
			case p.url <- url:
			default: // it is known already
			}
		}
		line = readable(fields)
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.lines = append(p.lines, line)
	if len(p.lines) > logLines {
		p.lines = p.lines[1:]
	}
}

// `21:03:57.320 warn  The webhook was refused.`
func readable(fields map[string]any) string {
	time := fmt.Sprint(fields["time"])
	if len(time) > 23 {
		time = time[11:23]
	}
	return fmt.Sprintf("%s %-5v %v", time, fields["level"], fields["msg"])
}
