"""Pages of payment runs: what can be paid, runs, and putting one on its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.payments import run_words as words
from portal.payments.blueprint import payments
from portal.payments.drawing import NoOwnAccount, NothingToPay, draw_up
from portal.payments.run_export import preview_as_file, run_as_file, runs_as_file
from portal.payments.run_forms import ClearForm, DrawUpForm, ReportForm, read_day
from portal.payments.run_list import preview, run_page, runs_page
from portal.payments.signing import BooksBroken, NothingIncluded, Released, cancel, release, sign
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import own_municipality, the_clock, the_visitor

PLACE = "/betaalrun/<run>"
KIND = "<any(xlsx, csv):kind>"
NOTHING_GOES = _l("Er is geen betaling die uit kan. Kijk eerst naar wat tegengehouden is.")


@payments.get("/betaalrun")
def runs() -> str:
    """Every run of the municipality, the newest first."""
    with transaction() as session:
        found, names = runs_page(session, own_municipality())
    return render_template("payments/runs.html", runs=found, names=names, words=words)


@payments.get(f"/betaalrun.{KIND}")
def runs_file(kind: str) -> Response:
    """The runs as a list to keep."""
    with transaction() as session:
        found, names = runs_page(session, own_municipality())
    return runs_as_file(found, names, kind)


@payments.get("/betaalrun/nieuw")
def new_run() -> str:
    """What can be paid now, by provider and law."""
    return _preview_page(_draw_up_form())


@payments.get(f"/betaalrun/nieuw.{KIND}")
def new_run_file(kind: str) -> Response:
    """What can be paid now, as a list to keep."""
    with transaction() as session:
        found = preview(session, own_municipality(), read_day(request.args.get("tot")))
    return preview_as_file(found.choice.groups, the_clock(), kind)


@payments.post("/betaalrun/nieuw")
def draw_up_run() -> Response | tuple[str, int]:
    """Draw a run up of what was looked at."""
    form, visitor = _draw_up_form(DrawUpForm()), the_visitor()
    if not form.validate_on_submit():
        return _preview_page(form), 422
    try:
        number = in_transaction(lambda s: draw_up(s, visitor, form.wanted(), the_clock()))
    except NothingToPay:
        flash(_("Er is nu niets te betalen. Misschien maakte iemand anders net een run."))
        return redirect(url_for("payments.runs"), 303)
    except NoOwnAccount:
        return _preview_page(form), 422
    flash(_("Betaalrun %(number)s is opgemaakt. Onderteken de run om hem te laten vrijgeven.",
            number=number))  # fmt: skip
    return redirect(url_for("payments.run", run=number), 303)


@payments.get(PLACE)
def run(run: str) -> str:
    """One run: what it pays, what is stopped, and who did what."""
    return show_run(run)


@payments.get(f"{PLACE}.{KIND}")
def run_file(run: str, kind: str) -> Response:
    """The payments of a run as a list to keep."""
    with transaction() as session:
        return run_as_file(run_page(session, the_visitor(), run), kind)


@payments.post(f"{PLACE}/ondertekenen")
def sign_run(run: str) -> Response:
    """Put a name under a run."""
    try:
        in_transaction(lambda session: sign(session, the_visitor(), run, the_clock()))
    except NothingIncluded:
        return back(run, str(NOTHING_GOES))
    return back(run, _("Ondertekend. Een andere persoon moet de run nu vrijgeven."))


@payments.post(f"{PLACE}/vrijgeven")
def release_run(run: str) -> Response | tuple[str, int]:
    """Let the money of a signed run go, as the second person."""
    try:
        done = in_transaction(lambda session: release(session, the_visitor(), run, the_clock()))
    except NothingIncluded:
        return back(run, str(NOTHING_GOES))
    except BooksBroken as broken:
        return show_run(run, breaches=broken.breaches), 409
    return back(run, released_in_words(done))


@payments.post(f"{PLACE}/annuleren")
def cancel_run(run: str) -> Response:
    """Call a run off; its lines can be paid in a later one."""
    in_transaction(lambda session: cancel(session, the_visitor(), run, the_clock()))
    return back(run, _("Geannuleerd. De regels zijn weer goedgekeurd en kunnen in een nieuwe run."))


def released_in_words(done: Released) -> str:
    """What became of a release."""
    if done.stopped:
        return ngettext(
            "Niet vrijgegeven: van %(num)s betaling is de rekening intussen veranderd. Die is"
            " tegengehouden. Kijk ernaar en geef de run daarna opnieuw vrij.",
            "Niet vrijgegeven: van %(num)s betalingen is de rekening intussen veranderd. Die zijn"
            " tegengehouden. Kijk ernaar en geef de run daarna opnieuw vrij.",
            done.stopped,
        )
    return ngettext(
        "%(num)s betaling is vrijgegeven. Maak nu het betaalbestand voor de bank.",
        "%(num)s betalingen zijn vrijgegeven. Maak nu het betaalbestand voor de bank.",
        done.paid,
    )


def show_run(run: str, **more: Any) -> str:
    """The page of a run, with forms as they were filled in."""
    with transaction() as session:
        page = run_page(session, the_visitor(), run)
    forms = {
        "clear_form": ClearForm(formdata=None), "report_form": ReportForm(formdata=None),
        "cleared": None, "breaches": (), **more,
    }  # fmt: skip
    return render_template("payments/run.html", page=page, words=words, labels=labels, **forms)


def back(run: str, said: str) -> Response:
    """To the page of a run, with what was done."""
    flash(said)
    return redirect(url_for("payments.run", run=run), 303)





def _draw_up_form(form: DrawUpForm | None = None) -> DrawUpForm:
    today = the_clock().today()
    if form is None:
        form = DrawUpForm(formdata=None, until=request.args.get("tot", ""))
        form.pay_on.data = today + timedelta(days=1)
    form.today = today
    return form


def _preview_page(form: DrawUpForm) -> str:
    until = read_day(form.until.data)
    with transaction() as session:
        found = preview(session, own_municipality(), until)
    return render_template(
        "payments/new_run.html", preview=found, form=form, until=until, words=words,
        labels=labels, today=the_clock().today(),
    )  # fmt: skip
