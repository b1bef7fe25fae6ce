"""An OpenID Connect provider for tests: discovery, keys, a page to sign in, and tokens.

It does what a right one does, except for what a test tells it to do wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwk, jwt
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT = "portaal"
SECRET = "a secret between two"
KEY = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
STRANGE_KEY = jwk.RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class Provider:
    """One person is always signed in there: ``subject``."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.subject = "person-1"
        self.claims: dict[str, Any] = {}  # what a test wants different in the token
        self.metadata: dict[str, Any] = {}
        self.key = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.issuer = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def __call__(self, environ, start_response):
        """Answer a request."""
        request = Request(environ)
        page = {
            "/.well-known/openid-configuration": self._about,
            "/keys": lambda _request: _json({"keys": [KEY.as_dict(private=False)]}),
            "/token": self._token,
        }[request.path]
        return page(request)(environ, start_response)

    def authorize(self, address: str) -> str:
        """What the page to sign in does: the query it sends the browser back with."""
        asked = {name: values[0] for name, values in parse_qs(address.partition("?")[2]).items()}
        self.asked.append(asked)
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return urlencode({"code": code, "state": asked["state"], "iss": self.issuer})

    def _about(self, _request: Request) -> Response:
        pages = {"authorization_endpoint": "/sign-in", "token_endpoint": "/token"}
        about = {name: self.issuer + path for name, path in pages.items()}
        about |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return _json(about | self.metadata)

    def _token(self, request: Request) -> Response:
        asked = self.codes.pop(request.form["code"], None)
        given = request.authorization
        known = given is not None and (given.username, given.password) == (CLIENT, SECRET)
        if asked is None or not known or not _fits(asked, request.form["code_verifier"]):
            return _json({"error": "invalid_grant"}, 400)
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"])
        return _json({"access_token": "unused", "token_type": "Bearer", "id_token": token})


def _fits(asked: dict[str, str], verifier: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return asked["code_challenge_method"] == "S256" and asked["code_challenge"] == challenge


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    """The provider on a port of this machine."""
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
