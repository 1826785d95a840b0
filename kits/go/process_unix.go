//go:build unix

package rtmsmock

import (
	"os/exec"
	"syscall"
)

// Ctrl-C is for the tests; the server ends with them, and politely.
func ownGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

func terminate(command *exec.Cmd) { syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }

func kill(command *exec.Cmd) { syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
