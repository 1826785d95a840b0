"""Fixtures `rtms_mock` and `meeting`, and a section with the server's log in reports of failed tests."""

from __future__ import annotations

import os
import shlex
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from .errors import RtmsMockError
from .meeting import Meeting, describe_problems
from .server import MockServer, connect_to_mock_server, start_mock_server

#: The server of the session, and where its log and its meetings were when the test began.
_SERVER = pytest.StashKey[MockServer]()
_BEGIN = pytest.StashKey[tuple[int, int]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rtms-mock")
    group.addoption(
        "--rtms-mock",
        metavar="COMMAND",
        help="path or command of the mock server (default: $RTMS_MOCK_COMMAND, else npx --no --offline rtms-mock)",
    )
    group.addoption(
        "--rtms-mock-url",
        metavar="URL",
        help="mock server that runs already (default: $RTMS_MOCK_URL, else one is started)",
    )
    parser.addini("rtms_mock", "path or command of the mock server")
    parser.addini("rtms_mock_args", "flags of `rtms-mock serve`", default="")
    parser.addini("rtms_webhook_url", "URL at which the app under test receives webhooks", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "rtms_meeting(**fields): how the fixture `meeting` starts, with the arguments of start_meeting: "
        "rtms_meeting(scenario='media-failover')",
    )


@pytest.fixture(scope="session")
def rtms_mock(pytestconfig: pytest.Config) -> Iterator[MockServer]:
    """The mock server of this session: --rtms-mock-url or $RTMS_MOCK_URL if given, else one of its own."""
    url = pytestconfig.getoption("--rtms-mock-url") or os.environ.get("RTMS_MOCK_URL")
    if url:
        server = connect_to_mock_server(url)
    else:
        command = pytestconfig.getoption("--rtms-mock") or pytestconfig.getini("rtms_mock") or None
        server = start_mock_server(command, args=shlex.split(pytestconfig.getini("rtms_mock_args")))
    with server:
        pytestconfig.stash[_SERVER] = server
        yield server
        del pytestconfig.stash[_SERVER]


@pytest.fixture
def rtms_webhook_url(pytestconfig: pytest.Config) -> str:
    """URL at which the app under test receives webhooks. Define a fixture of this name to start the app:

    @pytest.fixture
    def rtms_webhook_url(rtms_mock): ...
    """
    url: str = os.environ.get("RTMS_MOCK_WEBHOOK_URL") or pytestconfig.getini("rtms_webhook_url")
    if url:
        return url
    raise RtmsMockError(
        "Say where the app receives webhooks: define a fixture rtms_webhook_url, or set rtms_webhook_url in the "
        "configuration of pytest or RTMS_MOCK_WEBHOOK_URL in the environment",
        "no-webhook-url",
    )


@pytest.fixture
def meeting(request: pytest.FixtureRequest, rtms_mock: MockServer, rtms_webhook_url: str) -> Iterator[Meeting]:
    """A meeting of this test, which has sent `rtms_started` to the app. It ends with the test."""
    fields: dict[str, Any] = {"webhook_url": rtms_webhook_url}
    for marker in reversed(list(request.node.iter_markers("rtms_meeting"))):
        fields.update(marker.kwargs)
    started = rtms_mock.start_meeting(**fields)
    yield started
    started.end()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    server = item.config.stash.get(_SERVER, None)
    item.stash[_BEGIN] = (0, 0) if server is None else (server.log_position, len(server.meetings_since(0)))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    # Sections that are added to the report afterwards never reach JUnit XML; named "stdout …" they do.
    if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        for title, text in _sections(item):
            item.add_report_section(call.when, f"stdout {title}", text)
    return (yield)


def _sections(item: pytest.Item) -> Iterator[tuple[str, str]]:
    server = item.config.stash.get(_SERVER, None)
    if server is None or "rtms_mock" not in getattr(item, "fixturenames", ()):
        return
    lines, meetings = item.stash.get(_BEGIN, (0, 0))
    log = server.log(lines)
    if log:
        yield "rtms-mock", log + "\n"
    for one in server.meetings_since(meetings):
        findings = _findings(one)
        if findings:
            yield f"rtms-mock {one.stream_id}", findings + "\n"


def _findings(meeting: Meeting) -> str:
    try:
        problems = meeting.problems()
    except RtmsMockError as error:
        return f"The findings about this meeting cannot be read: {error}"
    return describe_problems(problems) if problems else ""
