"""The line screen: the facts, what was said, and what a checker can do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.lifecycle import Kind, possible
from portal.evidence.card import see_card
from portal.evidence.chart import chart_of
from portal.evidence.sheet import sheet_of
from portal.identity.colleagues import workers_at
from portal.identity.service import Role
from portal.intake.lines_by_id import PlacedLine, find_line
from portal.review import words
from portal.review.acting import Wish, act
from portal.review.beginning import can_be_picked, pick_by_hand, review_of
from portal.review.blueprint import review
from portal.review.forms import AssignForm, DeedForm
from portal.review.queue import Review, reviews_by_id
from portal.review.talk import thread_of
from portal.review.visiting import deadline_after, tell_blotted, the_actor
from portal.store.transaction import in_transaction, transaction
from portal.web.access import (
    address_for_reader,
    own_municipality,
    the_clock,
    the_keyring,
    the_visitor,
)

NUMBER = "<int(max=999999999999):review>"
HAND = "/controle/regel/<int(max=999999999999):judged_line>"
DOING = "<any(vrijgeven, aanhouden, vragen, crediteren, handhaven, toekennen, opmerken):doing>"


@review.get(f"/controle/{NUMBER}")
def line(review: int) -> str:
    """One line with everything that a decision about it needs."""
    return _page(review, DeedForm())


@review.post(f"/controle/{NUMBER}/{DOING}")
def decide(review: int, doing: str) -> Response | tuple[str, int]:
    """Do something with the line, with the words that go with it."""
    form, action = DeedForm(), words.DEEDS[doing]
    if not form.says_enough(action, over=_is_over(review)):
        return _page(review, form), 422
    deadline = deadline_after(form.days.data or 0) if action == "ask" else None
    wish = Wish(action, form.text.data or "", deadline, form.seen.data or None)
    actor = the_actor()
    in_transaction(lambda session: act(session, actor, review, wish))
    tell_blotted(wish.text)
    flash(_("Vastgelegd."))
    return redirect(url_for("review.line", review=review), 303)


def _is_over(review: int) -> bool:
    """Whether the line goes over a ceiling; the one of nobody here goes over nothing."""
    with transaction() as session:
        rows = reviews_by_id(session, the_visitor().tenant, [review])
    return any(each.over for each in rows)


@review.post(f"/controle/{NUMBER}/op-naam")
def assign(review: int) -> Response | tuple[str, int]:
    """Make it somebody's line: of one of the checkers here, and of nobody else."""
    form, actor = AssignForm(), the_actor()
    with transaction() as session:
        form.offer(workers_at(session, own_municipality(), Role.CHECKER), None)
    if not form.validate():
        return _page(review, DeedForm(formdata=None)), 422
    wish = Wish("assign", assignee=form.assignee.data)
    in_transaction(lambda session: act(session, actor, review, wish))
    flash(_("Vastgelegd."))
    return redirect(url_for("review.line", review=review), 303)


@review.get(HAND)
def bring_up(judged_line: int) -> str | Response:
    """Ask why, before a line that nobody picked is looked at."""
    found, reviewed, free = _by_hand(judged_line)
    if reviewed is not None:
        return redirect(url_for("review.line", review=reviewed), 303)
    return render_template("review/bring_up.html", line=found, form=DeedForm(), free=free)


@review.post(HAND)
def pick(judged_line: int) -> Response | tuple[str, int]:
    """Look at this line before it is paid."""
    form, actor = DeedForm(), the_actor()
    found, _reviewed, free = _by_hand(judged_line)
    if not form.says_enough("note"):
        return render_template("review/bring_up.html", line=found, form=form, free=free), 422
    text = form.text.data or ""
    number = in_transaction(lambda session: pick_by_hand(session, found, actor, text))
    tell_blotted(text)
    flash(_("De regel staat nu in de controle en wordt niet betaald tot u hem vrijgeeft."))
    return redirect(url_for("review.line", review=number), 303)


def _by_hand(judged_line: int) -> tuple[PlacedLine, int | None, bool]:
    """The line, the review it may have, and whether it can still be picked."""

    def read(session: Any) -> tuple[PlacedLine, int | None, bool]:
        found = find_line(session, the_visitor().tenant, judged_line)
        if found is None:
            raise NotFound
        return found, review_of(session, found.id), can_be_picked(session, found)

    return in_transaction(read, write=False)


def _page(number: int, form: DeedForm) -> str:
    found = in_transaction(lambda session: _facts(session, number))
    of: Review = found["of"]
    visitor = the_visitor()
    assign_form = AssignForm(formdata=None)
    assign_form.offer(found.pop("people"), of.assignee_id)
    if not form.is_submitted():
        form.seen.data = of.state
    return render_template(
        "review/line.html", form=form, assign_form=assign_form, words=words,
        actions=_actions(of), decides=visitor.role is Role.CHECKER, **found,
    )  # fmt: skip


def _actions(of: Review) -> list[str]:
    """What this reader can do now, without what makes no sense for a line that is no money."""
    found = list(possible(Kind.REVIEW, of.state, the_visitor().role))
    return [each for each in found if of.awarded or each != "request-credit"]


def _facts(session: Any, number: int) -> dict[str, Any]:
    """What the proof card tells, but for the conversation; that somebody saw it is noted."""
    visitor = the_visitor()
    rows = reviews_by_id(session, visitor.tenant, [number])
    if not rows:
        raise NotFound
    [of] = rows
    card = see_card(
        session, of.line.id, visitor.tenant, visitor.account_id, the_keyring(), the_clock()
    )
    return {
        "of": of, "sheet": sheet_of(card, address_for_reader), "chart": chart_of(card.course),
        "thread": thread_of(session, visitor.tenant, of.line.id),
        "people": workers_at(session, own_municipality(), Role.CHECKER),
    }  # fmt: skip
