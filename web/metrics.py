"""Figures for a monitor at `/metrics`, in Prometheus' format: of this process, and a few from the database.

Addresses are counted by the whole pattern of their route, never as they came in; without the configured token there
is no such page.
"""

import hmac
import re
import time
from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Request
from fastapi.routing import iter_route_contexts
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.access import open_sessions
from kb.archive import imports
from kb.desk import waiting
from kb.errors import NotFoundError
from kb.library import Library
from web.dependencies import AnyLibrary

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONVERTOR = re.compile(r":\w+}")
router = APIRouter(include_in_schema=False)


class Metrics:
    """The counters of one application, and its registry."""

    def __init__(self, library: Library) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "danesh_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "danesh_request_seconds",
            "Time until the whole answer was sent",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_Database(library))


class _Database(Collector):
    """What is read from the database whenever a monitor asks."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def describe(self) -> list[Metric]:
        """Say nothing at registration, or the database would be read then."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read the figures."""
        with self.library.database.reading() as session:
            articles = GaugeMetricFamily("danesh_articles", "Articles by status", labels=("status",))
            for status, number in waiting.tallies(session).items():
                articles.add_metric((status,), number)
            yield articles
            yield GaugeMetricFamily(
                "danesh_open_sessions", "Sessions of the team", value=open_sessions.count(session)
            )
            yield GaugeMetricFamily(
                "danesh_imports_waiting",
                "Imports that are queued or running",
                value=imports.unfinished(session),
            )


class Measured:
    """Counts and times every request by its route."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics
        self.patterns: dict[int, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and take its time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = self._route(scope)
            self.metrics.requests.labels(_method(scope), route, status).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)

    def _route(self, scope: Scope) -> str:
        """Return the pattern of an address; strangers' addresses would be labels without end."""
        route = scope.get("route")
        if route is None:
            return "/static" if scope["path"].startswith("/static/") else "none"
        if not self.patterns:
            self.patterns = patterns(scope["app"].routes)
        return self.patterns.get(id(route), "none")


def patterns(routes: Sequence[BaseRoute]) -> dict[int, str]:
    """Return the pattern of every route by its identity, with the prefix of its room: `/{language}/search`."""
    found = {}
    for context in iter_route_contexts(routes):
        path = getattr(context, "path", None)
        if path:
            found[id(context.original_route)] = CONVERTOR.sub("}", path)
    return found


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"


@router.get("/metrics")
def metrics(request: Request, library: AnyLibrary) -> Response:
    """Show the figures to whoever has the token."""
    token = library.settings.metrics_token
    given = request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotFoundError(what="page", id="metrics")
    kept: Metrics = request.app.state.metrics
    return Response(
        generate_latest(kept.registry), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )
