"""What the portal reaches outside itself, and how it is reached: mail, OpenID Connect, proxies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

HIGH = "high http://eidas.europa.eu/LoA/high"  # what providers call a sign-in with two factors
LOCAL = ("127.0.0.1", "localhost", "::1")


class OutsideRefused(ValueError):
    """The portal may not start with these settings; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """An organisation that says who somebody is.

    ``high`` are the values of its ``acr`` that stand for a second factor of its own.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    high: frozenset[str] = frozenset(HIGH.split())


@dataclass(frozen=True, slots=True)
class Outside:
    """``public_url`` begins every link in a mail: the address a browser sends is not trusted.

    Without ``smtp_url`` mails are files in ``mailbox``; without that they are dropped. ``proxies``
    is how many servers of our own stand in front and say where a request came from.
    """

    public_url: str = "http://127.0.0.1:8000"
    mailbox: Path | None = None
    smtp_url: str = field(default="", repr=False)  # may hold a password
    mail_from: str = "portaal@localhost"
    openid: OpenIdProvider | None = None
    proxies: int = 0


def load_outside(environ: Mapping[str, str], var: Path, port: int) -> Outside:
    """Read these settings from the environment. Raises OutsideRefused."""
    public_url = environ.get("PORTAL_PUBLIC_URL", "").rstrip("/")
    openid = _openid(environ)
    smtp_url = environ.get("PORTAL_SMTP_URL", "")
    if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps"):
        raise OutsideRefused("PORTAL_SMTP_URL must begin with smtp:// or smtps://.")
    if (openid or smtp_url) and not public_url:
        raise OutsideRefused(
            "Set PORTAL_PUBLIC_URL to the address people type: links in mails and the way back"
            " from OpenID Connect begin with it."
        )
    return Outside(
        public_url=public_url or f"http://127.0.0.1:{port}",
        mailbox=Path(environ.get("PORTAL_MAILBOX", "") or var / "mail"),
        smtp_url=smtp_url,
        mail_from=environ.get("PORTAL_MAIL_FROM", "portaal@localhost"),
        openid=openid,
        proxies=_proxies(environ.get("PORTAL_PROXIES", "0")),
    )


def _openid(environ: Mapping[str, str]) -> OpenIdProvider | None:
    issuer = environ.get("PORTAL_OIDC_ISSUER", "")
    if not issuer:
        return None
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        raise OutsideRefused("PORTAL_OIDC_ISSUER must begin with https://.")
    client_id = environ.get("PORTAL_OIDC_CLIENT_ID", "")
    client_secret = environ.get("PORTAL_OIDC_CLIENT_SECRET", "")
    if not client_id or not client_secret:
        raise OutsideRefused(
            "PORTAL_OIDC_ISSUER needs PORTAL_OIDC_CLIENT_ID and PORTAL_OIDC_CLIENT_SECRET."
        )
    return OpenIdProvider(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        name=environ.get("PORTAL_OIDC_NAME", "") or parts.hostname or issuer,
        high=frozenset(environ.get("PORTAL_OIDC_HIGH", HIGH).split()),
    )


def _proxies(value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) < 10:
        return int(value)
    raise OutsideRefused(f"PORTAL_PROXIES is '{value}'; choose a number from 0 to 9.")
