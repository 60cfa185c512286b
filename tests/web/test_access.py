"""Every route times every role has its expected status; a route that is not in the table fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from kb.access import people
from tests.web.shop import CSRF, send
from web.dependencies import posted

EVERYBODY = ("customer", "agent", "manager", "admin")
NOBODY = ("customer", "ended session")  # who is asked to sign in
SIGN_IN = 303
# Method and route: the lowest role that gets in, and what it then gets (an empty body or form is enough to tell).
PAGES = {
    "GET /": ("customer", 302),
    "GET /{language:language}": ("customer", 301),
    "GET /{language:language}/": ("customer", 200),
    "GET /{language:language}/search": ("customer", 200),
    "GET /{language:language}/ask": ("customer", 200),
    "GET /{language:language}/categories/{slug}": ("customer", 404),
    "GET /{language:language}/articles/{reference}": ("customer", 404),
    "POST /{language:language}/articles/{article_id}/feedback": ("customer", 404),
    "POST /{language:language}/answers/{answer_id}/feedback": ("customer", 404),
    "POST /{language:language}/articles/{article_id}/corrections": ("customer", 404),
    "GET /{language:language}/suggest": ("customer", 200),
    "GET /{language:language}/ask/stream": ("customer", 200),
    "GET /{language:language}/contact": ("customer", 200),
    "POST /{language:language}/contact": ("customer", 422),
    "GET /{language:language}/feed.xml": ("customer", 200),
    "GET /sitemaps/{number}.xml": ("customer", 404),
    "GET /brand.css": ("customer", 200),
    "GET /brand/logo": ("customer", 404),
    "GET /theme": ("customer", 303),
    "GET /design": ("agent", 200),
    "GET /robots.txt": ("customer", 200),
    "GET /sitemap.xml": ("customer", 200),
    "GET /api/docs": ("customer", 200),
    "GET /account/sign-in": ("customer", None),
    "POST /account/sign-in": ("customer", 401),
    "GET /account/second-step": ("customer", 303),
    "POST /account/second-step": ("customer", 303),
    "GET /account/forgotten": ("customer", 200),
    "POST /account/forgotten": ("customer", 200),
    "GET /account/reset/{token}": ("customer", 410),
    "POST /account/reset/{token}": ("customer", 410),
    "GET /account/invitation/{token}": ("customer", 410),
    "POST /account/invitation/{token}": ("customer", 410),
    "GET /account/set-up/{token}": ("customer", 410),
    "POST /account/set-up/{token}": ("customer", 410),
    "GET /account/provider": ("customer", 404),
    "GET /account/provider/callback": ("customer", 404),
    "GET /metrics": ("customer", 404),
    "GET /account": ("agent", 200),
    "POST /account/profile": ("agent", 303),
    "POST /account/password": ("agent", 422),
    "POST /account/sessions/end-others": ("agent", 303),
    "POST /account/sessions/{session_id}/end": ("agent", 404),
    "GET /account/two-factor": ("agent", 200),
    "POST /account/two-factor": ("agent", 422),
    "POST /account/two-factor/codes": ("agent", 403),
    "POST /account/two-factor/remove": ("agent", 403),
    "GET /desk/team/invitations": ("admin", 200),
    "POST /desk/team/invitations": ("admin", 422),
    "POST /desk/team/invitations/{invitation_id}/withdraw": ("admin", 404),
    "GET /widget.js": ("customer", 200),
    "GET /widget/demo": ("customer", 200),
    "GET /agent": ("agent", 200),
    "POST /agent": ("agent", 422),
    "GET /agent/tickets": ("agent", 200),
    "GET /agent/tickets/{conversation_id}": ("agent", 404),
    "GET /agent/shortcuts": ("agent", 200),
    "GET /agent/articles/{article_id}": ("agent", 404),
    "POST /agent/articles/{article_id}/reuse": ("agent", 422),
    "POST /agent/articles/{article_id}/flags": ("agent", 422),
    "POST /agent/replies": ("agent", 422),
    "GET /agent/notes/new": ("agent", 200),
    "POST /agent/notes": ("agent", 422),
    "GET /desk": ("manager", 200),
    "GET /desk/articles/new": ("manager", 200),
    "POST /desk/articles/new": ("manager", 422),
    "GET /desk/articles/{article_id}": ("manager", 404),
    "GET /desk/articles/{article_id}/edit": ("manager", 404),
    "POST /desk/articles/{article_id}/edit": ("manager", 404),
    "POST /desk/articles/{article_id}/status": ("manager", 404),
    "GET /desk/conversations/{conversation_id}": ("manager", 404),
    "GET /desk/imports": ("manager", 200),
    "POST /desk/imports": ("manager", 422),
    "GET /desk/imports/{import_id}": ("manager", 404),
    "POST /desk/articles/{article_id}/decline": ("manager", 404),
    "POST /desk/conversations/{conversation_id}/raw": ("manager", 404),
    "GET /desk/gaps": ("manager", 200),
    "GET /desk/profile": ("manager", 200),
    "POST /desk/profile": ("manager", 422),
    "POST /desk/profile/imports/{import_id}": ("manager", 404),
    "POST /desk/preview": ("manager", 200),
    "POST /desk/articles/{article_id}/remarks": ("manager", 404),
    "POST /desk/articles/{article_id}/assign": ("manager", 404),
    "POST /desk/articles/{article_id}/verify": ("manager", 404),
    "GET /desk/articles/{article_id}/merge": ("manager", 404),
    "POST /desk/articles/{article_id}/merge": ("manager", 404),
    "GET /desk/articles/{article_id}/compare": ("manager", 404),
    "POST /desk/bulk": ("manager", 404),
    "POST /desk/bulk/confirmed": ("manager", 404),
    "GET /desk/dashboard": ("manager", 200),
    "GET /desk/dashboard/{table}.csv": ("manager", 404),
    "GET /desk/categories": ("manager", 200),
    "POST /desk/categories": ("manager", 422),
    "POST /desk/categories/{category_id}": ("manager", 303),
    "POST /desk/categories/{category_id}/place": ("manager", 404),
    "POST /desk/categories/{category_id}/delete": ("manager", 404),
    "GET /desk/fixed": ("manager", 200),
    "POST /desk/fixed": ("manager", 422),
    "POST /desk/fixed/{fixed_id}": ("manager", 404),
    "POST /desk/fixed/{fixed_id}/remove": ("manager", 404),
    "GET /desk/synonyms": ("manager", 200),
    "POST /desk/synonyms": ("manager", 422),
    "POST /desk/synonyms/{group_id}": ("manager", 404),
    "POST /desk/synonyms/{group_id}/remove": ("manager", 404),
    "GET /desk/articles/{article_id}/translations": ("manager", 404),
    "POST /desk/articles/{article_id}/translations": ("manager", 404),
    "POST /desk/articles/{article_id}/translations/remove": ("manager", 404),
    "GET /desk/inbox": ("manager", 200),
    "POST /desk/handovers/{handover_id}/close": ("manager", 404),
    "POST /desk/corrections/{correction_id}": ("manager", 404),
    "POST /desk/flags/{flag_id}/close": ("manager", 404),
    "GET /desk/team": ("admin", 200),
    "POST /desk/team/people": ("admin", 422),
    "POST /desk/team/people/{person_id}": ("admin", 303),
    "POST /desk/team/keys": ("admin", 422),
    "POST /desk/team/keys/{key_id}/revoke": ("admin", 404),
    "POST /account/sign-out": ("customer", 303),
}
API = {
    "POST /api/v1/search": ("customer", 422),
    "POST /api/v1/ask": ("customer", 422),
    "POST /api/v1/hand-overs": ("customer", 422),
    "POST /api/v1/feedback": ("customer", 422),
    "POST /api/v1/widget/suggest": ("customer", 422),
    "POST /api/v1/widget/ask": ("customer", 422),
    "POST /api/v1/widget/feedback": ("customer", 422),
    "POST /api/v1/widget/hand-over": ("customer", 422),
    "POST /api/v1/assist": ("agent", 422),
    "POST /api/v1/assist/{answer_id}/sent": ("agent", 422),
    "GET /api/v1/articles": ("customer", 200),
    "GET /api/v1/articles/{article_id}": ("customer", 404),
    "POST /api/v1/articles": ("manager", 422),
    "PUT /api/v1/articles/{article_id}": ("manager", 422),
    "POST /api/v1/articles/{article_id}/publish": ("manager", 404),
    "POST /api/v1/articles/{article_id}/return": ("manager", 404),
    "POST /api/v1/articles/{article_id}/retire": ("manager", 404),
    "GET /api/v1/drafts": ("manager", 200),
    "GET /api/v1/drafts/{article_id}": ("manager", 404),
    "POST /api/v1/drafts/{article_id}/publish": ("manager", 404),
    "POST /api/v1/imports": ("manager", 422),
    "GET /api/v1/imports/{import_id}": ("manager", 404),
    "GET /api/v1/sources": ("manager", 200),
    "POST /api/v1/inbound/{source}": ("manager", 422),
    "GET /api/v1/health": ("customer", 200),
}
UNKNOWN = {"language:language": "en", "slug": "none", "reference": "999-x"}


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute]]:
    from fastapi.routing import iter_route_contexts

    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            for method in context.methods or ():
                yield f"{method} {context.path}", context.original_route


def filled(route: str) -> tuple[str, str]:
    method, path = route.split(" ")
    for name, value in UNKNOWN.items():
        path = path.replace("{" + name + "}", value)
    while "{" in path:
        path = path[: path.index("{")] + "999" + path[path.index("}") + 1 :]
    return method, path


def test_every_route_is_in_the_table(app: FastAPI) -> None:
    assert {name for name, _ in routes(app)} == PAGES.keys() | API.keys()


def test_every_form_checks_its_token(app: FastAPI) -> None:
    unchecked = [
        name
        for name, route in routes(app)
        if name in PAGES and not name.startswith("GET") and not _asks_for(route.dependant, posted)
    ]
    assert not unchecked


def _asks_for(dependant: object, wanted: object) -> bool:
    return any(inner.call is wanted or _asks_for(inner, wanted) for inner in dependant.dependencies)


def ended(library, browser: TestClient) -> tuple[str, str]:
    """Let a browser's session run out; return its cookie and the form token of the page that is still open."""
    token = CSRF.search(browser.get("/account").text)
    cookie = browser.cookies["danesh"]
    with library.database.session() as session:
        member = people.by_address(session, "admin@shop.example")
        people.end_sessions(session, member.id)
    assert token is not None
    return cookie, token[1]


@pytest.mark.parametrize("role", [*EVERYBODY, "ended session"])
def test_pages(app: FastAPI, client: TestClient, signed_in, library, role: str) -> None:
    found, wanted = {}, {}
    browser = client if role == "customer" else signed_in("admin" if role == "ended session" else role)
    cookie, token = ended(library, browser) if role == "ended session" else ("", "")
    for name, (lowest, expected) in PAGES.items():
        method, path = filled(name)
        page = "/account/sign-in" if role == "customer" else "/account"
        if cookie:
            browser.cookies.clear()
            browser.cookies.set("danesh", cookie)
        if method == "GET":
            response = browser.get(path)
        elif cookie:
            response = browser.post(path, data={"csrf": token})
        else:
            response = send(browser, path, {}, page=page)
        found[name] = response.status_code
        wanted[name] = _expected(role, lowest, expected)
        if found[name] == SIGN_IN and lowest != "customer" and role in NOBODY:
            assert response.headers["location"].startswith("/account/sign-in?after="), name
    wanted["GET /account/sign-in"] = 200 if role in NOBODY else 303
    assert found == wanted
    if role == "agent":
        assert "role does not allow this" in signed_in(role).get("/desk").text


@pytest.mark.parametrize("role", [*EVERYBODY, "wrong key", "expired key", "ended session"])
def test_api(app: FastAPI, client: TestClient, signed_in, key, library, role: str) -> None:
    headers = _headers(role, key, library)
    if role == "ended session":
        cookie, token = ended(library, signed_in("admin"))
        headers = {"Cookie": f"danesh={cookie}", "X-CSRF-Token": token}
    found, wanted = {}, {}
    for name, (lowest, expected) in API.items():
        method, path = filled(name)
        body = {} if method != "GET" and "imports" not in path else None
        response = client.request(method, path, json=body, headers=headers)
        found[name] = response.status_code
        open_to_all = name == "GET /api/v1/health"
        if (role.endswith("key") and not open_to_all) or (role in NOBODY and lowest != "customer"):
            wanted[name] = 401
        else:
            wanted[name] = _expected(role, lowest, expected)
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json", name
    assert found == wanted


def _expected(role: str, lowest: str, expected: int | None) -> int | None:
    if lowest == "customer" or (role not in NOBODY and people.allows(role, lowest)):
        return expected
    return SIGN_IN if role in NOBODY else 403


def _headers(role: str, key, library) -> dict[str, str]:
    from datetime import UTC, datetime

    from kb.access import keys

    if role in NOBODY:
        return {}
    if role == "wrong key":
        return {"Authorization": "Bearer danesh_nobody"}
    if role == "expired key":
        with library.database.session() as session:
            past = datetime(2020, 1, 1, tzinfo=UTC)
            return {
                "Authorization": f"Bearer {keys.create(session, name='old', role='admin', expires_at=past)}"
            }
    return key(role)


def test_a_session_ends_when_the_password_or_the_role_changes(library, signed_in) -> None:
    manager = signed_in("manager")
    assert manager.get("/desk").status_code == 200
    with library.database.session() as session:
        person = next(one for one in people.everyone(session) if one.role == "manager")
        people.set_password(session, person.id, "another long password")
    assert manager.get("/desk").status_code == 303


def test_a_session_ends_when_it_is_idle_or_old(library, signed_in, monkeypatch) -> None:
    from datetime import timedelta

    from kb.access import open_sessions

    for limit in ("IDLE", "ABSOLUTE"):
        manager = signed_in("manager")
        monkeypatch.setattr(open_sessions, limit, timedelta(seconds=-1))
        assert manager.get("/desk").status_code == 303
        monkeypatch.undo()


def test_a_session_writes_over_the_api_only_with_its_form_token(signed_in) -> None:
    manager = signed_in("manager")
    body = {"title": "T", "resolution": "R", "language": "en"}
    assert manager.get("/api/v1/drafts").status_code == 200
    assert manager.post("/api/v1/articles", json=body).status_code == 401
    page = manager.get("/desk/articles/new").text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    assert manager.post("/api/v1/articles", json=body, headers={"X-CSRF-Token": token}).status_code == 201
