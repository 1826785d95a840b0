//go:build !unix

package rtmsmock

import "os/exec"

func ownGroup(*exec.Cmd) {}

func terminate(command *exec.Cmd) { command.Process.Kill() }

func kill(command *exec.Cmd) { command.Process.Kill() }
