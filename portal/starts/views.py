"""The pages on which a provider reports that care started or stopped."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from declarations.findings import Finding
from declarations.starts import Care
from portal.allocations import words
from portal.allocations.detail import get_allocation
from portal.allocations.listing import Listed
from portal.starts.current import reports_on
from portal.starts.forms import StartForm, StopForm
from portal.starts.reporting import Reporter, last_start, start_care, stop_care, take_back
from portal.starts.service import Actor
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_keyring, the_visitor

starts = Blueprint("starts", __name__)

ALLOCATION = "/toewijzingen/<int(max=999999999):allocation>"
Answer = str | Response | tuple[str, int]
Deed = Callable[[Session, Listed], list[Finding]]


@starts.get(f"{ALLOCATION}/start")
def start(allocation: int) -> Answer:
    """The form to report that care started."""
    return _form_page(_open(allocation), Care.START, StartForm())


@starts.post(f"{ALLOCATION}/start")
def report_start(allocation: int) -> Answer:
    """Report that care started."""
    form, found = StartForm(), _open(allocation)
    day = form.day.data if form.validate_on_submit() else None
    if day is None:
        return _form_page(found, Care.START, form), 422
    wrong = _do(allocation, lambda session, own: start_care(session, own, day, _reporter()))
    if wrong:
        return _refused(found, Care.START, form, wrong)
    return _done(allocation, _("De start is gemeld. De gemeente ziet hem ook."))


@starts.get(f"{ALLOCATION}/stop")
def stop(allocation: int) -> Answer:
    """The form to report that care stopped."""
    found = _open(allocation)
    return _form_page(found, Care.STOP, StopForm(found.law))


@starts.post(f"{ALLOCATION}/stop")
def report_stop(allocation: int) -> Answer:
    """Report that care stopped."""
    found = _open(allocation)
    form = StopForm(found.law)
    day = form.day.data if form.validate_on_submit() else None
    if day is None:
        return _form_page(found, Care.STOP, form), 422
    reason = form.reason.data
    wrong = _do(allocation, lambda session, own: stop_care(session, own, day, reason, _reporter()))
    if wrong:
        return _refused(found, Care.STOP, form, wrong)
    return _done(allocation, _("De stop is gemeld. De gemeente ziet hem ook."))


@starts.post(f"{ALLOCATION}/melding/<int(max=999999999):event>/verwijder")
def remove_report(allocation: int, event: int) -> Answer:
    """Take an earlier report back."""
    wrong = _do(allocation, lambda session, own: take_back(session, own, event, _reporter()))
    if wrong:
        return _done(allocation, " ".join(words.rule(each.rule) for each in wrong))
    return _done(allocation, _("De melding is verwijderd."))


def _do(allocation: int, deed: Deed) -> list[Finding]:
    keyring, tenant = the_keyring(), the_visitor().tenant

    def work(session: Session) -> list[Finding]:
        return deed(session, get_allocation(session, tenant, allocation, keyring))

    return in_transaction(work)


def _open(allocation: int) -> Listed:
    with transaction() as session:
        return get_allocation(session, the_visitor().tenant, allocation, the_keyring())


def _form_page(found: Listed, care: Care, form: StartForm | StopForm) -> str:
    with transaction() as session:
        started = last_start(reports_on(session, [found.id]))
    return render_template(
        f"starts/{care}.html", allocation=found, form=form, words=words, started=started,
        today=the_clock().today(),
    )  # fmt: skip


def _refused(found: Listed, care: Care, form: StartForm | StopForm, wrong: list[Finding]) -> Answer:
    """The form again, with what the report contradicts; nothing was stored."""
    form.day.errors = [words.rule(each.rule) for each in wrong]
    return _form_page(found, care, form), 422


def _done(allocation: int, sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("allocations.allocation", allocation=allocation), 303)


def _reporter() -> Reporter:
    visitor = the_visitor()
    return Reporter(Actor(visitor.account_id, visitor.provider_id), the_clock(), the_keyring())
