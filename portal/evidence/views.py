"""The pages of proof: the card of a line, on screen and on paper."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from portal.evidence.blueprint import evidence
from portal.evidence.card import Card, see_card
from portal.evidence.card_pdf import pdf_of
from portal.evidence.chart import chart_of
from portal.evidence.sheet import outcome, sheet_of
from portal.store.transaction import in_transaction
from portal.web.access import address_for_reader, the_clock, the_keyring, the_visitor
from portal.web.pdf import pdf_file

PLACE = "/bewijs/<int:card>"


@evidence.get(PLACE)
def card(card: int) -> str:
    """Everything about one line, from the decision to the payment."""
    found = _seen(card)
    return render_template(
        "evidence/card.html", card=found, sheet=sheet_of(found, address_for_reader),
        chart=chart_of(found.course), outcome=outcome(found),
    )  # fmt: skip


@evidence.get(f"{PLACE}/kaart.pdf")
def card_file(card: int) -> Response:
    """The same on paper."""
    return pdf_file(pdf_of(_seen(card), the_clock()), f"bewijs-{card}")


def _seen(line_id: int) -> Card:
    visitor, clock = the_visitor(), the_clock()
    return in_transaction(
        lambda session: see_card(
            session, line_id, visitor.tenant, visitor.account_id, the_keyring(), clock
        )
    )
