"""A mock server in a process of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from .errors import RtmsMockError

#: Reports of failed tests begin in the test.
__tracebackhide__ = True

#: npx runs what is installed in this folder or above; `--offline` keeps it from asking the registry.
NPX = ("npx", "--no", "--offline", "rtms-mock")
#: Lines of the log that are kept.
LOG_LINES = 5000
#: Seconds in which a server ends politely: it ends its meetings, and sends their webhooks.
GRACE_SECONDS = 10.0


def server_command(given: str | Sequence[str] | None) -> list[str]:
    """The command that starts the server: the given one, else that of RTMS_MOCK_COMMAND, else npx."""
    command = given or os.environ.get("RTMS_MOCK_COMMAND") or NPX
    if isinstance(command, str):
        if os.path.isfile(command):
            return [command] if not command.endswith((".js", ".mjs")) else ["node", command]
        return shlex.split(command, posix=os.name != "nt")
    return list(command)


class ServerProcess:
    """A server that ends with `close`, and also when this process is killed: its standard input closes then."""

    def __init__(self, command: Sequence[str], args: Sequence[str], env: Mapping[str, str]) -> None:
        program, *first = command
        self._command = shlex.join(command)
        #: Lines of the log, oldest first, with their number.
        self._lines: deque[tuple[int, str]] = deque(maxlen=LOG_LINES)
        self._count = 0
        self._changed = threading.Condition()
        self._ready: dict[str, Any] | None = None
        self._ended = False
        try:
            self._process = subprocess.Popen(
                [shutil.which(program) or program, *first, *args],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_environment(env),
                **_own_group(),
            )
        except OSError as error:
            raise RtmsMockError(
                f"The mock server cannot be started: {program}: {error.strerror}. {REMEDY}", "no-server"
            ) from error
        self._reader = threading.Thread(target=self._read, name="rtms-mock log", daemon=True)
        self._reader.start()

    def wait_until_ready(self, seconds: float) -> dict[str, Any]:
        """The ready line: URLs and versions. Raises with the server's output if it does not come."""
        with self._changed:
            self._changed.wait_for(lambda: self._ready is not None or self._ended, seconds)
            if self._ready is not None:
                return self._ready
            reason = "ended before it was ready" if self._ended else f"was not ready after {seconds:g} s"
        output = self.log()
        self.close()
        if "code ENOTCACHED" in output:
            raise RtmsMockError(
                f"No mock server is named, and rtms-mock is not installed in this folder or above. {REMEDY}", "no-server"
            )
        raise RtmsMockError(f"The mock server, `{self._command}`, {reason}. {REMEDY}\n{output}", "no-server")

    @property
    def line_count(self) -> int:
        """Number of lines that the server has logged."""
        with self._changed:
            return self._count

    def log(self, after: int = 0) -> str:
        """The log after a number of lines."""
        with self._changed:
            return "\n".join(line for number, line in self._lines if number > after)

    def close(self) -> None:
        """Ends the server, and whatever npx started for it."""
        process = self._process
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()
        for end in (None, _terminate, _kill):
            if end is not None:
                end(process)
            try:
                process.wait(GRACE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
        # Programs between npx and the server may outlive npx.
        _kill(process)
        self._reader.join(GRACE_SECONDS)

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for raw in output:
                self._take(raw.decode("utf-8", "replace").rstrip())
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _take(self, line: str) -> None:
        fields = _json_object(line)
        with self._changed:
            if fields is not None and fields.get("msg") == "ready" and "controlUrl" in fields:
                self._ready = fields
            self._count += 1
            self._lines.append((self._count, line if fields is None else _readable(fields)))
            self._changed.notify_all()


REMEDY = (
    "Name the server with RTMS_MOCK_COMMAND or --rtms-mock of pytest, its path or command, or with RTMS_MOCK_URL, the "
    "address of one that runs; or install rtms-mock in this project."
)


def _json_object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _readable(fields: dict[str, Any]) -> str:
    """`21:03:57.320 warn  The webhook was refused.  streamId=…`"""
    time = str(fields.get("time", ""))[11:23]
    others = {name: value for name, value in fields.items() if name not in ("msg", "level", "time")}
    shown = " ".join(f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in others.items())
    return f"{time} {fields.get('level', 'info'):<5} {fields.get('msg', '')}  {shown}".rstrip()


#: Variables of the kits, which are none of the server's.
KIT_VARIABLES = (
    "RTMS_MOCK_COMMAND",
    "RTMS_MOCK_URL",
    "RTMS_MOCK_CLIENT_ID",
    "RTMS_MOCK_CLIENT_SECRET",
    "RTMS_MOCK_SECRET_TOKEN",
)


def _environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in KIT_VARIABLES}
    return {**kept, **changes}


def _own_group() -> dict[str, Any]:
    """Ctrl-C is for pytest; the server ends with it, and politely."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _terminate(process: subprocess.Popen[bytes]) -> None:
    _signal_group(process, signal.SIGTERM)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        _signal_group(process, signal.SIGKILL)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    if sys.platform == "win32":
        process.terminate()
        return
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        # Nothing is left of the group.
        return
