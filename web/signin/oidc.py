"""Talks to an OpenID Connect provider: the authorization code flow with PKCE, state and nonce.

Nothing the provider says counts before the signature of its ID token, its issuer, audience, time and nonce are right
(OpenID Connect Core 1.0, section 3.1.3.7).
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from kb.access.vouched import Identity, Rules
from kb.errors import ProviderRefusedError, ProviderUnavailableError
from kb.settings import Settings

TIMEOUT = 10.0  # seconds
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60  # seconds that clocks may differ
CALLBACK = "/account/provider/callback"


@dataclass(frozen=True)
class Pending:
    """What has to come back, kept in the session of the browser that set out."""

    state: str
    nonce: str
    verifier: str
    after: str

    def kept(self) -> dict[str, str]:
        """Return it as the session keeps it."""
        return asdict(self)


def configured(settings: Settings) -> bool:
    """Whether there is a provider to sign in at."""
    return bool(settings.oidc_issuer and settings.oidc_client_id)


def name(settings: Settings) -> str:
    """Return the provider's name for people."""
    return settings.oidc_name or str(urlsplit(settings.oidc_issuer).hostname)


def rules(settings: Settings) -> Rules:
    """Return who may come in from the provider."""
    return Rules(settings.oidc_domains, settings.oidc_roles)


def set_out(settings: Settings, after: str) -> tuple[str, Pending]:
    """Return the provider's address to send somebody to, and what to keep until they are back.

    Raises:
        ProviderUnavailableError: it does not say where to go.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    pending = Pending(state, nonce, verifier, after)
    with _client(settings) as client:
        about = _about(settings, client)
        url, _ = client.create_authorization_url(
            about["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.verifier,
        )
    return str(url), pending


def come_back(settings: Settings, pending: Pending, answer: Mapping[str, str]) -> Identity:
    """Return who the provider says has come back, from the parameters of the address they came back to.

    Raises:
        ProviderRefusedError: it is not the answer to what was asked, or the provider says no.
        ProviderUnavailableError: the provider does not answer as it should.
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), pending.state.encode()):
        raise ProviderRefusedError(reason="this is not the answer to what was asked here")
    if answer.get("iss", settings.oidc_issuer).rstrip("/") != settings.oidc_issuer:
        raise ProviderRefusedError(reason="the answer is another provider's")  # RFC 9207
    if "code" not in answer:
        raise ProviderRefusedError(reason=answer.get("error", "no code came")[:80])
    with _client(settings) as client:
        about = _about(settings, client)
        client.token_endpoint_auth_method = _method(settings, about)
        tokens = _tokens(client, about, answer["code"], pending)
        claims = _checked(settings, client, about, str(tokens.get("id_token", "")), pending.nonce)
        if "email" not in claims and "userinfo_endpoint" in about:
            more = _json(client, about["userinfo_endpoint"], withhold_token=False)
            if more.get("sub") == claims["sub"]:
                claims = {**more, **claims}
    return Identity(
        issuer=settings.oidc_issuer,
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")),
        verified=claims.get("email_verified") in (True, "true"),
        name=str(claims.get("name") or claims.get("email", "")),
        groups=_groups(claims, settings.oidc_role_claim),
    )


def _client(settings: Settings) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client

    return OAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        scope=settings.oidc_scope,
        redirect_uri=settings.public_url + CALLBACK,
        code_challenge_method="S256",
        timeout=TIMEOUT,
    )


def _about(settings: Settings, client: Any) -> dict[str, Any]:
    about = _json(client, f"{settings.oidc_issuer}/.well-known/openid-configuration")
    if str(about.get("issuer", "")).rstrip("/") != settings.oidc_issuer:
        raise ProviderUnavailableError(reason="it gives another issuer than DANESH_OIDC_ISSUER")
    missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - about.keys()
    if missing:
        raise ProviderUnavailableError(reason=f"it does not name its {', '.join(sorted(missing))}")
    return about


def _json(client: Any, url: str, *, withhold_token: bool = True) -> dict[str, Any]:
    from httpx2 import HTTPError

    try:
        answer = client.request("GET", url, withhold_token=withhold_token)
        answer.raise_for_status()
        found = answer.json()
    except (HTTPError, ValueError) as error:
        raise ProviderUnavailableError(reason=str(error) or type(error).__name__) from error
    if not isinstance(found, dict):
        raise ProviderUnavailableError(reason="its answer is not a JSON object")
    return found


def _method(settings: Settings, about: Mapping[str, Any]) -> str:
    if not settings.oidc_client_secret:
        return "none"
    known = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"


def _tokens(client: Any, about: Mapping[str, Any], code: str, pending: Pending) -> Mapping[str, Any]:
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError

    try:
        tokens = client.fetch_token(about["token_endpoint"], code=code, code_verifier=pending.verifier)
    except AuthlibBaseError as error:
        raise ProviderRefusedError(reason=str(error.error)[:80]) from error
    except (HTTPError, ValueError) as error:
        raise ProviderUnavailableError(reason=str(error) or type(error).__name__) from error
    return dict(tokens)


def _checked(
    settings: Settings, client: Any, about: Mapping[str, Any], id_token: str, nonce: str
) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    keys = _json(client, about["jwks_uri"])
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "values": [settings.oidc_issuer, settings.oidc_issuer + "/"]},
        aud={"essential": True, "value": settings.oidc_client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        registry.validate(token.claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderRefusedError(reason="its signed answer is not right") from error
    if token.claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id:
        raise ProviderRefusedError(reason="its signed answer is for somebody else")
    return dict(token.claims)


def _groups(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return the values of a claim; with dots in its name, of one inside others, such as `realm_access.roles`."""
    found: Any = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return tuple(value for value in values if isinstance(value, str))
