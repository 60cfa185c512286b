"""Lets pages of other sites use the widget's routes: those origins that the settings name, and no others.

Credentials are never allowed, so a visitor's session with us is worth nothing over there. A request from an origin
that is not named is refused before anything is done.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS = "/api/v1/widget/"
LASTING = "600"  # seconds a browser may remember that it may ask
SHARED = {"Cross-Origin-Resource-Policy": "cross-origin"}
REFUSED = "This site may not use the widget of this help center; name it in DANESH_WIDGET_ORIGINS."


class WidgetOrigins:
    """Answers preflights and sets the CORS headers on the widget's routes."""

    def __init__(self, app: ASGIApp, *, origins: Collection[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(PATHS):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and not self.allows(origin, headers.get("host", "")):
            problem = {"type": "/api/docs#http-403", "title": "Forbidden", "status": 403, "detail": REFUSED}
            refused = JSONResponse(problem, 403, {"Vary": "Origin"}, media_type="application/problem+json")
            await refused(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_preflight(origin))(scope, receive, send)
            return

        async def shared(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                out.update(_allowed(origin) | SHARED)
                out.add_vary_header("Origin")
            await send(message)

        await self.app(scope, receive, shared)

    def allows(self, origin: str, host: str) -> bool:
        """Whether a page of this origin may ask: one that is named, or our own."""
        return origin in self.origins or (bool(host) and urlsplit(origin).netloc == host)


def _allowed(origin: str | None) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": origin} if origin else {}


def _preflight(origin: str | None) -> dict[str, str]:
    return _allowed(origin) | {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type, Accept",
        "Access-Control-Max-Age": LASTING,
        "Vary": "Origin",
    }
