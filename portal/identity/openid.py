"""Speaking OpenID Connect with the provider of an organisation: authorization code with PKCE.

What comes back is believed only when everything fits: the state of this browser, the issuer, the
signature by a key of the provider, the audience, the times and the nonce.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from portal.clock import Clock
from portal.outside import OpenIdProvider

ALGORITHMS = ("RS256", "PS256", "ES256")
TIMEOUT = 10  # seconds
DISCOVERED_FOR = 600  # seconds before the provider is asked again where its pages are
LEEWAY = 60  # seconds that its clock may be off
PENDING = 600  # seconds somebody may take to sign in there
WELL_KNOWN = "/.well-known/openid-configuration"


class OpenIdRefused(Exception):
    """The provider cannot be reached, or what it says does not fit; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who the provider says this is; ``two_shown`` when a second factor was shown to it."""

    issuer: str
    subject: str
    two_shown: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in on its way: the address to go to, and what the browser keeps of it."""

    address: str
    kept: dict[str, Any]


class OpenIdClient:
    """One provider; keeps for a while what it said about itself."""

    def __init__(self, provider: OpenIdProvider, back: str) -> None:
        """``back`` is the full address of our page that it sends the browser back to."""
        self.provider = provider
        self.back = back
        self._metadata: Mapping[str, Any] = {}
        self._asked_at = 0.0

    def ask(self, clock: Clock) -> Asked:
        """Begin a sign-in. Raises OpenIdRefused when the provider cannot be reached."""
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        with self._session() as session:
            address, state = session.create_authorization_url(
                self._metadata_of("authorization_endpoint"), code_verifier=verifier, nonce=nonce
            )
        kept = {
            "state": state, "nonce": nonce, "verifier": verifier,
            "until": int(clock.now().timestamp()) + PENDING,
        }  # fmt: skip
        return Asked(address, kept)

    def answer(self, kept: Mapping[str, Any], given: Mapping[str, str], clock: Clock) -> Somebody:
        """Who came back, from what the browser kept and the query of the page.

        Raises OpenIdRefused for anything that does not fit.
        """
        self._refuse_stray(kept, given, clock)
        try:
            with self._session() as session:
                token = session.fetch_token(
                    self._metadata_of("token_endpoint"), grant_type="authorization_code",
                    code=given["code"], code_verifier=kept["verifier"], timeout=TIMEOUT,
                )  # fmt: skip
        except (OAuthError, requests.RequestException, ValueError) as error:
            raise OpenIdRefused(f"token: {type(error).__name__}") from None
        claims = self._claims(str(token.get("id_token", "")), str(kept["nonce"]), clock)
        acr = str(claims.get("acr", ""))
        return Somebody(self.provider.issuer, str(claims["sub"]), acr in self.provider.high)

    def _refuse_stray(
        self, kept: Mapping[str, Any], given: Mapping[str, str], clock: Clock
    ) -> None:
        state = str(kept.get("state", ""))
        if not state or not secrets.compare_digest(state.encode(), given.get("state", "").encode()):
            raise OpenIdRefused("state")
        if clock.now().timestamp() > int(kept.get("until", 0)):
            raise OpenIdRefused("took too long")
        if given.get("iss", self.provider.issuer) != self.provider.issuer:
            raise OpenIdRefused("issuer of the answer")
        if "error" in given or not given.get("code"):
            raise OpenIdRefused("no code")

    def _claims(self, token: str, nonce: str, clock: Clock) -> Mapping[str, Any]:
        now = int(clock.now().timestamp())
        rules = jwt.JWTClaimsRegistry(
            now=now, leeway=LEEWAY,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            sub={"essential": True}, exp={"essential": True}, iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        try:
            read = jwt.decode(token, self._keys(), algorithms=list(ALGORITHMS))
            rules.validate(read.claims)
        except (JoseError, ValueError) as error:
            raise OpenIdRefused(f"token: {type(error).__name__}") from None
        claims: Mapping[str, Any] = read.claims
        shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if shared and claims.get("azp") != self.provider.client_id:
            raise OpenIdRefused("made for another party")
        if not str(claims["sub"]):
            raise OpenIdRefused("no subject")
        return claims

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.provider.client_id, self.provider.client_secret, scope="openid",
            redirect_uri=self.back, code_challenge_method="S256",
        )  # fmt: skip

    def _keys(self) -> jwk.KeySet:
        found: Any = self._fetched(self._metadata_of("jwks_uri"))
        try:
            return jwk.KeySet.import_key_set(found)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise OpenIdRefused(f"keys: {type(error).__name__}") from None

    def _metadata_of(self, name: str) -> str:
        if not self._metadata or time.monotonic() - self._asked_at > DISCOVERED_FOR:
            found = self._fetched(self.provider.issuer.rstrip("/") + WELL_KNOWN)
            if found.get("issuer") != self.provider.issuer:
                raise OpenIdRefused("the provider calls itself something else")
            self._metadata, self._asked_at = found, time.monotonic()
        address = str(self._metadata.get(name, ""))
        if not address.startswith("https://") and self.provider.issuer.startswith("https://"):
            raise OpenIdRefused(f"{name} is not safe")
        return address

    @staticmethod
    def _fetched(address: str) -> dict[str, Any]:
        try:
            response = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
        except (requests.RequestException, ValueError) as error:
            raise OpenIdRefused(f"unreachable: {type(error).__name__}") from None
        if not isinstance(found, dict):
            raise OpenIdRefused("not an object")
        return found
