"""One declaration: its lines by stage, its approvals, and what can be done about it now."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.approvals.blueprint import approvals
from portal.approvals.forms import ReasonForm
from portal.approvals.history import declaration_page
from portal.approvals.listing import read_token
from portal.approvals.service import Target, approve, check, send_back, withdraw
from portal.approvals.views import the_actor
from portal.settlement.service import Sum
from portal.settlement.standing import Stage
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock
from portal.web.conflicts import STATES
from portal.web.formatting import euros

PAGE = "/goedkeuring/<int:declaration>"


@approvals.get(PAGE)
def declaration(declaration: int) -> str:
    """The declaration with its totals, what is held back, and the history of its approvals."""
    return _page(declaration, ReasonForm())


@approvals.post(f"{PAGE}/controleren")
def check_one(declaration: int) -> Response:
    """Check its open lines."""
    actor, clock, target = the_actor(), the_clock(), _target(declaration)
    amount = in_transaction(lambda s: check(s, actor, target, clock))
    return _done(declaration, _("Gecontroleerd: %(amount)s.", amount=euros(amount.cents)))


@approvals.post(f"{PAGE}/goedkeuren")
def approve_one(declaration: int) -> Response:
    """Approve what was checked of it."""
    actor, clock, target = the_actor(), the_clock(), _target(declaration)
    amount = in_transaction(lambda s: approve(s, actor, target, clock))
    return _done(declaration, _("Goedgekeurd: %(amount)s.", amount=euros(amount.cents)))


@approvals.post(f"{PAGE}/terug")
def return_one(declaration: int) -> Response | tuple[str, int]:
    """Send what was checked of it back to the checkers."""
    actor, clock, target, form = the_actor(), the_clock(), _target(declaration), ReasonForm()
    if not form.validate_on_submit():
        return _page(declaration, form), 422
    reason = form.reason.data.strip()
    amount = in_transaction(lambda s: send_back(s, actor, target, reason, clock))
    return _done(declaration, _("Teruggegeven: %(amount)s.", amount=euros(amount.cents)))


@approvals.route(f"{PAGE}/ronde/<int(max=9999):round>/intrekken", methods=["GET", "POST"])
def withdraw_round(declaration: int, round: int) -> Any:
    """Take an approval back, with a reason, while nothing of it is being paid."""
    actor, clock, form = the_actor(), the_clock(), ReasonForm()
    if not form.validate_on_submit():
        return _withdrawing(declaration, round, form), 422 if form.errors else 200
    reason = form.reason.data.strip()
    amount = in_transaction(lambda s: withdraw(s, actor, declaration, round, reason, clock))
    return _done(declaration, _("Goedkeuring ingetrokken: %(amount)s.", amount=euros(amount.cents)))


def _target(declaration: int) -> Target:
    """The declaration in the address, with its lines as the form says they were seen."""
    seen = read_token(request.form.get("seen", ""))
    return Target(declaration, seen.seen if seen and seen.message_id == declaration else None)


def _page(number: int, form: ReasonForm) -> str:
    with transaction() as session:
        page = declaration_page(session, the_actor(), number, the_clock().today())
    return render_template(
        "approvals/declaration.html", page=page, form=form, labels=labels, stages=Stage,
        states=STATES, none=Sum(), to_review=_address_of_review(),
    )  # fmt: skip


def _withdrawing(number: int, round: int, form: ReasonForm) -> str:
    with transaction() as session:
        page = declaration_page(session, the_actor(), number, the_clock().today())
    found = next((each for each in page.rounds if each.number == round), None)
    if found is None:
        raise NotFound
    return render_template("approvals/withdraw.html", page=page, round=found, form=form)


def _address_of_review() -> str | None:
    known = "review.queue" in current_app.view_functions
    return url_for("review.queue") if known else None


def _done(declaration: int, sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("approvals.declaration", declaration=declaration), 303)
