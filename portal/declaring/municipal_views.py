"""What a municipality sees of declarations made by hand: nil returns, and those to deal with."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.declaring.blueprint import declaring
from portal.declaring.forms import ReturnForm
from portal.declaring.nil_returns import nil_returns_of
from portal.declaring.overview import MONTHS_BACK, months_until
from portal.declaring.special import (
    DecidedBefore,
    decide_special,
    show_special,
    special_declarations_of,
)
from portal.identity.service import Role
from portal.intake import outcome_words as words
from portal.store.transaction import in_transaction, transaction
from portal.web import labels
from portal.web.access import the_clock, the_visitor

SPECIAL = "/meldingen/zonder-bsn/<int(max=999999999):special>"


@declaring.get("/meldingen")
def received() -> str:
    """Nil returns and declarations outside the messages, the newest first."""
    tenant = the_visitor().tenant
    since = months_until(the_clock().today(), MONTHS_BACK)[0]
    with transaction() as session:
        nil_returns = nil_returns_of(session, tenant, since)
        specials = special_declarations_of(session, tenant)
    return render_template(
        "declaring/received.html", nil_returns=nil_returns, found=specials, words=words,
        labels=labels,
    )  # fmt: skip


@declaring.get(SPECIAL)
def received_special(special: int) -> str:
    """One declaration outside the messages, with what can be done about it."""
    return _page(special, ReturnForm())


@declaring.post(f"{SPECIAL}/afgehandeld")
def settle(special: int) -> Response:
    """Say that the declaration has been dealt with."""
    return _decide(special, None)


@declaring.post(f"{SPECIAL}/terug")
def send_back(special: int) -> Response | tuple[str, int]:
    """Send the declaration back, with the reason."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return _page(special, form), 422
    return _decide(special, form.reason.data.strip())


def _page(number: int, form: Any) -> str:
    visitor = the_visitor()
    found = in_transaction(
        lambda s: show_special(s, visitor.tenant, number, visitor.account_id, the_clock())
    )
    decides = visitor.role is Role.CHECKER and found.state == "received"
    return render_template(
        "declaring/special.html", found=found, form=form, decides=decides, words=words,
        labels=labels,
    )  # fmt: skip


def _decide(number: int, reason: str | None) -> Response:
    visitor = the_visitor()
    municipality_id = visitor.municipality_id
    assert municipality_id is not None
    try:
        in_transaction(
            lambda s: decide_special(
                s, municipality_id, number, reason, visitor.account_id, the_clock()
            )
        )
    except DecidedBefore:
        flash(_("Iemand heeft deze declaratie al afgehandeld."))
    else:
        flash(_("Vastgelegd."))
    return redirect(url_for("declaring.received_special", special=number), 303)
