"""Signing in at an identity provider: a real flow against a real server, and every way it must not go."""

from __future__ import annotations

import time

import pytest
from joserfc.jwk import OctKey, RSAKey

from kb.access import people
from tests.web.signin.conftest import browser
from tests.web.signin.provider_server import CLIENT, SECRET, Provider

CALLBACK = "/account/provider/callback"


@pytest.fixture(scope="module")
def _provider():
    provider = Provider()
    yield provider
    provider.server.shutdown()


@pytest.fixture
def provider(_provider):
    _provider.claims, _provider.faults, _provider.signing = {}, set(), _provider.key
    _provider.header = {"alg": "RS256", "kid": "one"}
    return _provider


@pytest.fixture
def app(configured, provider):
    return configured(
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Shop ID",
        oidc_domains=("shop.example",),
    )


def set_out(app, provider, after=""):
    client = browser(app)
    answer = client.get("/account/provider", params={"after": after})
    assert answer.status_code == 303
    return client, provider.authorize(answer.headers["location"])


def come(app, provider, after=""):
    client, query = set_out(app, provider, after)
    return client, client.get(f"{CALLBACK}?{query}")


def test_somebody_of_the_domain_comes_in(app, provider):
    page = browser(app).get("/account/sign-in?after=/agent/shortcuts").text
    assert "Sign in with Shop ID" in page
    assert "/account/provider?after=%2Fagent%2Fshortcuts" in page
    client, answer = come(app, provider, "/agent/shortcuts")
    assert answer.headers["location"] == "/agent/shortcuts"
    assert client.get("/agent").status_code == 200
    assert client.get("/desk").status_code == 403
    assert "Identity provider" in client.get("/account").text


def test_roles_follow_a_claim(app, provider, library):
    library.settings = library.settings.model_copy(
        update={"oidc_roles": {"leads": "manager"}, "oidc_role_claim": "realm.roles"}
    )
    assert come(app, provider)[1].status_code == 403
    provider.claims = {"realm": {"roles": ["x", "leads"]}}
    client, _ = come(app, provider)
    assert client.get("/desk").status_code == 200
    provider.claims = {"realm": {"roles": ["x"]}}
    assert come(app, provider)[1].status_code == 403


def test_an_address_may_stand_in_the_userinfo(app, provider, library):
    provider.claims = {"email": None, "email_verified": None}
    assert come(app, provider)[1].status_code == 303
    with library.database.reading() as session:
        assert people.by_address(session, "lin@shop.example").role == "agent"


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example"])
def test_nobody_is_sent_elsewhere(app, provider, after):
    assert come(app, provider, after)[1].headers["location"] == "/agent"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"aud": [CLIENT, "else"], "azp": "else"},
        {"iss": "https://other.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": None},
        {"iat": int(time.time()) + 7200},
    ],
    # No id may hold a moment: processes that share the tests must collect the same ones.
    ids=[
        "other-nonce",
        "no-nonce",
        "other-audience",
        "two-audiences",
        "other-issuer",
        "expired",
        "no-end",
        "nobody",
        "from-the-future",
    ],
)
def test_a_token_that_is_not_for_us_and_now_is_refused(app, provider, claims):
    provider.claims = claims
    client, answer = come(app, provider)
    assert answer.status_code == 401
    assert client.get("/agent").status_code == 303


@pytest.mark.parametrize("kind", ["another key", "no signature", "shared secret"])
def test_a_token_somebody_else_signed_is_refused(app, provider, kind):
    if kind == "another key":
        provider.signing = RSAKey.generate_key(2048, parameters={"kid": "one"})
    else:
        provider.signing = OctKey.import_key(SECRET.ljust(32, "x"))
        provider.header = {"alg": "none"} if kind == "no signature" else {"alg": "HS256", "kid": "one"}
    assert come(app, provider)[1].status_code == 401


def test_an_answer_nobody_asked_for_is_refused(app, provider):
    client, query = set_out(app, provider)
    assert browser(app).get(f"{CALLBACK}?{query}").status_code == 401, "another browser"
    code = query.partition("&")[0]
    assert client.get(f"{CALLBACK}?{code}&state=wrong").status_code == 401
    assert client.get(f"{CALLBACK}?{query}").status_code == 401, "what was kept serves once"


def test_the_same_answer_works_once(app, provider):
    client, query = set_out(app, provider)
    assert client.get(f"{CALLBACK}?{query}").status_code == 303
    client.cookies.clear()
    assert client.get(f"{CALLBACK}?{query}").status_code == 401


@pytest.mark.parametrize(
    "query", ["", "error=access_denied&state={state}", "code=x&state={state}&iss=https://o.example"]
)
def test_a_no_is_a_no(app, provider, query):
    client, answered = set_out(app, provider)
    state = answered.partition("state=")[2]
    assert client.get(f"{CALLBACK}?{query.format(state=state)}").status_code == 401


@pytest.mark.parametrize("fault", ["down", "issuer"])
def test_a_provider_in_trouble_is_said(app, provider, fault):
    provider.faults = {fault}
    answer = browser(app).get("/account/provider")
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


def test_an_unverified_address_is_nobodys(app, provider, library):
    provider.claims = {"email": "admin@shop.example", "email_verified": False}
    client, answer = come(app, provider)
    assert answer.status_code == 403
    assert client.get("/agent").status_code == 303


def test_without_a_provider_there_is_no_such_page(configured):
    client = browser(configured())
    assert client.get("/account/provider").status_code == 404
    assert client.get(CALLBACK).status_code == 404


def test_a_role_that_needs_a_second_factor_has_it_at_the_provider(app, provider, library):
    library.settings = library.settings.model_copy(update={"second_factor_roles": ("agent",)})
    client, _ = come(app, provider)
    assert client.get("/agent").status_code == 200
