"""The first account: claimed with the printed link, by one person, and never again."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from kb.access import people
from kb.library import Library
from tests.conftest import copy_database
from tests.web.shop import PASSWORD, send
from web.app import create_app
from web.signin import first_run

FIELDS = {"email": "boss@shop.example", "name": "رئیس", "password": PASSWORD, "language": "fa"}


@pytest.fixture
def library(settings, sqlite_template, encoder):
    copy_database(sqlite_template, settings)
    with Library.open(settings) as opened:
        opened.encoder = encoder
        yield opened


@pytest.fixture
def claim(library):
    return "/account" + first_run.link(library).partition("/account")[2]


def test_the_first_account_is_an_admins(client, claim, library):
    assert "link that danesh serve prints" in client.get("/account/sign-in").text
    assert client.get(claim).status_code == 200
    bad = send(client, f"{claim}?language=fa", {**FIELDS, "password": "short"}, page=claim)
    assert bad.status_code == 422
    assert "۱۰ تا ۲۰۰" in bad.text
    assert send(client, claim, FIELDS, page=claim).headers["location"] == "/desk"
    page = client.get("/desk/team")
    assert page.status_code == 200
    assert 'lang="fa"' in page.text
    assert first_run.link(library) == ""
    assert client.get(claim).status_code == 410
    assert send(client, claim, {**FIELDS, "email": "b@shop.example"}, page="/account").status_code == 410
    with library.database.reading() as session:
        assert [one.role for one in people.everyone(session)] == ["admin"]


@pytest.mark.parametrize("token", ["x", "0" * 40, "%00"])
def test_without_the_printed_token_there_is_nothing(client, token):
    assert client.get(f"/account/set-up/{token}").status_code == 410
    assert send(client, f"/account/set-up/{token}", FIELDS).status_code == 410


def test_every_process_prints_the_same_link(library):
    assert first_run.link(library) == first_run.link(library)
    other = TestClient(create_app(library), follow_redirects=False)
    assert other.get("/account" + first_run.link(library).partition("/account")[2]).status_code == 200


def test_danesh_serve_prints_it(library, settings, monkeypatch, capsys):
    import uvicorn

    from web.cli import serving

    monkeypatch.setattr(uvicorn, "run", lambda *_args, **_more: None)
    monkeypatch.setattr(serving, "library", lambda: __import__("contextlib").nullcontext(library))
    serving.serve("127.0.0.1", 8000, work=False)
    assert first_run.link(library) in capsys.readouterr().out
