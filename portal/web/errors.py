"""Error pages: what happened, and what the reader can do, in the reader's language."""

from flask import Flask, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from portal.api.problems import Problem, problem_response
from portal.web.conflicts import CONFLICTS, PROBLEM_KINDS, Conflict, sentence_of, title_of

# status: title, sentence that helps
PAGES = {
    401: (
        _l("U bent niet meer ingelogd"),
        _l("Log opnieuw in en ga verder waar u was."),
    ),
    409: (
        _l("Iemand anders was u voor"),
        _l("De gegevens zijn intussen veranderd. Ververs de pagina en kijk wat er nu staat."),
    ),
    400: (
        _l("Deze vraag kunnen wij niet lezen"),
        _l("Ga terug, kijk na wat u invulde of aanklikte en probeer het opnieuw."),
    ),
    403: (
        _l("Deze pagina is niet voor u"),
        _l("Vraag de beheerder van uw organisatie om toegang als u die nodig hebt."),
    ),
    404: (
        _l("Deze pagina bestaat niet"),
        _l("Kijk of het adres klopt, of zoek verder vanaf de startpagina."),
    ),
    405: (
        _l("Dit kan hier niet"),
        _l("Deze pagina kunt u alleen openen. Er is niets veranderd of opgeslagen."),
    ),
    413: (
        _l("Dit bestand is te groot"),
        _l("Een bericht is ten hoogste 25 MB. Verdeel het over meer berichten."),
    ),
    429: (
        _l("Dat waren veel vragen achter elkaar"),
        _l("Wacht een minuut en probeer het dan opnieuw."),
    ),
    500: (
        _l("Er ging bij ons iets mis"),
        _l(
            "Het ligt niet aan u. Probeer het over een paar minuten opnieuw. Wat niet"
            " helemaal lukte, is niet opgeslagen."
        ),
    ),
    503: (
        _l("Het portaal is even niet bereikbaar"),
        _l("Probeer het over een paar minuten opnieuw. Wat u eerder stuurde, is bewaard."),
    ),
}


def init_errors(app: Flask) -> None:
    """Show a page of our own for every refusal and every bug."""
    app.register_error_handler(HTTPException, _page)
    for conflict in CONFLICTS:
        app.register_error_handler(conflict, _conflict)


def _conflict(error: Conflict) -> Response:
    """What the status, the four eyes or somebody quicker does not allow: 409, and the reason."""
    title, sentence = title_of(error), sentence_of(error)
    if request.path.startswith("/api/"):
        return problem_response(Problem(409, PROBLEM_KINDS[type(error)], title, sentence))
    page = render_template("web/error.html", status=409, title=title, advice=sentence)
    return Response(page, 409, content_type="text/html; charset=utf-8")


def _page(error: HTTPException) -> Response:
    status = error.code or InternalServerError.code
    if status < 400:
        return error.get_response()
    if request.path.startswith("/api/"):
        return problem_response(error)
    known = status if status in PAGES else (400 if status < 500 else 500)
    title, advice = PAGES[known]
    # the response of the error itself, so that a 405 keeps its Allow and a 429 its Retry-After
    response = error.get_response()
    response.data = render_template("web/error.html", status=status, title=title, advice=advice)
    response.content_type = "text/html; charset=utf-8"
    return response
