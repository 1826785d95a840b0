"""The plain functions, against a real server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pytest_rtms_mock import (
    Credentials,
    MockServer,
    ProblemsError,
    RtmsMockError,
    WaitTimeoutError,
    connect_to_mock_server,
    start_mock_server,
)
from pytest_rtms_mock.http import HttpApi


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with start_mock_server() as started:
        yield started


def test_starts_a_meeting_of_today(server: MockServer) -> None:
    meeting = server.start_meeting(topic="Planning", participants=["Ada"], meeting_id="91234567890")
    view = meeting.view()
    assert (view["topic"], view["protocol"], view["meetingId"]) == ("Planning", "2026", "91234567890")
    assert [one["name"] for one in view["participants"]] == ["Ada"]
    assert meeting.started["webhook"] is None
    meeting.end()
    meeting.end()
    assert meeting.state == "terminated"


def test_waits_for_states_and_entries(server: MockServer) -> None:
    meeting = server.start_meeting()
    meeting.inject(do="mute", participant="Ana Ruiz")
    assert meeting.wait_for(type="mute")["kind"] == "note"
    meeting.stop()
    assert meeting.wait_for("terminated")["type"] == "terminated"
    with pytest.raises(WaitTimeoutError, match="streaming"):
        meeting.wait_for("streaming", timeout=0.05)
    with pytest.raises(RtmsMockError, match="did you mean streaming"):
        meeting.wait_for("steaming")
    with pytest.raises(TypeError):
        meeting.wait_for()


def test_advances_virtual_time(server: MockServer) -> None:
    with start_mock_server(args=["--time", "virtual"]) as virtual:
        api = HttpApi(virtual.url)
        before = api.get("/api/time")["nowMs"]
        assert virtual.advance("60s") == []
        assert api.get("/api/time")["nowMs"] == before + 60_000
    with pytest.raises(RtmsMockError, match="virtual"):
        server.advance("60s")


def test_refusals_say_what_is_wrong(server: MockServer) -> None:
    with pytest.raises(RtmsMockError, match="two-speakers") as refusal:
        server.start_meeting(scenario="unknown")
    assert (refusal.value.code, refusal.value.status) == ("unknown-scenario", 400)
    with pytest.raises(RtmsMockError, match="cannot be reached"):
        connect_to_mock_server("http://127.0.0.1:1")


def test_finds_what_an_app_did_wrong(server: MockServer) -> None:
    with _Receiver() as url:
        assert server.validate_webhook(url)["ok"] is False
        meeting = server.start_meeting(webhook_url=url)
        entries = meeting.journal(kind="webhook", direction="sent")
        assert [entry["type"] for entry in entries] == ["meeting.rtms_started"]
        with pytest.raises(ProblemsError, match="webhook-refused(.|\n)*remedy: "):
            meeting.assert_no_problems()
        assert "webhook-refused" in [one["rule"] for one in meeting.problems()]
        meeting.end()


def test_takes_credentials() -> None:
    app = Credentials("my-app", "my-secret", "my-token")
    assert "secret" not in repr(app)
    with start_mock_server(credentials=app) as server:
        assert server.start_meeting().view()["clientId"] == "my-app"
        assert server.env()["ZM_RTMS_SECRET"] == "my-secret"
        with pytest.raises(RtmsMockError, match="RTMS_MOCK_CLIENT_ID"):
            connect_to_mock_server(server.url)


def test_ends_when_its_user_is_killed() -> None:
    program = "from pytest_rtms_mock import start_mock_server as s; print(s().url, flush=True); input()"
    user = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    server = connect_to_mock_server(user.stdout.readline().strip())
    user.kill()
    user.communicate()
    with pytest.raises(RtmsMockError) as failure:
        # Held open by the server until it ends.
        server.start_meeting().wait_for("streaming", timeout=30)
    assert failure.value.code in ("unreachable", "server-closed")


def test_says_how_to_get_a_server() -> None:
    for command in ("no-such-program", [sys.executable, "-c", "raise SystemExit('broken')"]):
        with pytest.raises(RtmsMockError, match="RTMS_MOCK_COMMAND") as failure:
            start_mock_server(command)
    assert "broken" in str(failure.value)


def test_npx_runs_the_server_of_a_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RTMS_MOCK_COMMAND")
    monkeypatch.chdir(os.environ["KIT_TEST_PROJECT"])
    with start_mock_server() as server:
        assert server.start_meeting().state == "created"


def test_npx_asks_no_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    registry = HTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=registry.serve_forever, daemon=True).start()
    monkeypatch.delenv("RTMS_MOCK_COMMAND")
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{registry.server_port}/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RtmsMockError, match="^No mock server is named.*RTMS_MOCK_COMMAND.*project.$"):
        start_mock_server()
    registry.shutdown()
    registry.server_close()
    assert asked == []


class _Receiver:
    """Answers every webhook with 500."""

    def __enter__(self) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_error(500)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
