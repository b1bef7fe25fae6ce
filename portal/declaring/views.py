"""The first page of declaring by hand: what is done and what is not; and beginning a draft."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.declaring.blueprint import declaring
from portal.declaring.draft_views import the_author
from portal.declaring.filling import begin_lines
from portal.declaring.forms import BeginForm, market_choices, read_market
from portal.declaring.overview import MONTHS_BACK, Overview, months_until, overview_of
from portal.intake import outcome_words as words
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_keyring


@declaring.get("/declareren")
def start() -> str:
    """What is still to be declared, by municipality, law and month."""
    return render_template(
        "declaring/start.html", overview=the_overview(), words=words, labels=labels
    )


@declaring.route("/declareren/nieuw", methods=["GET", "POST"])
def begin() -> Response | str | tuple[str, int]:
    """Choose municipality, law and month, and begin."""
    form = begin_form()
    if not form.validate_on_submit():
        page = render_template("declaring/begin.html", form=form)
        return (page, 422) if form.is_submitted() else page
    market = read_market(form.market.data, the_author().provider_id)
    if market is None:
        raise NotFound
    draft = in_transaction(
        lambda s: begin_lines(s, the_author(), market, form.the_month(), the_clock(), the_keyring())
    )
    return redirect(url_for("declaring.draft", draft=draft.public_id), 303)


def the_overview() -> Overview:
    """Where this provider is with its declarations."""
    with transaction() as session:
        return overview_of(session, the_author().provider_id, the_clock(), the_keyring())


def begin_form() -> BeginForm:
    """The form with what this provider may choose; the address may choose already."""
    months = months_until(the_clock().today(), MONTHS_BACK)
    chosen = {
        "market": request.args.get("gemeente"),
        "month": request.args.get("maand") or _usual(months),
    }
    form = BeginForm(data=chosen)
    form.offer(market_choices(the_overview().lines), months)
    return form


def _usual(months: tuple[date, ...]) -> str:
    """The month before this one."""
    return f"{months[-2]:%Y-%m}"
