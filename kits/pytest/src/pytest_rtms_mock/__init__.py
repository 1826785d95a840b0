"""A mock of Zoom's Realtime Media Streams for tests: fixtures for pytest, and plain functions."""

from .errors import ProblemsError, RtmsMockError, WaitTimeoutError
from .meeting import Meeting, describe_problems
from .models import JournalEntry, Verdict
from .server import Credentials, MockServer, connect_to_mock_server, start_mock_server

__all__ = [
    "Credentials",
    "JournalEntry",
    "Meeting",
    "MockServer",
    "ProblemsError",
    "RtmsMockError",
    "Verdict",
    "WaitTimeoutError",
    "connect_to_mock_server",
    "describe_problems",
    "start_mock_server",
]
