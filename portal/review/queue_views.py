"""The queue: what waits to be looked at, and doing one thing with several lines at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.lifecycle import Kind, possible
from portal.allocations.clients import masked, open_numbers
from portal.audit.service import Subject, log_access
from portal.review import words
from portal.review.acting import Done, Wish, act_on_all
from portal.review.blueprint import review
from portal.review.choice import Choice
from portal.review.export import reviews_as_file
from portal.review.forms import DeedForm
from portal.review.queue import (
    Review,
    providers_in_queue,
    queue_page,
    reviews_by_id,
    waiting_by_reason,
)
from portal.review.visiting import tell_blotted, the_actor
from portal.settlement.service import Sum
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_municipality, the_clock, the_keyring, the_visitor
from portal.web.conflicts import sentence_of
from portal.web.formatting import euros

AT_ONCE = 500
TOGETHER = {each: words.DEEDS[each] for each in ("vrijgeven", "aanhouden", "crediteren", "op-naam")}


@review.get("/controle")
def queue() -> str:
    """The lines that wait, with why, how much and how long."""
    choice = Choice.of(request.args.to_dict())
    visitor = the_visitor()

    def read(session: Any) -> dict[str, Any]:
        page = queue_page(session, visitor.tenant, visitor.account_id, choice)
        _note(session, "review queue")
        return {
            "page": page,
            "reasons": waiting_by_reason(session, own_municipality()),
            "providers": providers_in_queue(session, own_municipality()),
            "numbers": _masked(session, page.reviews),
        }

    found = in_transaction(read)
    return render_template(
        "review/queue.html", choice=choice, words=words, today=the_clock().today(),
        deeds=TOGETHER, decides=visitor.role == "checker", **found,
    )  # fmt: skip


@review.get("/controle.<any(xlsx, csv):kind>")
def queue_file(kind: str) -> Response:
    """The chosen lines as a list to keep."""
    visitor, choice = the_visitor(), Choice.of(request.args.to_dict())

    def read(session: Any) -> Response:
        _note(session, "review queue as file")
        return reviews_as_file(session, visitor.tenant, visitor.account_id, choice, kind)

    return in_transaction(read)


@review.get("/controle/samen")
def together() -> str:
    """Ask once more, with the number and the sum on the button."""
    return _confirm(DeedForm(request.args))


@review.post("/controle/samen")
def act_together() -> Response | tuple[str, int]:
    """Do one thing with all the chosen lines, and say what was not possible and why."""
    form = DeedForm()
    action = _action()
    with transaction() as session:
        chosen = reviews_by_id(session, the_visitor().tenant, _chosen_ids())
    if not form.says_enough(action, over=any(each.over for each in chosen)):
        return _confirm(form), 422
    wish = Wish(action, form.text.data or "")
    actor = the_actor()
    done = in_transaction(lambda session: act_on_all(session, actor, _chosen_ids(), wish))
    _tell(done)
    tell_blotted(wish.text)
    choice = Choice.of(request.form.to_dict())
    filtered: dict[str, Any] = {**choice.as_query()}
    return redirect(url_for("review.queue", **filtered), 303)


def _confirm(form: DeedForm) -> str:
    values = request.values
    action, choice = _action(), Choice.of(values.to_dict())
    with transaction() as session:
        chosen = reviews_by_id(session, the_visitor().tenant, _chosen_ids())
    fit = [each for each in chosen if _can(each, action)]
    amount = Sum(len(fit), sum(each.cents for each in fit))
    return render_template(
        "review/together.html", form=form, action=action, choice=choice, chosen=chosen, fit=fit,
        amount=amount, words=words,
    )  # fmt: skip


def _can(each: Review, action: str) -> bool:
    return action == "assign" or action in possible(Kind.REVIEW, each.state, the_visitor().role)


def _action() -> str:
    """What the pressed button asks; NotFound for what is not done to several lines at once."""
    action = TOGETHER.get(request.values.get("doen", ""))
    if action is None:
        raise NotFound
    return action


def _chosen_ids() -> list[int]:
    typed = request.values.getlist("regel")[:AT_ONCE]
    return [int(each) for each in typed if each.isascii() and each.isdigit() and len(each) <= 18]


def _tell(done: Done) -> None:
    lines = done.amount.lines
    flash(
        ngettext("%(num)s regel is bijgewerkt (%(euros)s).",
                 "%(num)s regels zijn bijgewerkt (%(euros)s).", lines,
                 euros=euros(done.amount.cents))
    )  # fmt: skip
    reasons = Counter(sentence_of(error) for error in done.refused)
    for sentence, count in reasons.items():
        flash(_("Niet gelukt bij %(count)s: %(why)s", count=count, why=sentence))


def _masked(session: Any, reviews: tuple[Review, ...]) -> dict[int, str]:
    clients = {each.line.client_id for each in reviews}
    found = open_numbers(session, clients, the_keyring())
    return {client: masked(number) for client, number in found.items()}


def _note(session: Any, purpose: str) -> None:
    municipality = own_municipality()
    log_access(
        session, the_clock().now(), the_visitor().account_id, purpose, Subject.MUNICIPALITY,
        municipality, municipality_id=municipality,
    )  # fmt: skip
