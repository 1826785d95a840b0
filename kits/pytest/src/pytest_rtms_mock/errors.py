"""Errors of this package."""

from __future__ import annotations


class RtmsMockError(Exception):
    """A call was refused, or the server cannot be used. The message says why, and what to do."""

    def __init__(self, message: str, code: str = "error", status: int | None = None) -> None:
        super().__init__(message)
        #: Short and stable, for programs: the code of the HTTP API.
        self.code = code
        #: HTTP status of the response; None if there was none.
        self.status = status


class WaitTimeoutError(RtmsMockError, TimeoutError):
    """What was awaited did not happen in time. The message names what did happen."""


class ProblemsError(AssertionError):
    """An app broke rules of the protocol. The message lists them, with their remedies."""
