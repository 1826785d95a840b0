"""One meeting with one stream for the app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

from .errors import ProblemsError, RtmsMockError
from .http import HttpApi
from .models import JournalEntry, StartedMeeting, StreamWithWebhook, Verdict

#: Reports of failed tests begin in the test.
__tracebackhide__ = True

Severity = Literal["error", "warning", "note"]


class Meeting:
    """A running meeting. Names in bodies are those of the HTTP API: `entry["atMs"]`."""

    def __init__(self, api: HttpApi, started: StartedMeeting) -> None:
        self._api = api
        self._path = f"/api/meetings/{quote(started['streamId'], safe='')}"
        #: Response to the start; `started["webhook"]` is the outcome of `rtms_started`.
        self.started = started
        #: `rtms_stream_id` of the webhook.
        self.stream_id = started["streamId"]
        #: Id of the meeting, session, engagement or call.
        self.meeting_uuid = started["meetingUuid"]
        #: Signaling URL, as in the webhook.
        self.server_urls = started["serverUrls"]

    def __repr__(self) -> str:
        return f"<Meeting {self.stream_id}>"

    def view(self) -> StreamWithWebhook:
        """The stream as it is now: state, connections, counters of media."""
        view: StreamWithWebhook = self._api.get(self._path)
        return view

    @property
    def state(self) -> str:
        """State of the stream: `created`, `signaling`, `active`, `paused`, `interrupted` or `terminated`."""
        return self.view()["state"]

    def wait_for(
        self,
        moment: str | None = None,
        /,
        *,
        timeout: float = 5.0,
        after: int | None = None,
        **entry: str,
    ) -> JournalEntry:
        """Waits for a state, a moment or a journal entry; what has happened before counts. Answers the entry.

        `meeting.wait_for("streaming")`, or `meeting.wait_for(type="CLIENT_READY_ACK", direction="received")`.
        `timeout` is in real seconds; WaitTimeoutError then names what did happen. `after` takes only entries with a
        greater `seq`.
        """
        if (moment is None) == (not entry):
            raise TypeError("wait_for takes either the name of a state or moment, or fields of a journal entry")
        query: dict[str, object] = {
            "for": moment if moment is not None else json.dumps(entry),
            "timeout": f"{max(1, round(timeout * 1000))}ms",
            "after": after,
        }
        answer: JournalEntry = self._api.get(f"{self._path}/wait", query, seconds=timeout)
        return answer

    def inject(self, step: Mapping[str, object] | None = None, /, **fields: object) -> None:
        """Performs one step or fault now: `meeting.inject(fault="cut-socket", socket="media")`."""
        self._api.post(f"{self._path}/steps", {**(step or {}), **fields})

    def pause(self) -> None:
        """Pauses the media."""
        self._perform("pause")

    def resume(self) -> None:
        """Resumes a paused stream."""
        self._perform("resume")

    def stop(self, reason: str | int | None = None) -> None:
        """Stops the stream; the meeting continues, and `start` starts the stream again."""
        self._perform("stop", reason)

    def start(self) -> None:
        """Starts a stream that has not begun or has stopped."""
        self._perform("start")

    def end(self, reason: str | int | None = None) -> None:
        """Ends the meeting with all its streams. Nothing happens if it has ended."""
        try:
            self._perform("end", reason)
        except RtmsMockError as error:
            if error.code != "action-refused" or not self.view()["meetingEnded"]:
                raise

    def journal(
        self,
        *,
        type: str | None = None,
        kind: Literal["message", "connection", "state", "webhook", "fault", "note"] | None = None,
        direction: Literal["sent", "received"] | None = None,
        socket: Literal["signaling", "media"] | None = None,
        after: int | None = None,
    ) -> list[JournalEntry]:
        """What has happened, oldest first; directions are those of the server. `after` is the `seq` of an entry."""
        query: dict[str, object] = {
            "type": type,
            "kind": kind,
            "direction": direction,
            "socket": socket,
            "after": after,
        }
        entries: list[JournalEntry] = self._api.get(f"{self._path}/journal", query)["entries"]
        return entries

    def problems(self, severity: Severity = "error") -> list[Verdict]:
        """Findings about the app that are at least this serious.

        An error is what the real service would have closed, refused or repeated; a warning is what works by luck; a note
        is neither.
        """
        verdicts: list[Verdict] = self._api.get(f"{self._path}/verdicts", {"severity": severity})["verdicts"]
        return verdicts

    def assert_no_problems(self, severity: Severity = "error") -> None:
        """Fails with a list of the rules that the app broke, and their remedies."""
        problems = self.problems(severity)
        if problems:
            raise ProblemsError(describe_problems(problems))

    def _perform(self, action: str, reason: str | int | None = None) -> None:
        body: dict[str, Any] = {"action": action}
        if reason is not None:
            body["reason"] = reason
        self._api.post(f"{self._path}/actions", body)


def describe_problems(problems: list[Verdict]) -> str:
    """Findings as text for people."""
    count = "1 rule" if len(problems) == 1 else f"{len(problems)} rules"
    return "\n".join([f"The app broke {count}:", *map(_describe, problems)])


def _describe(verdict: Verdict) -> str:
    lines: list[str | Any] = [
        f"- {verdict['rule']} ({verdict['severity']}): {verdict['message']}",
        f"  the real service: {verdict['would']}",
        f"  remedy: {verdict['fix']}",
        f"  source: {verdict['source']}",
    ]
    return "\n".join(lines)
