"""Fixtures and reports, as users see them."""

from __future__ import annotations

import xml.etree.ElementTree as xml

import pytest

from pytest_rtms_mock import start_mock_server

CONFTEST = """
    import pytest

    @pytest.fixture
    def rtms_webhook_url():
        return "http://127.0.0.1:9/webhook"
"""


def test_a_failed_test_shows_the_log_of_its_meetings(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        """
        def test_good(meeting):
            meeting.pause_is_not_called = True

        def test_bad(meeting):
            meeting.pause()
        """
    )
    result = pytester.runpytest_subprocess("--junitxml=report.xml", "-o", "junit_logging=all")
    result.assert_outcomes(passed=1, failed=1)
    output = result.stdout.str()
    section = output[output.index("Captured stdout rtms-mock call") :]
    assert "Nothing listens at 127.0.0.1:9" in section
    assert section.count("was not delivered") == 1, "the meeting of the other test does not belong here"
    # The report begins in the test, not in this package.
    assert "def _call" not in output
    cases = {case.get("name"): case for case in xml.parse(pytester.path / "report.xml").iter("testcase")}
    assert "Nothing listens" in (cases["test_bad"].findtext("system-out") or "")
    assert "Nothing listens" not in (cases["test_good"].findtext("system-out") or "")


def test_meetings_start_as_their_marker_says(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.rtms_meeting(topic="module", product="webinar")

        @pytest.mark.rtms_meeting(topic="test")
        def test_it(rtms_mock, meeting):
            view = meeting.view()
            assert (view["topic"], view["product"]) == ("test", "webinar")
            assert view["webhookUrl"] == "http://127.0.0.1:9/webhook"
            assert [entry["streamId"] for entry in rtms_mock.journal(type="created")] == [meeting.stream_id]
        """
    )
    pytester.runpytest_subprocess("--strict-markers").assert_outcomes(passed=1)


def test_uses_a_server_that_runs(pytester: pytest.Pytester) -> None:
    with start_mock_server() as server:
        pytester.makepyfile(f"def test_it(rtms_mock): assert rtms_mock.url == '{server.url}'")
        pytester.runpytest_subprocess(f"--rtms-mock-url={server.url}/").assert_outcomes(passed=1)
        assert server.start_meeting().state == "created", "it belongs to somebody else"


def test_asks_where_the_app_is(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(meeting): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*define a fixture rtms_webhook_url*"])


def test_flags_of_the_server_are_settings_of_pytest(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nrtms_mock_args = --protocol 2025 --scenario 'late-joiner'")
    pytester.makepyfile(
        """
        def test_it(rtms_mock):
            assert rtms_mock.start_meeting().view()["protocol"] == "2025"
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
