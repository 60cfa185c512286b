"""Every page there is, as it is served: of all rooms and roles, with its failures and its empty states, by language.

What is collected here is what axe, the HTML validator and the search for untranslated words look at. Pages that have
an address come from `tests.web.every_page`; the rest is what forms answer with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient

from kb.access import invitations, people
from kb.library import Library
from tests.web.every_page import CUSTOMER, OUTSIDE, STEPS, TEAM, Prepared, paths
from tests.web.shop import CSRF, PASSWORD, Shop, send
from web import rendering
from web.app import create_app
from web.i18n import LANGUAGES
from web.security import Guesses, Limiter, Limits

MANY = 10**6
CALM = Limits(
    search=Limiter(MANY, 1), ask=Limiter(MANY, 1), sign_in=Guesses(MANY, 60), account=Guesses(MANY, 60)
)
SECRET_KEY = re.compile(r'class="key" dir="ltr">([A-Z2-7 ]+)<')
TOKEN = re.compile(r"[\w-]{40,}|language=\w\w")
FIRST = {"email": "first@shop.example", "password": "a first password of some length"}
# Every form of the team that is sent empty, and what its page is then: found by the answer, not kept here.
EMPTY_FORMS = (
    "/agent",
    "/agent/notes",
    "/agent/replies",
    "/account/password",
    "/account/two-factor",
    "/desk/articles/new",
    "/desk/imports",
    "/desk/profile",
    "/desk/categories",
    "/desk/fixed",
    "/desk/team/people",
    "/desk/team/keys",
    "/desk/team/invitations",
    "/desk/preview",
)
ROOMS_WHEN_EMPTY = (
    "/{code}/",
    "/{code}/search?q=return",
    "/{code}/ask?q=How+do+I+return+a+parcel%3F",
    "/agent",
    "/agent?q=Where+is+my+order%3F",
    "/agent/tickets",
    "/desk",
    "/desk/dashboard",
    "/desk/inbox",
    "/desk/gaps",
    "/desk/fixed",
    "/desk/imports",
    "/desk/categories",
)


@dataclass(frozen=True)
class Shown:
    """A page as it was served; `team` when it is for people who are signed in."""

    status: int
    html: str
    team: bool

    @property
    def same(self) -> str:
        """The page without what differs each time it is served."""
        return CSRF.sub("", TOKEN.sub("", self.html))


@dataclass
class Gallery:
    """All pages over one seeded knowledge base and one empty one, made once for each language."""

    library: Library
    empty: Library
    shop: Shop
    prepared: Prepared
    _pages: dict[str, dict[str, Shown]] = field(default_factory=dict)
    _set_up: dict[str, Shown] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._app = create_app(self.library, CALM)

    def app(self) -> FastAPI:
        """Return the application over the seeded knowledge base."""
        return self._app

    def browser(self, role: str = "", code: str = "en", email: str = "") -> TestClient:
        """Return a browser that reads a language and follows redirects, signed in when a role is given."""
        browser = TestClient(self._app, raise_server_exceptions=False)
        browser.cookies.set("language", code)
        if role or email:
            fields = {"email": email or f"{role}@shop.example", "password": PASSWORD}
            send(browser, "/account/sign-in", fields)
        return browser

    def paths(self, pages: tuple[str, ...], code: str) -> list[str]:
        """Fill in the addresses of pages."""
        return paths(pages, code, self.shop, self.prepared)

    def pages(self, code: str) -> dict[str, Shown]:
        """Return every page in a language, by a name that says where it comes from."""
        if code not in self._pages:
            with mock.patch.object(rendering, "piece", self._noting(rendering.piece)):
                self._pages[code] = dict(self._collected(code))
        return self._pages[code]

    def _noting(self, piece: Callable[..., str]) -> Callable[..., str]:
        def noted(request: Any, page: Any, member: Any = None) -> str:
            self.templates.add(page.template)
            return piece(request, page, member)

        return noted

    def _collected(self, code: str) -> Iterator[tuple[str, Shown]]:
        self.customer, self.admin, self.agent = (self.browser(role, code) for role in ("", "admin", "agent"))
        for path in self.paths(CUSTOMER + OUTSIDE, code):
            yield path, shown(self.customer.get(path))
        for path in self.paths(TEAM, code):
            yield f"team {path}", shown(self.admin.get(path), team=True)
        for collect in (self._answers, self._failures, self._many_steps, self._nothing_yet):
            yield from collect(code)

    def _answers(self, code: str) -> Iterator[tuple[str, Shown]]:
        """What forms answer with instead of a redirect."""
        post = poster(self.admin)
        for path in EMPTY_FORMS:
            yield f"empty form {path}", post(path)
        draft = {"article": str(self.shop.draft), "action": "publish"}
        yield "bulk", post("/desk/bulk", draft)
        yield "bulk of nothing", post("/desk/bulk", {"action": "publish"})
        yield "bulk assigned", post("/desk/bulk", draft | {"action": "assign", "person": "2"})
        yield "raw", post(f"/desk/conversations/{self.shop.conversation}/raw")
        yield "profile of an import", post(f"/desk/profile/imports/{self.prepared.job}")
        yield "ticket", post("/agent", {"q": "Subject: Parcel\nHello,\nHow do I return a parcel?"})
        yield "new key", post("/desk/team/keys", {"name": f"script {code}", "role": "agent"})
        person = {"email": f"{code}@shop.example", "name": "Kim", "role": "agent", "language": code}
        yield "new invitation", post("/desk/team/invitations", person)
        fields = {"title": "T", "resolution": "Something else.", "language": "en", "audience": "public"}
        yield (
            "somebody was faster",
            post(f"/desk/articles/{self.shop.draft}/edit", fields | {"revision": "0"}),
        )
        reply = {"contact": "", "message": "Where is it?"}
        customer = poster(self.customer, f"/{code}/contact", team=False)
        yield "contact without an address", customer(f"/{code}/contact", reply)
        yield "wrong password", customer("/account/sign-in", {"email": "a@b.example", "password": "x"})
        yield "forgotten, sent", customer("/account/forgotten", {"email": "a@b.example"})
        yield (
            "invitation, short",
            customer(f"/account/invitation/{self.prepared.invitation}", {"password": "x"}),
        )
        yield "reset, short", customer(f"/account/reset/{self.prepared.reset}", {"password": "x"})
        voted = f"/{code}/articles/{self.shop.returns}/feedback"
        yield "voted", customer(voted, {"helpful": "yes"})

    def _failures(self, code: str) -> Iterator[tuple[str, Shown]]:
        """One page of every status that a reader can be told of."""
        admin, agent = self.admin, self.agent
        yield "403", shown(agent.get("/desk"), team=True)
        yield "403 of an old form", shown(admin.post("/desk/bulk", data={"csrf": "old"}), team=True)
        yield "404 of the team", shown(admin.get("/desk/articles/999999"), team=True)
        yield "405", shown(admin.get(f"/desk/conversations/{self.shop.conversation}/raw"), team=True)
        post = poster(admin)
        yield "409", post(f"/desk/articles/{self.shop.draft}/status", {"status": "retired", "revision": "0"})
        yield "410", shown(self.customer.get("/account/reset/old"))
        yield "422", post(f"/desk/articles/{self.shop.draft}/remarks", {"text": " "})
        busy = TestClient(create_app(self.library, Limits(search=Limiter(1, 3600))))
        busy.get(f"/{code}/search?q=return")
        yield "429", shown(busy.get(f"/{code}/search?q=return"))
        app = create_app(self.library, CALM)
        app.add_api_route("/breaks", breaks)
        broken = TestClient(app, raise_server_exceptions=False)
        yield "500", shown(broken.get("/breaks", params={"language": code}))

    def _many_steps(self, code: str) -> Iterator[tuple[str, Shown]]:
        """What is seen on the way in with a second step, and on the way to one."""
        half = self.browser(email=STEPS, code=code)
        step = "/account/second-step"
        yield "second step", shown(half.get(step, params={"language": code}))
        yield "second step, wrong", poster(half, step, team=False)(step, {"code": "000000"})
        email, address = f"{code}-begins@shop.example", "/account/two-factor"
        with self.library.database.session() as session:
            if all(member.email != email for member in people.everyone(session)):
                people.add(session, email=email, name="Bo", role="agent", password=PASSWORD)
        begins = self.browser(email=email, code=code)
        found = SECRET_KEY.search(begins.get(address).text)
        if found:  # else the factor is on already
            secret = found[1].replace(" ", "")
            yield "recovery codes", poster(begins, address)(address, {"code": pyotp.TOTP(secret).now()})
            yield "account with two steps", shown(begins.get("/account"), team=True)

    def _nothing_yet(self, code: str) -> Iterator[tuple[str, Shown]]:
        """The first account, and every room before anything is in it."""
        browser = TestClient(create_app(self.empty, CALM))
        if not self._set_up:
            token = invitations.set_up_token(self.empty.settings.signing_key())
            address = f"/account/set-up/{token}"
            self._set_up = {one: shown(browser.get(address, params={"language": one})) for one in LANGUAGES}
            send(browser, address, FIRST | {"name": "Ada"}, page=address)
        yield "set-up", self._set_up[code]
        send(browser, "/account/sign-in", FIRST)
        for path in ROOMS_WHEN_EMPTY:
            answer = browser.get(path.format(code=code), params={"language": code})
            yield f"nothing yet {path}", shown(answer, team=not path.startswith("/{code}"))


def breaks() -> None:
    """Stand for a mistake of ours."""
    raise RuntimeError


def shown(answer: Any, *, team: bool = False) -> Shown:
    """Keep a response."""
    return Shown(answer.status_code, answer.text, team)


def poster(browser: TestClient, page: str = "/account", *, team: bool = True) -> Callable[..., Shown]:
    """Return what sends a form and keeps the answer."""

    def post(path: str, fields: dict[str, str] | None = None) -> Shown:
        return shown(send(browser, path, fields or {}, page=page), team=team)

    return post
