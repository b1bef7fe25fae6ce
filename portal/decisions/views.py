"""The pages of the access team about decisions: what is missing, and writing down what is known."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from declarations.decided import Known
from portal.allocations import words as allocation_words
from portal.allocations.detail import get_allocation
from portal.allocations.listing import Listed
from portal.audit.service import log_access
from portal.decisions.blueprint import decisions
from portal.decisions.forms import KnownForm
from portal.decisions.missing import Missing, missing_of
from portal.decisions.service import facts_of, required_of, write_down
from portal.decisions.words import KINDS
from portal.identity.colleagues import names_of
from portal.identity.service import Role
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import own_municipality, the_clock, the_keyring, the_visitor
from portal.web.exports import Column, as_csv, as_xlsx

__all__ = ["decisions"]

ALLOCATION = "/beschikkingen/<int(max=999999999):allocation>"


@decisions.get("/beschikkingen")
def missing() -> str:
    """Decisions that miss what their contract wants, the oldest first."""
    found = _missing()
    waiting = sum(each.waiting_cents for each in found)
    return render_template(
        "decisions/missing.html", found=found, waiting=waiting, kinds=KINDS, laws=labels.LAWS
    )


@decisions.get("/beschikkingen.<any(xlsx, csv):kind>")
def missing_file(kind: str) -> Response:
    """The same as a list to keep; citizen numbers masked."""
    columns = [
        Column(_("Toewijzing"), lambda each: each.number),
        Column(_("Cliënt"), lambda each: each.client),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Wet"), lambda each: str(labels.LAWS[each.law])),
        Column(_("Product"), lambda each: each.product),
        Column(_("Vanaf"), lambda each: each.start),
        Column(_("Wat ontbreekt"), lambda each: ", ".join(str(KINDS[k]) for k in each.missing)),
        Column(_("Wacht hierop"), lambda each: each.waiting_cents, euros=True),
    ]
    made = as_xlsx if kind == "xlsx" else as_csv
    return made("beschikkingen", columns, _missing())


@decisions.get(ALLOCATION)
def decision(allocation: int) -> str:
    """What is known of the decision behind one allocation."""
    return _page(allocation, KnownForm(formdata=None))


@decisions.post(ALLOCATION)
def note_decision(allocation: int) -> Response | tuple[str, int]:
    """Write down what is known; what waited for it goes on."""
    form, visitor, clock = KnownForm(), the_visitor(), the_clock()
    form.offer(clock.today())
    if not form.validate_on_submit():
        return _page(allocation, form), 422

    def write(session: Session) -> None:
        write_down(session, visitor, open_allocation(session, allocation), form.the_wish(), clock)

    in_transaction(write)
    flash(_("Vastgelegd. Wat hierop wachtte, gaat verder."))
    return redirect(url_for("decisions.decision", allocation=allocation), 303)


def _missing() -> list[Missing]:
    with transaction() as session:
        return missing_of(session, own_municipality(), the_clock().today(), the_keyring())


def open_allocation(session: Session, allocation_id: int) -> Listed:
    """An allocation of the visitor, with a note of who looked; NotFound for any other."""
    visitor = the_visitor()
    found = get_allocation(session, visitor.tenant, allocation_id, the_keyring())
    log_access(
        session, the_clock().now(), visitor.account_id, "decision", "client", found.client_id,
        found.municipality_id, found.provider_id,
    )  # fmt: skip
    return found


def _page(allocation: int, form: KnownForm) -> str:
    form.offer(the_clock().today())

    def look(session: Session) -> dict[str, Any]:
        found: Listed = open_allocation(session, allocation)
        facts = facts_of(session, found.id)
        required = required_of(session, found)
        held = {each.kind for each in reversed(facts) if _counts(each, facts)}
        return {
            "allocation": found, "facts": facts,
            "required": [kind for kind in Known if kind in required],
            "held": held, "names": names_of(session, {each.account_id for each in facts}),
        }  # fmt: skip

    page = in_transaction(look)
    return render_template(
        "decisions/decision.html", **page, form=form, kinds=KINDS, words=allocation_words,
        writes=the_visitor().role is Role.ACCESS, laws=labels.LAWS,
    )  # fmt: skip


def _counts(fact: Any, facts: list[Any]) -> bool:
    """Whether a fact is the last word about its kind, and holds."""
    last = next(each for each in facts if each.kind == fact.kind)
    return last is fact and bool(fact.holds)
