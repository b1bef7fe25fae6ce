"""Settling a budget: propose, confirm or refuse as another person, and note what came in."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.lumpsum import words
from portal.lumpsum.blueprint import lumpsum
from portal.lumpsum.settle_forms import SettleForm
from portal.lumpsum.settling import YearNotOver, decide_settlement, propose
from portal.lumpsum.views import ONE, budget_shown
from portal.store.transaction import in_transaction
from portal.web.access import the_clock, the_visitor

VERDICTS = ", ".join(words.VERDICTS)


@lumpsum.post(f"{ONE}/afrekenen")
def settle_budget(budget: int) -> Response | tuple[str, int]:
    """Propose what this budget comes to."""
    form, visitor, clock = SettleForm(), the_visitor(), the_clock()
    if not form.validate_on_submit():
        return budget_shown(budget, settle_form=form), 422
    facts, reason = form.facts(), form.note.data
    try:
        in_transaction(lambda s: propose(s, visitor, budget, facts, reason, clock))
    except YearNotOver:
        form.form_errors.append(_not_over())
        return budget_shown(budget, settle_form=form), 409
    flash(_("De afrekening is voorgesteld. Een ander bevestigt haar."))
    return redirect(url_for("lumpsum.budget", budget=budget), 303)


@lumpsum.post(f"{ONE}/afrekening/<int(max=999999999999):settlement>/<any({VERDICTS}):verdict>")
def decide_about_settlement(budget: int, settlement: int, verdict: str) -> Response:
    """Confirm or refuse a proposal, or note that what was reclaimed came in."""
    visitor, clock = the_visitor(), the_clock()
    action = words.VERDICTS[verdict]
    try:
        in_transaction(lambda s: decide_settlement(s, visitor, budget, settlement, action, clock))
    except YearNotOver:
        flash(_not_over())
    return redirect(url_for("lumpsum.budget", budget=budget), 303)


def _not_over() -> str:
    return _("Er is nog geld gereserveerd, of het budget is intussen veranderd. Reken later af.")
