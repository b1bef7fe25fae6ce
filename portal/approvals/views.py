"""The lists of declarations to check and to approve, and deciding about several at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.approvals.blueprint import approvals
from portal.approvals.bulk import MOST, Done, decide_all
from portal.approvals.export import as_file
from portal.approvals.listing import (
    Choice,
    every_one,
    listed,
    page_of,
    providers_in_lists,
    read_token,
    seen_by,
)
from portal.approvals.service import Actor, Target, approve, check
from portal.approvals.tiles import WORK
from portal.settlement.service import Sum
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor
from portal.web.conflicts import sentence_of
from portal.web.formatting import euros

DECISIONS = {"controleren": check, "goedkeuren": approve}


def the_actor() -> Actor:
    """Who is asking, as somebody who decides for a municipality."""
    visitor = the_visitor()
    assert visitor.municipality_id is not None, "only people of a municipality come here"
    return Actor(visitor.account_id, visitor.person_id, visitor.role, visitor.municipality_id)


def the_choice() -> Choice:
    """What the visitor wants listed; first what waits for them."""
    usual = WORK.get(the_visitor().role, "goedkeuren")
    return Choice.of(request.values.to_dict(), usual)


@approvals.get("/goedkeuring")
def declarations() -> str:
    """Declarations by where they are on their way through approval, the oldest first."""
    actor, choice, today = the_actor(), the_choice(), the_clock().today()
    with transaction() as session:
        page = page_of(session, actor.municipality_id, choice, today)
        providers = providers_in_lists(session, actor.municipality_id)
    return render_template(
        "approvals/list.html", page=page, choice=choice, providers=providers, labels=labels,
        decides=WORK.get(the_visitor().role) == choice.listed, most=MOST,
    )  # fmt: skip


@approvals.get("/goedkeuring.<any(xlsx, csv):kind>")
def declarations_file(kind: str) -> Response:
    """The chosen list as a file to keep."""
    actor, today = the_actor(), the_clock().today()
    with transaction() as session:
        return as_file(every_one(session, actor.municipality_id, the_choice(), today), kind)


@approvals.post("/goedkeuring/bevestigen")
def confirm() -> str | Response:
    """What is about to be decided, with its count and sum; changes nothing itself."""
    actor, choice, today = the_actor(), the_choice(), the_clock().today()
    with transaction() as session:
        if "alles" in request.form:
            found = list(every_one(session, actor.municipality_id, choice, today))[:MOST]
        else:
            targets = seen_by(session, actor.municipality_id, _targets())
            found = list(listed(session, [(t.message_id, t.seen or Sum()) for t in targets], today))
    if not found:
        flash(_("Kies eerst een declaratie."))
        return _back(choice)
    total = sum((each.amount for each in found), Sum())
    return render_template(
        "approvals/confirm.html", found=found, total=total, choice=choice, labels=labels
    )


@approvals.post("/goedkeuring/<any(controleren, goedkeuren):decision>")
def decide(decision: str) -> Response:
    """Check or approve the declarations that were confirmed."""
    actor, clock, targets = the_actor(), the_clock(), _targets()
    if targets:
        done = in_transaction(lambda s: decide_all(s, DECISIONS[decision], actor, targets, clock))
        _tell(decision, done)
    return _back(the_choice())


def _targets() -> list[Target]:
    found = [read_token(text) for text in request.form.getlist("keuze")]
    by_message = {each.message_id: each for each in found if each is not None}
    return list(by_message.values())[:MOST]


def _back(choice: Choice) -> Response:
    query: dict[str, Any] = dict(choice.as_query())
    return redirect(url_for("approvals.declarations", **query), 303)


def _tell(decision: str, done: Done) -> None:
    amount = euros(done.amount.cents)
    if decision == "controleren":
        said = ngettext("%(num)s declaratie gecontroleerd, %(amount)s.",
                        "%(num)s declaraties gecontroleerd, %(amount)s.",
                        done.declarations, amount=amount)  # fmt: skip
    else:
        said = ngettext("%(num)s declaratie goedgekeurd, %(amount)s.",
                        "%(num)s declaraties goedgekeurd, %(amount)s.",
                        done.declarations, amount=amount)  # fmt: skip
    flash(said)
    for sentence in dict.fromkeys(sentence_of(refusal) for _message, refusal in done.refused):
        count = sum(sentence_of(refusal) == sentence for _message, refusal in done.refused)
        flash(ngettext("%(num)s declaratie niet: %(why)s", "%(num)s declaraties niet: %(why)s",
                       count, why=sentence))  # fmt: skip
