"""A small OpenID Connect provider on a port of this machine: real signed tokens, and misbehaviour on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "danesh", "provider secret"


class Provider:
    """The provider: `claims` change what it says, `faults` what it does."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self.signing = self.key
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.codes: dict[str, dict[str, str]] = {}
        self.faults: set[str] = set()
        self.token_requests: list[dict[str, str]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self, provider.get(urlsplit(self.path).path, self.headers))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                answer(self, provider.token(form, self.headers))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def get(self, path: str, headers: Any) -> tuple[int, Any]:
        if "down" in self.faults:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            return 200, {
                "issuer": "https://other.example" if "issuer" in self.faults else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            }
        if path == "/keys":
            return 200, KeySet([self.key]).as_dict(private=False)
        if path == "/userinfo" and headers["authorization"] == "Bearer access":
            return 200, {"sub": "sub-1", "email": "lin@shop.example", "email_verified": True}
        return 404, {}

    def authorize(self, url: str) -> str:
        """Do what a person at the provider does: say yes; return the query they are sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], headers: Any) -> tuple[int, Any]:
        basic = base64.b64encode(f"{CLIENT}:provider%20secret".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if headers["authorization"] not in {f"Basic {basic}", f"Basic {plain}"}:
            return 401, {"error": "invalid_client"}
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "sub-1", "iat": now, "exp": now + 60, "nonce": asked["nonce"],
            "email": "lin@shop.example", "email_verified": True, "name": "Lin",
        }  # fmt: skip
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        signed = jwt.encode(self.header, claims, self.signing, algorithms=["RS256", "HS256", "none"])
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": signed}


def answer(handler: BaseHTTPRequestHandler, said: tuple[int, Any]) -> None:
    status, body = said
    content = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
