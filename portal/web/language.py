"""Dutch first, English beside it.

The reader's choice (`?lang=en`, kept in a cookie) goes before what the browser asks for. The
Dutch sentences in code and templates are the message ids; `translations/en` holds the English.
"""

from urllib.parse import urlencode

from flask import Flask, Response, request, url_for
from flask_babel import Babel, get_locale

from declarations.rulebook import Text

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


def translated(text: Text) -> str:
    """A sentence of the core, which has both languages, in that of this request."""
    return text.nl if current() == "nl" else text.en


def _offer() -> dict[str, object]:
    return {"language": current(), "languages": LANGUAGES, "switch_to": _switch_to}


def in_language(path: str, language: str) -> str:
    """This path with the filters of this request, in another language.

    The query is not handed to `url_for`: a reader's `_scheme` or `_external` would steer it.
    """
    return f"{path}?{urlencode({**request.args.to_dict(), 'lang': language})}"


def _switch_to(language: str) -> str:
    if request.endpoint and request.method in {"GET", "HEAD"}:
        return in_language(request.path, language)
    return url_for("web.home", lang=language)


def _remember(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = current()
        response.vary.update(["Accept-Language", "Cookie"])
    wanted = request.args.get("lang")
    is_page = not request.path.startswith("/api/")  # programs get no cookies
    if is_page and wanted in LANGUAGES and request.cookies.get(COOKIE) != wanted:
        response.set_cookie(
            COOKIE, wanted, A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
