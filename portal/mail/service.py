"""Sending a mail: by SMTP where there is a server, else as a file in a mailbox."""

from __future__ import annotations

import secrets
import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from portal.outside import LOCAL, Outside

TIMEOUT = 20  # seconds

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain text to one address."""

    to: str
    subject: str
    body: str
    key: str | None = None
    """The same for the same mail sent twice, so that mail programs can tell; by chance if None."""


class NotSent(Exception):
    """A mail did not go out; the message names the kind of error, never the address."""


def post(mail: Mail, outside: Outside) -> None:
    """Send a mail; on its way when this returns.

    A mail server is spoken to in a thread of its own: how long that takes would tell whether an
    address is known here. What goes wrong then stands in the log, without the address.
    """
    message = _message(mail, outside.mail_from)
    if outside.smtp_url:
        threading.Thread(target=_send, args=(message, outside.smtp_url), daemon=True).start()
    elif outside.mailbox is not None:
        _put(message, outside.mailbox)


def deliver(mail: Mail, outside: Outside) -> None:
    """Send a mail and wait for it, for chores; raises NotSent when it may be tried again.

    Without mail server and mailbox there is nowhere to send to, and nothing happens.
    """
    try:
        message = _message(mail, outside.mail_from)
        if outside.smtp_url:
            _speak(message, outside.smtp_url)
        elif outside.mailbox is not None:
            _put(message, outside.mailbox)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from None


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    domain = sender.rpartition("@")[2]
    message["Message-ID"] = f"<{mail.key}@{domain}>" if mail.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, cte="8bit")
    return message


def _put(message: EmailMessage, mailbox: Path) -> None:
    mailbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = mailbox / f"{secrets.token_hex(8)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(message.as_bytes())


def _send(message: EmailMessage, url: str) -> None:
    try:
        _speak(message, url)
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail.not_sent", reason=type(error).__name__)


def _speak(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    with server:
        if parts.scheme == "smtp" and host not in LOCAL:
            server.starttls(context=secure)  # raises where the server cannot
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
