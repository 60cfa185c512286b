"""Puts the pages and the API together around one open library."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from threading import Event, Thread

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kb.errors import DaneshError
from kb.library import Library
from web import errors, looks, metrics, stylesheets
from web.agent import actions as agent_actions
from web.agent import workspace as agent_workspace
from web.api import articles, assisting, handing_over, health, imports, inbound, reference, search
from web.api import widget as widget_api
from web.manager import desk, gaps, importing, profiling, team, unmasking
from web.portal import asking, contact, crawlers, design, home, reading
from web.portal.counting import SearchCounter, ViewCounter
from web.portal.neighbours import Neighbours
from web.security import BodyLimit, HeadAsGet, Limits, SecurityHeaders
from web.sessions import ABSOLUTE
from web.signin import account
from web.signin import rooms as signin
from web.widget import script as widget_script
from web.widget.origins import WidgetOrigins

API = "/api/v1"
PATIENCE = 15.0  # seconds a stop waits for a model that is still being loaded
DESCRIPTION = "Search, cited answers, drafts and imports of a support knowledge base."


log = logging.getLogger("danesh.web")


class _Files(StaticFiles):
    """Our own files; their addresses change with their content, so they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path == stylesheets.WHOLE and scope["method"] == "GET":
            response = Response(stylesheets.whole(), media_type="text/css")
        else:
            response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b"") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def create_app(library: Library, limits: Limits | None = None) -> FastAPI:
    """Return the web application over an open library; closing the library stays the caller's job.

    Args:
        library: the knowledge base that every request works on.
        limits: how often a caller may sign in, ask and search; by default as `web.security.Limits` says.
    """
    https = library.settings.public_url.startswith("https")
    app = FastAPI(
        title=f"{library.settings.brand} API",
        version=version("danesh"),
        description=DESCRIPTION,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_warmed,
    )
    app.state.library = library
    app.state.limits = limits or Limits()
    app.state.views = ViewCounter(library)
    app.state.searches = SearchCounter(library)
    app.state.metrics = metrics.Metrics(library)
    app.state.neighbours = Neighbours(library)
    app.add_middleware(
        SessionMiddleware,
        secret_key=library.settings.signing_key(),
        session_cookie="__Host-danesh" if https else "danesh",  # no other host may set or get it
        max_age=ABSOLUTE,
        same_site="lax",
        https_only=https,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(HeadAsGet)
    app.add_middleware(WidgetOrigins, origins=library.settings.widget_origins)
    app.add_middleware(SecurityHeaders, https=https)
    app.add_middleware(metrics.Measured, metrics=app.state.metrics)
    errors.install(app)
    _add_rooms(app)
    app.mount("/static", _Files(directory=stylesheets.STATIC), name="static")
    return app


def _add_rooms(app: FastAPI) -> None:
    api = APIRouter(prefix=API)
    for room in (
        search.router,
        handing_over.router,
        assisting.router,
        widget_api.router,
        articles.router,
        articles.desk,
        imports.router,
        inbound.router,
        health.router,
    ):
        api.include_router(room)
    app.include_router(api)
    for pages in (
        reference,
        crawlers,
        looks,
        metrics,
        design,
        account,
        agent_workspace,
        agent_actions,
        team,
        importing,
        unmasking,
        widget_script,
        gaps,
        profiling,
        desk,
    ):
        app.include_router(pages.router)
    for router in signin.ROUTERS:
        app.include_router(router)
    app.include_router(home.entrance)
    for room in (home.router, asking.router, reading.router, contact.router, crawlers.feeds):
        app.include_router(room, prefix=home.PREFIX)


@asynccontextmanager
async def _warmed(app: FastAPI) -> AsyncIterator[None]:
    stopping = Event()
    warming = Thread(target=warm, args=(app.state.library, stopping), name="danesh-warm-up", daemon=True)
    warming.start()
    yield
    stopping.set()
    await run_in_threadpool(warming.join, PATIENCE)


def warm(library: Library, stopping: Event) -> None:
    """Load the model and open the index, so that the first reader does not wait ten seconds for them."""
    try:
        library.encoder.questions(["warm-up"])
        if not stopping.is_set():
            library.index.count()
    except DaneshError as error:
        log.warning("%s", error)
