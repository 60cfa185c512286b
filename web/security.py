"""What every response and every request is held to: headers, the size of a body, the number of requests.

The policy allows our own files only: no inline script or style, no frame around us, nothing from elsewhere.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.access import attempts
from kb.errors import TooManyRequestsError
from kb.library import Library

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
BODY = 2 * 2**20  # bytes of any request
UPLOAD = 200 * 2**20  # bytes of files in one upload
UPLOAD_PATHS = frozenset({"/desk/imports", "/api/v1/imports"})
INBOUND = 50 * 2**20  # bytes of one delivery: mail services send no larger mails
INBOUND_PATHS = "/api/v1/inbound/"
PURGE_FROM = 10_000  # callers remembered before those who went quiet are forgotten


class SecurityHeaders:
    """Sets the headers on every response."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and set the headers of its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_headers(MutableHeaders(scope=message), self.headers)
            await send(message)

        await self.app(scope, receive, with_headers)


def set_headers(headers: MutableHeaders, wanted: Mapping[str, str] = HEADERS) -> None:
    """Set the headers that are not set yet."""
    for name, value in wanted.items():
        headers.setdefault(name, value)


class HeadAsGet:
    """Answers HEAD as GET without the body: link checkers and monitors ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class BodyLimit:
    """Refuses bodies that are too long, by what they say of their length and by what really comes."""

    def __init__(self, app: ASGIApp, *, body: int = BODY, upload: int = UPLOAD) -> None:
        self.app = app
        self.body = body
        self.upload = upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting its body as it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.upload if scope["path"] in UPLOAD_PATHS else self.body
        if scope["path"].startswith(INBOUND_PATHS):
            limit = INBOUND
        announced = Headers(scope=scope).get("content-length", "0")
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit or (announced.isdigit() and int(announced) > limit):
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


class Limiter:
    """Allows each caller `limit` requests in `seconds`, refilled evenly; kept in this process."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.rate = limit / seconds
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def check(self, caller: str, now: float | None = None) -> None:
        """Count one request.

        Raises:
            TooManyRequestsError: the caller has none left.
        """
        now = time.monotonic() if now is None else now
        with self._lock:
            left, last = self._left.get(caller, (float(self.limit), now))
            left = min(self.limit, left + (now - last) * self.rate)
            if left < 1:
                raise TooManyRequestsError
            self._left[caller] = (left - 1, now)
            if len(self._left) > PURGE_FROM:
                self._purge(now)

    def _purge(self, now: float) -> None:
        full = self.limit / self.rate
        self._left = {
            caller: (left, last) for caller, (left, last) in self._left.items() if now - last < full
        }


@dataclass(frozen=True)
class Guesses:
    """How often somebody may try something in so many seconds; all web processes count together, in SQL."""

    limit: int
    seconds: int

    def check(self, library: Library, what: str, who: str) -> None:
        """Count one try, before it is made.

        Raises:
            TooManyRequestsError: there are none left.
        """
        attempts.count(library.database, what, who, self.limit, self.seconds)


@dataclass(frozen=True)
class Limits:
    """How often one caller may do what costs us something; the same numbers for everybody.

    Attributes:
        sign_in: wrong passwords from one address, where many people of an office may sit.
        account: wrong passwords, and wrong codes, for one account.
        letters: mails that one address may have sent, or that one account gets.
    """

    sign_in: Guesses = Guesses(50, 300)
    account: Guesses = Guesses(10, 300)
    letters: Guesses = Guesses(5, 3600)
    ask: Limiter = field(default_factory=lambda: Limiter(120, 60))
    search: Limiter = field(default_factory=lambda: Limiter(300, 60))
    suggest: Limiter = field(default_factory=lambda: Limiter(600, 60))
    feedback: Limiter = field(default_factory=lambda: Limiter(30, 60))
    inbound: Limiter = field(default_factory=lambda: Limiter(600, 60))
