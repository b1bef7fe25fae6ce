"""The pages that ask what the past would come to, and show the answers."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.hindsight import asking, words
from portal.hindsight.asking import Asker
from portal.hindsight.blueprint import hindsight
from portal.hindsight.book import rules_to_come
from portal.hindsight.choice import Choice, number
from portal.hindsight.export import lines_as_file
from portal.hindsight.forms import QuestionForm
from portal.hindsight.listing import lines_page
from portal.hindsight.pictures import BAR, HEIGHT, SLOT, month_bars
from portal.hindsight.runs import Run, find_run, find_running, runs_page
from portal.hindsight.service import Side
from portal.hindsight.totals import answer_of
from portal.identity.service import Role
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor

__all__ = ["hindsight"]

LONG = timedelta(minutes=2)  # without a step, after which a reader is told that it takes long
PLACE = "/herbeoordelen/<int(max=999999999999):reassessment>"


@hindsight.get("/herbeoordelen")
def overview() -> str:
    """The question to ask, and what was asked before."""
    form = _form()
    form.begin(the_clock().today())
    again = number(request.args.get("opnieuw"))
    with transaction() as session:
        found = find_run(session, _municipality(), again) if again else None
    if found is not None:
        form.fill(found.wish)
    return _overview(form)


@hindsight.post("/herbeoordelen")
def ask() -> Response | tuple[str, int]:
    """Begin to answer, or lead to what is being answered already."""
    form = _form()
    if not form.validate_on_submit():
        return _overview(form), 422
    wish, asker, key = form.the_wish(), _asker(), form.key.data or ""
    asked = in_transaction(lambda session: asking.ask(session, asker, wish, key))
    if not asked.same:
        flash(_("Er loopt al een andere vraag van uw gemeente. Wacht tot die klaar is, of stop"
                " hem. Daarna kunt u uw eigen vraag stellen."))  # fmt: skip
    return redirect(url_for("hindsight.run", reassessment=asked.run_id), 303)


@hindsight.get(PLACE)
def run(reassessment: int) -> str:
    """How far an answer is; when it is ready, what it comes to."""
    found = _own(reassessment)
    if found.running:
        return render_template("hindsight/running.html", **_progress(found))
    with transaction() as session:
        answer = answer_of(session, found.id)
    return render_template(
        "hindsight/run.html", run=found, answer=answer, words=words, sides=list(Side),
        bars=month_bars(answer.months), size=(SLOT, BAR, HEIGHT), may=_may(),
    )  # fmt: skip


@hindsight.get(f"{PLACE}/voortgang")
def progress(reassessment: int) -> Response:
    """The part of the page that tells how far it is; asks for the whole page when it is ready."""
    found = _own(reassessment)
    if not request.headers.get("HX-Request"):
        return redirect(url_for("hindsight.run", reassessment=reassessment), 302)
    part = make_response(render_template("hindsight/progress.html", **_progress(found)))
    if not found.running:
        part.headers["HX-Refresh"] = "true"
    return part


@hindsight.post(f"{PLACE}/stop")
def stop(reassessment: int) -> Response:
    """Leave it at what was found by now."""
    _own(reassessment)
    asker = _asker()
    if in_transaction(lambda session: asking.stop(session, asker, reassessment)):
        flash(_("De herbeoordeling is gestopt."))
    else:
        flash(_("De herbeoordeling was al klaar of al gestopt."))
    return redirect(url_for("hindsight.run", reassessment=reassessment), 303)


@hindsight.post(f"{PLACE}/verwijder")
def delete(reassessment: int) -> Response:
    """Put an answer away for good."""
    _own(reassessment)
    asker = _asker()
    if not in_transaction(lambda session: asking.put_away(session, asker, reassessment)):
        flash(_("De herbeoordeling loopt nog. Stop hem eerst."))
        return redirect(url_for("hindsight.run", reassessment=reassessment), 303)
    flash(_("De uitkomst is verwijderd. Aan de declaraties is niets veranderd."))
    return redirect(url_for("hindsight.overview"), 303)


@hindsight.get(f"{PLACE}/regels")
def lines(reassessment: int) -> str:
    """The lines that would come out differently, one by one."""
    found, choice = _own(reassessment), Choice.of(request.args.to_dict())
    with transaction() as session:
        page = lines_page(session, found.id, choice)
        answer = answer_of(session, found.id)
    return render_template(
        "hindsight/lines.html", run=found, page=page, choice=choice, answer=answer, words=words
    )


@hindsight.get(f"{PLACE}/regels.<any(xlsx, csv):kind>")
def lines_file(reassessment: int, kind: str) -> Response:
    """The chosen lines as a list to keep."""
    found, choice = _own(reassessment), Choice.of(request.args.to_dict())
    with transaction() as session:
        return lines_as_file(session, found.id, choice, kind)


def _overview(form: QuestionForm) -> str:
    with transaction() as session:
        page = runs_page(session, _municipality(), number(request.args.get("na")))
        busy = find_running(session, _municipality())
    return render_template(
        "hindsight/overview.html", form=form, page=page, busy=busy, words=words, may=_may(),
        after=request.args.get("na"),
    )  # fmt: skip


def _progress(found: Run) -> dict[str, object]:
    late = the_clock().now() - found.moved_at > LONG
    return {"run": found, "late": late, "words": words, "may": _may()}


def _form() -> QuestionForm:
    form = QuestionForm()
    form.shape(the_clock().today(), rules_to_come())
    return form


def _own(run_id: int) -> Run:
    with transaction() as session:
        found = find_run(session, _municipality(), run_id)
    if found is None:
        raise NotFound
    return found


def _asker() -> Asker:
    return Asker(_municipality(), the_visitor().account_id, the_clock().now())


def _municipality() -> int:
    municipality_id = the_visitor().municipality_id
    assert municipality_id is not None, "only people of a municipality come here"
    return municipality_id


def _may() -> bool:
    return the_visitor().role == Role.CONTROLLER
