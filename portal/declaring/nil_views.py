"""The page on which a provider says that there is nothing to declare."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from portal.declaring.blueprint import declaring
from portal.declaring.draft_views import the_author
from portal.declaring.forms import read_market
from portal.declaring.nil_returns import (
    NilRefused,
    Refusal,
    declare_nil,
    nil_returns_of,
    withdraw_nil,
)
from portal.declaring.overview import MONTHS_BACK, months_until
from portal.declaring.views import begin_form
from portal.intake import outcome_words as words
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor

REFUSALS = {
    Refusal.DECLARED: _l("Over deze maand is al gedeclareerd."),
    Refusal.NOT_OVER: _l("Deze maand is nog niet voorbij."),
    Refusal.OVERRULED: _l("Er is over deze maand gedeclareerd. Intrekken is niet nodig."),
}


@declaring.route("/declareren/nihil", methods=["GET", "POST"])
def nil_return() -> Response | str | tuple[str, int]:
    """Say there is nothing to declare about a month, and see what was said before."""
    form = begin_form()
    if form.validate_on_submit():
        market = read_market(form.market.data, the_author().provider_id)
        if market is None:
            raise NotFound
        try:
            in_transaction(
                lambda s: declare_nil(s, the_author(), market, form.the_month(), the_clock())
            )
        except NilRefused as refused:
            form.month.errors = [REFUSALS[refused.why]]
        else:
            flash(_("Vastgelegd: u hebt over deze maand niets te declareren."))
            return redirect(url_for("declaring.nil_return"), 303)
    since = months_until(the_clock().today(), MONTHS_BACK)[0]
    with transaction() as session:
        found = nil_returns_of(session, the_visitor().tenant, since)
    page = render_template(
        "declaring/nil_return.html", form=form, nil_returns=found, words=words, labels=labels
    )
    return (page, 422) if form.is_submitted() else page


@declaring.post("/declareren/nihil/<int(max=999999999):nil>/intrekken")
def withdraw(nil: int) -> Response:
    """Take a nil return back."""
    try:
        in_transaction(lambda s: withdraw_nil(s, the_author(), nil, the_clock()))
    except NilRefused as refused:
        flash(str(REFUSALS[refused.why]))
    else:
        flash(_("Ingetrokken. De maand staat weer open."))
    return redirect(url_for("declaring.nil_return"), 303)
