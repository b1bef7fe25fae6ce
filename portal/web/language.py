"""Dutch first, English beside it.

The reader's choice (`?lang=en`, kept in a cookie) goes before what the browser asks for. The
Dutch sentences in code and templates are the message ids; `translations/en` holds the English.
"""

from flask import Flask, Response, request, url_for
from flask_babel import Babel, get_locale

LANGUAGES = {"nl": "Nederlands", "en": "English"}
COOKIE = "lang"
A_YEAR = 365 * 24 * 3600


def init_language(app: Flask) -> None:
    """Choose the language of every request and offer the switch to every template."""
    Babel(app, default_locale="nl", default_timezone="Europe/Amsterdam", locale_selector=choose)
    app.context_processor(_offer)
    app.after_request(_remember)


def choose() -> str:
    """The language of this request: asked for, chosen earlier, preferred by the browser, Dutch."""
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return request.accept_languages.best_match(LANGUAGES, default="nl")


def current() -> str:
    """The language of this request: `nl` or `en`."""
    return str(get_locale())


def _offer() -> dict[str, object]:
    return {"language": current(), "languages": LANGUAGES, "switch_to": _switch_to}


def _switch_to(language: str) -> str:
    """The address of this page in another language, filters and all."""
    arguments = {**request.args.to_dict(), "lang": language}
    if request.endpoint and request.method in {"GET", "HEAD"} and not request.routing_exception:
        return url_for(request.endpoint, **{**(request.view_args or {}), **arguments})
    return url_for("web.home", lang=language)


def _remember(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = current()
        response.vary.update(["Accept-Language", "Cookie"])
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and request.cookies.get(COOKIE) != wanted:
        response.set_cookie(
            COOKIE, wanted, A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
