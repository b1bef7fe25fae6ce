"""The side of the provider: what municipalities ask, answering, and objecting."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from declarations.lifecycle import Kind, possible
from portal.audit.service import Subject, log_access
from portal.intake.lines_by_id import PlacedLine, find_line
from portal.parties.service import municipality_names
from portal.review import words
from portal.review.acting import Wish, act
from portal.review.beginning import can_be_objected_to, object_to_rejection, review_of
from portal.review.blueprint import review
from portal.review.choice import Choice
from portal.review.export import reviews_file
from portal.review.forms import TalkForm
from portal.review.picking import months_before
from portal.review.plans import samples_of
from portal.review.queue import Review, every_review, queue_page, reviews_by_id
from portal.review.talk import Remark, thread_of
from portal.review.visiting import tell_blotted, the_actor
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_provider, the_clock, the_visitor

NUMBER = "<int(max=999999999999):review>"
REJECTED = "/vragen/regel/<int(max=999999999999):judged_line>"
ACTIONS = {"antwoord": "answer", "bezwaar": "object"}
# a line that a municipality looks at is no matter of the provider until it says something
SPOKEN = frozenset(("asked", "held", "credit-requested", "objected", "upheld"))


@review.get("/vragen")
def questions() -> str:
    """What municipalities ask and what they hold, the question first; and the samples."""
    visitor, today = the_visitor(), the_clock().today()
    since = months_before(today.replace(day=1), 3)
    with transaction() as session:
        asked = queue_page(session, visitor.tenant, 0, Choice(state="asked"))
        others = queue_page(session, visitor.tenant, 0, Choice(among=SPOKEN - {"asked"}))
        samples = samples_of(session, visitor.tenant, since)
        names = municipality_names(session)
    return render_template(
        "review/questions.html", asked=asked, others=others, samples=samples, names=names,
        words=words, today=today,
    )  # fmt: skip


@review.get("/vragen.<any(xlsx, csv):kind>")
def questions_file(kind: str) -> Response:
    """All of them as a list to keep."""
    with transaction() as session:
        tenant = the_visitor().tenant
        found = every_review(session, tenant, 0, Choice(among=SPOKEN))
        return reviews_file("vragen", tenant, found, kind)


@review.get(f"/vragen/{NUMBER}")
def conversation(review: int) -> str:
    """What was said about a line, and what the provider can say now."""
    return _page(review, TalkForm())


@review.post(f"/vragen/{NUMBER}/<any(antwoord, bezwaar):answer>")
def reply(review: int, answer: str) -> Response | tuple[str, int]:
    """Answer a question, or object to what the municipality decided."""
    form = TalkForm()
    if not form.validate_on_submit():
        return _page(review, form), 422
    actor = the_actor()
    wish = Wish(ACTIONS[answer], form.text.data or "", seen=form.seen.data or None)
    in_transaction(lambda session: act(session, actor, review, wish))
    tell_blotted(wish.text)
    flash(_("Uw bericht is verstuurd. De gemeente is nu aan zet."))
    return redirect(url_for("review.conversation", review=review), 303)


@review.get(REJECTED)
def objection(judged_line: int) -> str | Response:
    """A form to object to a line that came back."""
    with transaction() as session:
        line = _rejected(session, judged_line)
        known, free = review_of(session, line.id), can_be_objected_to(session, line)
    if known is not None:
        return redirect(url_for("review.conversation", review=known), 303)
    return render_template("review/objection.html", line=line, form=TalkForm(), free=free)


@review.post(REJECTED)
def object_to(judged_line: int) -> Response | tuple[str, int]:
    """Ask the municipality to look at a line that came back."""
    form, actor = TalkForm(), the_actor()
    with transaction() as session:
        line = _rejected(session, judged_line)
    if not form.validate_on_submit():
        return render_template("review/objection.html", line=line, form=form, free=True), 422
    text = form.text.data or ""
    number = in_transaction(lambda session: object_to_rejection(session, line, actor, text))
    tell_blotted(text)
    flash(_("Uw bezwaar is verstuurd. De gemeente is nu aan zet."))
    return redirect(url_for("review.conversation", review=number), 303)


def _rejected(session: Any, judged_line: int) -> PlacedLine:
    line = find_line(session, the_visitor().tenant, judged_line)
    if line is None:
        raise NotFound
    return line


def _page(number: int, form: TalkForm) -> str:
    of, thread = in_transaction(lambda session: _talk(session, number))
    visitor = the_visitor()
    if not form.is_submitted():
        form.seen.data = of.state
    return render_template(
        "review/conversation.html", of=of, thread=thread, form=form, words=words,
        actions=possible(Kind.REVIEW, of.state, visitor.role), today=the_clock().today(),
    )  # fmt: skip


def _talk(session: Any, number: int) -> tuple[Review, tuple[Remark, ...]]:
    visitor = the_visitor()
    found = reviews_by_id(session, visitor.tenant, [number])
    if not found:
        raise NotFound
    log_access(
        session, the_clock().now(), visitor.account_id, "conversation", Subject.LINE,
        found[0].line.id, found[0].line.origin.municipality_id, own_provider(),
    )  # fmt: skip
    return found[0], thread_of(session, visitor.tenant, found[0].line.id)
