"""Headers on every response, limits on every body and caller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.errors import TooManyRequestsError
from tests.web import test_access as access
from tests.web.shop import send
from web import security
from web.app import create_app
from web.security import Guesses, Limiter, Limits

PAGES = [
    "/",
    "/en/",
    "/en/nothing",
    "/agent",
    "/account/sign-in",
    "/sitemap.xml",
    "/static/danesh.css",
    "/static/no",
]
PAGES += ["/api/docs", "/api/v1/health", "/api/v1/nothing"]


@pytest.mark.parametrize("page", PAGES)
def test_every_response_has_the_headers(client, page):
    headers = client.get(page).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["permissions-policy"]
    assert "server" not in headers


HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": None,
    "permissions-policy": None,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": None,
}


def answers(client, signed_in) -> Iterator[tuple[str, Any]]:
    """Every route as a customer and as an admin, and every other kind of answer there is."""
    admin = signed_in("admin")
    for name in [*access.PAGES, *access.API]:
        method, path = access.filled(name)
        for who, browser in (("customer", client), ("admin", admin)):
            if path != "/account/sign-out":
                yield f"{who} {name}", browser.request(method, path)
    asked = {"question": "How do I return a parcel?"}
    yield "stream", client.post("/api/v1/ask", json=asked, headers={"Accept": "text/event-stream"})
    yield "stream on a page", client.get("/en/ask/stream?q=How+do+I+return+a+parcel%3F")
    for path in (
        "/static/danesh.css",
        "/static/danesh.js",
        "/static/icon.svg",
        "/static/no",
        "/static/",
        "/static",
    ):
        yield path, client.get(path)
    for path in ("/no/such", "/en/%00", "/%ff", "//evil.example", "/api/v1/none", "/desk/articles/x"):
        yield path, client.get(path)
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "NONSENSE"):
        for path in ("/en/", "/api/v1/ask", "/static/danesh.css"):
            yield f"{method} {path}", client.request(method, path)
    yield "too long", client.post("/api/v1/ask", content=b"x" * (security.BODY + 1))
    yield "no JSON", client.post("/api/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    yield (
        "bad form",
        client.post("/account/sign-in", content=b"x", headers={"Content-Type": "multipart/form-data"}),
    )
    yield "wrong key", client.get("/api/v1/articles", headers={"Authorization": "Bearer x"})
    yield "signed out", send(admin, "/account/sign-out", {}, page="/account")


def test_every_answer_of_every_route_has_the_headers(client, signed_in):
    """The widget is made for other sites: its own answers may say that they may be loaded from there."""
    wrong = []
    for what, answer in answers(client, signed_in):
        policy = answer.headers.get("content-security-policy", "")
        right = "default-src 'self'" in policy and "unsafe" not in policy and "object-src 'none'" in policy
        framed = "frame-ancestors 'none'" in policy
        kept = all(
            answer.headers.get(name) if value is None else answer.headers.get(name) == value
            for name, value in HEADERS.items()
        )
        if not (right and framed and kept and "server" not in answer.headers):
            wrong.append(f"{what}: {answer.status_code} {dict(answer.headers)}")
        kind = answer.headers.get("content-type", "")
        if answer.content and answer.status_code != 304 and not kind:
            wrong.append(f"{what}: no content type")
    assert not wrong


def test_a_failure_of_our_own_has_them_too_and_says_nothing_inside(library, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("secret path /srv/x")

    monkeypatch.setattr("kb.reading.shelves.shelves", broken)
    monkeypatch.setattr("kb.reading.catalogue.articles", broken)
    browser = TestClient(create_app(library), raise_server_exceptions=False)
    for page in ("/en/", "/api/v1/articles"):
        response = browser.get(page)
        assert response.status_code == 500
        assert "secret path" not in response.text
        assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["content-type"] == "application/problem+json"


def test_pages_hold_no_inline_script_or_style(client, shop, signed_in):
    manager = signed_in("admin")
    rooms = ("/agent?q=return", f"/desk/articles/{shop.draft}", "/desk/imports", "/desk/team")
    for page in ("/en/", "/en/ask?q=return", "/api/docs", *rooms):
        text = manager.get(page).text
        assert "<style" not in text
        assert " style=" not in text
        assert not re.search(r"<[^>]+\son\w+=", text)
        data = text.count('<script type="application/ld+json">')  # read by search engines, run by nobody
        assert text.count("<script") == text.count("<script src=") + data


def test_cookies_are_closed_to_scripts_and_other_sites(client, library):
    cookie = client.get("/account/sign-in").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    library.settings = library.settings.model_copy(update={"public_url": "https://help.shop.example"})
    secure = TestClient(create_app(library), base_url="https://help.shop.example").get("/account/sign-in")
    assert "secure" in secure.headers["set-cookie"].lower()
    assert "max-age" in secure.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/ask", "application/json"), ("/account/sign-in", "application/x-www-form-urlencoded")],
)
def test_a_body_that_is_too_long_is_refused(client, path, kind):
    answers = [
        client.post(path, content=b"x" * (security.BODY + 1), headers={"Content-Type": kind}),
        client.post(path, content=iter([b"x" * 2**20] * 3), headers={"Content-Type": kind}),
    ]
    assert {answer.status_code for answer in answers} == {413}
    assert "too large" in answers[0].text


def test_a_question_of_a_megabyte_is_one_clear_sentence(client):
    answer = client.post("/api/v1/ask", json={"question": "why " * 2**18})
    assert answer.status_code == 422
    assert "characters; the longest one answered is" in answer.json()["detail"]
    assert len(answer.content) < 500


def test_a_caller_may_do_so_much_and_then_waits():
    limiter = Limiter(3, 60)
    for _ in range(3):
        limiter.check("a", now=0)
    with pytest.raises(TooManyRequestsError):
        limiter.check("a", now=1)
    limiter.check("b", now=1)
    limiter.check("a", now=21)
    with pytest.raises(TooManyRequestsError):
        limiter.check("a", now=22)


def test_quiet_callers_are_forgotten(monkeypatch):
    monkeypatch.setattr(security, "PURGE_FROM", 3)
    limiter = Limiter(1, 60)
    for number in range(10):
        limiter.check(str(number), now=number * 100)
    assert len(limiter._left) <= 4


def test_asking_and_signing_in_are_limited(library):
    limits = Limits(ask=Limiter(1, 60), account=Guesses(1, 60))
    browser = TestClient(create_app(library, limits))
    assert browser.get("/en/ask?q=return").status_code == 200
    refused = browser.get("/fa/ask?q=return")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert "تعداد درخواست‌ها" in refused.text
    assert browser.post("/api/v1/ask", json={"question": "return"}).status_code == 429
    assert send(browser, "/account/sign-in", {"email": "a@b.example", "password": "x"}).status_code == 401
    assert send(browser, "/account/sign-in", {"email": "a@b.example", "password": "x"}).status_code == 429


def test_files_of_ours_may_be_kept_for_ever(client):
    page = client.get("/en/").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert "immutable" not in client.get("/static/danesh.css").headers.get("cache-control", "")
