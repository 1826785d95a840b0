"""The HTTP API of a server, in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from .errors import RtmsMockError, WaitTimeoutError

#: Reports of failed tests begin in the test.
__tracebackhide__ = True

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Seconds that a call may take beyond the time for which it waits.
CALL_SECONDS = 30.0


class HttpApi:
    """Calls of one server."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._opener = _opener(self.url)

    def get(self, path: str, query: Mapping[str, object] | None = None, seconds: float = 0) -> Any:
        """Answers the body of a GET. Parameters that are None are left out."""
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(given)}" if given else path, None, seconds)

    def post(self, path: str, body: Mapping[str, object], seconds: float = 0) -> Any:
        """Answers the body of a POST."""
        return self._call("POST", path, json.dumps(body).encode(), seconds)

    def _call(self, method: str, path: str, body: bytes | None, seconds: float) -> Any:
        headers = {"accept": "application/json"}
        if body is not None:
            headers["content-type"] = "application/json"
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        request = Request(self.url + path, data=body, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=seconds + CALL_SECONDS) as response:
                return json.load(response)
        except HTTPError as refusal:
            with refusal:
                raise _error_of(refusal, f"{method} {path}") from None
        except (OSError, HTTPException) as failure:
            reason = failure.reason if isinstance(failure, URLError) else failure
            raise RtmsMockError(
                f"The mock server at {self.url} cannot be reached: {reason}", "unreachable"
            ) from failure


def _opener(url: str) -> OpenerDirector:
    """A proxy cannot reach this machine's own addresses."""
    if urlsplit(url).hostname in LOOPBACK:
        return build_opener(ProxyHandler({}))
    return build_opener()


def _error_of(refusal: HTTPError, call: str) -> RtmsMockError:
    text = refusal.read().decode("utf-8", "replace")
    try:
        error = json.loads(text)["error"]
        message = " ".join(part for part in (error["message"], error.get("hint")) if part)
        code = str(error["code"])
    except (ValueError, KeyError, TypeError):
        message, code = f"{call} answered {refusal.code}: {text[:300]}", "error"
    kind = WaitTimeoutError if refusal.code == 408 else RtmsMockError
    return kind(message, code, refusal.code)
