"""Tests of the app: pip install pytest-rtms-mock"""

import subprocess
import sys

import pytest


@pytest.fixture(scope="session")
def app(rtms_mock):
    """The app, with the credentials of the mock server and a free port."""
    program = subprocess.Popen(
        [sys.executable, "app.py"], env={**rtms_mock.env(), "PORT": "0"}, stdout=subprocess.PIPE, text=True
    )
    with program:
        yield program
        program.terminate()


@pytest.fixture(scope="session")
def rtms_webhook_url(app):
    return f"http://127.0.0.1:{app.stdout.readline().split()[-1]}/"


def test_transcript(app, meeting):
    meeting.wait_for("streaming")
    assert app.stdout.readline() == "Ana Ruiz: Good morning, Bo. Thanks for joining on time.\n"
    meeting.end()
    meeting.assert_no_problems()


def test_comes_back_after_a_loss_of_media(meeting):
    meeting.wait_for("streaming")
    meeting.inject(fault="cut-socket", socket="media")
    meeting.wait_for("media-lost")
    meeting.wait_for("active", timeout=15)
    meeting.assert_no_problems()
