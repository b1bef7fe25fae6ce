"""Sending mail: as a file, or by a mail server."""

import smtplib
from email import message_from_bytes
from email.policy import default
from typing import ClassVar

import pytest

from portal.mail import service
from portal.mail.service import Mail, post
from portal.outside import Outside

MAIL = Mail("iemand@zorg.example", "Onderwerp — ëén", "Een tekst met € en ë.\n")


def test_a_mail_becomes_a_file_that_only_we_can_read(tmp_path):
    post(MAIL, Outside(mailbox=tmp_path / "mail", mail_from="portaal@portaal.example"))
    [path] = (tmp_path / "mail").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert path.suffix == ".eml"
    assert "iemand" not in path.name
    read = message_from_bytes(path.read_bytes(), policy=default)
    assert (read["To"], read["Subject"]) == (MAIL.to, MAIL.subject)
    assert read["From"] == "portaal@portaal.example"
    assert read.get_content() == MAIL.body


def test_without_mailbox_and_server_nothing_is_kept(tmp_path):
    post(MAIL, Outside())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a@b.example\nBcc: c@d.example", "a\r\nX: y"])
def test_an_address_cannot_add_headers(tmp_path, name):
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|header"):
        post(Mail(name, "Onderwerp", "Tekst"), Outside(mailbox=tmp_path))


class Server:
    """A mail server that notes what is asked of it."""

    said: ClassVar[list[tuple[str, object]]] = []

    def __init__(self, host, port, **options):
        self.said.append(("to", (host, port)))

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def starttls(self, context):
        self.said.append(("starttls", context.check_hostname))

    def login(self, user, password):
        self.said.append(("login", (user, password)))

    def send_message(self, message):
        self.said.append(("sent", message["To"]))


@pytest.fixture
def server(monkeypatch):
    """Every mail server is this one."""
    monkeypatch.setattr(Server, "said", [])
    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    return Server


def test_a_server_is_spoken_to_in_secret(server):
    service._speak(service._message(MAIL, "a@b.example"), "smtp://jan:ge%20heim@mail.example")
    assert server.said == [
        ("to", ("mail.example", 587)), ("starttls", True), ("login", ("jan", "ge heim")),
        ("sent", MAIL.to),
    ]  # fmt: skip


def test_a_server_that_fails_is_in_the_log_without_the_address(server, monkeypatch, capsys):
    def fail(*_arguments):
        raise smtplib.SMTPRecipientsRefused({MAIL.to: (550, b"no")})

    monkeypatch.setattr(Server, "send_message", fail)
    service._send(service._message(MAIL, "a@b.example"), "smtps://mail.example")
    shown = capsys.readouterr()
    assert "SMTPRecipientsRefused" in shown.out + shown.err
    assert MAIL.to not in shown.out + shown.err
