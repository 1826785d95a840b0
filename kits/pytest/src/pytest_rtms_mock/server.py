"""A mock server: one that is started here, or one that runs already."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .errors import RtmsMockError
from .http import HttpApi
from .meeting import Meeting
from .models import JournalEntry, StartedMeeting, UrlVerdict
from .process import ServerProcess, server_command

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .models import StartMeeting

#: Reports of failed tests begin in the test.
__tracebackhide__ = True

#: Flags of every server, unless others are given: today's service, which verdicts judge against, and meetings that wait
#: for the app.
DEFAULTS = (("--protocol", "2026"), ("--timeline-start", "ready"))
#: Seconds until a server must be ready; npx is slow when it runs for the first time.
READY_SECONDS = 60.0


# Real seconds that advancing virtual time may take.
ADVANCE_SECONDS = 300.0


@dataclass(frozen=True)
class Credentials:
    """What the app needs: it signs handshakes with the client secret, and checks webhooks with the secret token."""

    client_id: str
    client_secret: str
    secret_token: str

    def __repr__(self) -> str:
        return f"Credentials(client_id={self.client_id!r})"


class MockServer:
    """A mock server. Use it with `with`, or call `close`."""

    def __init__(
        self,
        url: str,
        process: ServerProcess | None = None,
        credentials: Credentials | None = None,
        folder: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self._api = HttpApi(url, os.environ.get("RTMS_MOCK_API_TOKEN"))
        self._process = process
        self._folder = folder
        self._started: list[Meeting] = []
        #: Address of page and HTTP API, without a slash at the end.
        self.url = self._api.url
        facts = self._api.get("/api/server")
        #: Address of the signaling port, as in webhooks.
        self.signaling_url: str = facts["signalingUrl"]
        #: Address of the media port.
        self.media_url: str = facts["mediaUrl"]
        #: Credentials for the app.
        self.credentials = credentials or _credentials_of(facts["credentials"])

    def __enter__(self) -> MockServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<MockServer {self.url}>"

    def start_meeting(self, **fields: Unpack[StartMeeting]) -> Meeting:
        """Starts a meeting, and sends `rtms_started` to the app. Every field has a default.

        Fields are those of `POST /api/meetings` with underscores: `start_meeting(webhook_url=app.url,
        scenario="media-failover")`.
        """
        body = {_camel(name): value for name, value in fields.items()}
        started: StartedMeeting = self._api.post("/api/meetings", body)
        meeting = Meeting(self._api, started)
        self._started.append(meeting)
        return meeting

    def validate_webhook(self, url: str) -> UrlVerdict:
        """Sends the URL validation challenge to a receiver, and says what is wrong with its response."""
        verdict: UrlVerdict = self._api.post("/api/webhooks/validate", {"url": url})
        return verdict

    def advance(self, by: str) -> list[str]:
        """Advances virtual time, on a server with the argument `--time virtual`: `advance("60s")`.

        Returns when everything that was due is sent, read and answered. The result names what was waited for in vain
        (5 s of real time each), and is empty if nothing was.
        """
        lagging: list[dict[str, str]] = self._api.post("/api/time/advance", {"by": by}, ADVANCE_SECONDS)["lagging"]
        return [one["waitedFor"] for one in lagging]

    def journal(self, **query: str | int) -> list[JournalEntry]:
        """Journal entries of all streams."""
        entries: list[JournalEntry] = self._api.get("/api/journal", query)["entries"]
        return entries

    def env(self) -> dict[str, str]:
        """Environment variables for an app: addresses and credentials, under the names of `rtms-mock exec`."""
        app = self.credentials
        values = {
            "RTMS_MOCK_URL": self.url,
            "RTMS_MOCK_SIGNALING_URL": self.signaling_url,
            "RTMS_MOCK_MEDIA_URL": self.media_url,
        }
        for name in ("RTMS_MOCK_CLIENT_ID", "ZM_RTMS_CLIENT", "ZM_CLIENT_ID", "ZOOM_CLIENT_ID"):
            values[name] = app.client_id
        for name in ("RTMS_MOCK_CLIENT_SECRET", "ZM_RTMS_SECRET", "ZM_CLIENT_SECRET", "ZOOM_CLIENT_SECRET"):
            values[name] = app.client_secret
        for name in ("RTMS_MOCK_SECRET_TOKEN", "ZOOM_SECRET_TOKEN", "ZOOM_WEBHOOK_SECRET_TOKEN"):
            values[name] = app.secret_token
        return values

    @property
    def log_position(self) -> int:
        """Number of lines that the server has logged; 0 for one that was not started here."""
        return self._process.line_count if self._process else 0

    def log(self, after: int = 0) -> str:
        """The server's log after a position. Empty for a server that was not started here."""
        return self._process.log(after) if self._process else ""

    def meetings_since(self, count: int) -> list[Meeting]:
        """Meetings that were started here, without the first `count`."""
        return self._started[count:]

    def close(self) -> None:
        """Ends a server that was started here: its meetings end, and `rtms_stopped` is sent."""
        if self._process is not None:
            self._process.close()
        if self._folder is not None:
            self._folder.cleanup()


def start_mock_server(
    command: str | Sequence[str] | None = None,
    *,
    args: Sequence[str] = (),
    credentials: Credentials | None = None,
    env: Mapping[str, str] | None = None,
    ready_seconds: float = READY_SECONDS,
) -> MockServer:
    """Starts a server of its own, on free ports.

    `command` is a path or a command line; by default that of RTMS_MOCK_COMMAND, else `npx --no --offline rtms-mock`. `args`
    are flags of `rtms-mock serve`. Unless they say otherwise, the server speaks the generation of today, 2026, and a meeting
    waits for the app before it begins.
    """
    given = credentials or _credentials_of_env()
    folder = None if given is None else tempfile.TemporaryDirectory(prefix="rtms-mock-")
    flags = ["serve", "--port", "0", "--media-port", "0", "--log-format", "json", "--exit-with-stdin"]
    if folder is None or given is None:
        flags += ["--data-folder", "off"]
    else:
        flags += ["--credentials", str(_write_credentials(Path(folder.name), given))]
    for flag, value in DEFAULTS:
        if not any(arg.startswith(flag) for arg in args):
            flags += [flag, value]
    process = ServerProcess(server_command(command), [*flags, *args], env or {})
    ready = process.wait_until_ready(ready_seconds)
    try:
        return MockServer(ready["controlUrl"], process, given, folder)
    except BaseException:
        process.close()
        raise


def connect_to_mock_server(url: str) -> MockServer:
    """Uses a server that runs already. Its credentials come from RTMS_MOCK_CLIENT_ID and so on, as `rtms-mock exec` sets
    them, or are the built-in ones. RTMS_MOCK_API_TOKEN is the token of a server that requires one."""
    return MockServer(url)


CREDENTIAL_NAMES = ("RTMS_MOCK_CLIENT_ID", "RTMS_MOCK_CLIENT_SECRET", "RTMS_MOCK_SECRET_TOKEN")


def _credentials_of_env() -> Credentials | None:
    values = [os.environ.get(name) for name in CREDENTIAL_NAMES]
    client_id, client_secret, secret_token = values
    if client_id and client_secret and secret_token:
        return Credentials(client_id, client_secret, secret_token)
    if any(values):
        missing = ", ".join(name for name in CREDENTIAL_NAMES if not os.environ.get(name))
        raise RtmsMockError(f"Credentials need all of {', '.join(CREDENTIAL_NAMES)}; missing: {missing}", "credentials")
    return None


def _credentials_of(facts: Mapping[str, Any]) -> Credentials:
    given = _credentials_of_env()
    if given is not None:
        return given
    if not facts["builtIn"]:
        raise RtmsMockError(
            f"The server has credentials of its own. Set {', '.join(CREDENTIAL_NAMES)} to those of your app",
            "credentials",
        )
    return Credentials(facts["clientIds"][0], facts["clientSecret"], facts["secretToken"])


def _write_credentials(folder: Path, app: Credentials) -> Path:
    """A file in a folder that only this user can read."""
    file = folder / "credentials.json"
    content = {
        "auth_credentials": [{"client_id": app.client_id, "client_secret": app.client_secret}],
        "Zoom_Webhook_Secret_Token": [{"token": app.secret_token}],
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
