"""Settings of what lies outside: mail, OpenID Connect, proxies."""

from pathlib import Path

import pytest
from flask import Flask, request, request_started

from portal.app import create_app
from portal.config import Mode, Settings, SettingsRefused, load_settings
from portal.outside import Outside, OutsideRefused, load_outside

VAR = Path("/nowhere/var")
OPENID = {
    "PORTAL_OIDC_ISSUER": "https://login.gemeente.example",
    "PORTAL_OIDC_CLIENT_ID": "portaal",
    "PORTAL_OIDC_CLIENT_SECRET": "geheim",
    "PORTAL_PUBLIC_URL": "https://portaal.example/",
}


def test_without_settings_mails_are_files_and_links_are_local():
    outside = load_outside({}, VAR, 8055)
    assert outside.mailbox == VAR / "mail"
    assert outside.public_url == "http://127.0.0.1:8055"
    assert (outside.openid, outside.smtp_url, outside.proxies) == (None, "", 0)


def test_a_provider_is_named_after_its_host_unless_said():
    assert load_outside(OPENID, VAR, 8000).openid.name == "login.gemeente.example"
    named = load_outside({**OPENID, "PORTAL_OIDC_NAME": "Stadspas"}, VAR, 8000)
    assert named.openid.name == "Stadspas"
    assert named.public_url == "https://portaal.example"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"PORTAL_OIDC_ISSUER": "http://login.gemeente.example"}, "https://"),
        ({"PORTAL_OIDC_CLIENT_SECRET": ""}, "PORTAL_OIDC_CLIENT_SECRET"),
        ({"PORTAL_PUBLIC_URL": ""}, "PORTAL_PUBLIC_URL"),
        ({"PORTAL_SMTP_URL": "mail.example"}, "PORTAL_SMTP_URL"),
        ({"PORTAL_PROXIES": "many"}, "PORTAL_PROXIES"),
    ],
)
def test_wrong_settings_are_refused_by_name(changes, names):
    with pytest.raises(OutsideRefused, match=names):
        load_outside({**OPENID, **changes}, VAR, 8000)


def test_the_portal_does_not_start_with_them(tmp_path):
    with pytest.raises(SettingsRefused, match="PORTAL_PROXIES"):
        load_settings({"PORTAL_PROXIES": "-1"}, tmp_path)


def test_secrets_stay_out_of_what_is_printed():
    outside = load_outside({**OPENID, "PORTAL_SMTP_URL": "smtps://a:wachtwoord@b"}, VAR, 8000)
    assert "geheim" not in repr(outside)
    assert "wachtwoord" not in repr(outside)


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_where_a_request_came_from_is_believed_of_own_proxies_alone(proxies, seen):
    outside = Outside(proxies=proxies)
    app = create_app(Settings(Mode.TEST, "sqlite://", bytes(32), "s" * 32, outside=outside))
    found: list[str | None] = []

    @request_started.connect_via(app)
    def note(_app: Flask, **_more: object) -> None:
        found.append(request.remote_addr)

    app.test_client().get("/static/x", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert found == [seen]
