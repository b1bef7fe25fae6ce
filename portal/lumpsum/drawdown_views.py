"""Pages of drawdowns: the list of them, and one with what can be done about it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.approvals.forms import ReasonForm
from portal.lumpsum import words
from portal.lumpsum.blueprint import lumpsum
from portal.lumpsum.choice import LISTS, Choice
from portal.lumpsum.deciding import WITH_REASON, decide
from portal.lumpsum.export import drawdowns_as_file
from portal.lumpsum.finding import drawdowns_of
from portal.lumpsum.page import drawdown_page
from portal.lumpsum.pictures import HEIGHT, WIDTH, budget_bar
from portal.store.transaction import in_transaction, transaction
from portal.web.access import the_clock, the_visitor
from portal.web.formatting import euros

PAGE = 25
ONE = "/opnames/<int(max=999999999999):drawdown>"
DEEDS = ", ".join(words.STEPS)


@lumpsum.get("/opnames")
def drawdowns() -> str:
    """Drawdowns of this reader's party: first what is its own work."""
    visitor = the_visitor()
    choice = Choice.of(request.args.to_dict(), visitor.role)
    with transaction() as session:
        found = drawdowns_of(
            session, visitor.tenant, choice.wanted, choice.after, PAGE + 1, choice.oldest_first
        )
    shown = found[:PAGE]
    more = shown[-1].id if len(found) > PAGE else None
    return render_template(
        "lumpsum/drawdowns.html", drawdowns=shown, next=more, choice=choice, lists_of=LISTS,
        words=words,
    )  # fmt: skip


@lumpsum.get("/opnames.<any(xlsx, csv):kind>")
def drawdowns_file(kind: str) -> Response:
    """The chosen list to keep, all of it."""
    visitor = the_visitor()
    choice = Choice.of(request.args.to_dict(), visitor.role)
    with transaction() as session:
        found = drawdowns_of(session, visitor.tenant, choice.wanted)
    return drawdowns_as_file(found, kind)


@lumpsum.get(ONE)
def drawdown(drawdown: int) -> str:
    """One drawdown: what is asked, what the budget has, what happened, what can be done."""
    return _page(drawdown, ReasonForm(formdata=None))


@lumpsum.post(f"{ONE}/<any({DEEDS}):step>")
def decide_drawdown(drawdown: int, step: str) -> Response | tuple[str, int]:
    """Check, approve, give back, take back, reject or withdraw."""
    action, form, reason = words.STEPS[step], ReasonForm(), ""
    if action in WITH_REASON:
        if not form.validate_on_submit():
            return _page(drawdown, form), 422
        reason = form.reason.data.strip()
    visitor, clock = the_visitor(), the_clock()
    found = in_transaction(lambda s: decide(s, visitor, drawdown, action, clock, reason))
    flash(
        _("Deze opname van %(amount)s is nu: %(state)s.", amount=euros(found.cents),
          state=words.STATES[found.state])
    )  # fmt: skip
    return redirect(url_for("lumpsum.drawdown", drawdown=drawdown), 303)


def _page(number: int, form: ReasonForm) -> str:
    with transaction() as session:
        page = drawdown_page(session, the_visitor(), number)
    steps = {action: step for step, action in words.STEPS.items()}
    return render_template(
        "lumpsum/drawdown.html", page=page, drawdown=page.drawdown, budget=page.budget,
        bar=budget_bar(page.budget), size=(WIDTH, HEIGHT), form=form, words=words, steps=steps,
        with_reason=WITH_REASON,
    )  # fmt: skip
