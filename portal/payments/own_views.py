"""Pages of a provider about what it is paid and what is to come, and the remittance for both."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from portal.intake.batch_choice import number
from portal.lumpsum import words as drawdown_words
from portal.parties.service import municipality_names
from portal.payments import own_words as words
from portal.payments.blueprint import payments
from portal.payments.own_coming import (
    ComingLine,
    coming_drawdowns,
    coming_lines,
    coming_totals,
    every_coming_line,
)
from portal.payments.own_export import coming_as_file, payments_as_file
from portal.payments.own_list import (
    PaymentChoice,
    every_payment,
    municipalities_paying,
    paid_in,
    payments_page,
)
from portal.payments.own_pictures import BAR, LABEL, ROW, WIDTH, stage_bars
from portal.payments.remittance import (
    LinesChoice,
    Remittance,
    every_line,
    lines_page,
    open_remittance,
)
from portal.payments.remittance_file import MOST_LINES, as_document, lines_as_file
from portal.settlement.coming import ComingChoice
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_provider, the_clock, the_visitor
from portal.web.pdf import pdf_file

KIND = "<any(xlsx, csv):kind>"
PAYMENT = "/betalingen/<int(max=999999999):payment>"


@payments.get("/betalingen")
def own_payments() -> str:
    """What is to come by stage, and the payments so far, the newest first."""
    choice, provider_id = PaymentChoice.of(request.args.to_dict()), own_provider()
    today = the_clock().today()
    with transaction() as session:
        page = payments_page(session, provider_id, choice)
        totals = coming_totals(session, provider_id)
        municipalities = municipalities_paying(session, provider_id)
        paid = paid_in(session, provider_id, today.year)
    return render_template(
        "payments/own_payments.html", page=page, choice=choice, municipalities=municipalities,
        bars=stage_bars(totals), size=(WIDTH, ROW, BAR, LABEL), paid=paid, year=today.year,
        words=words,
    )  # fmt: skip


@payments.get(f"/betalingen.{KIND}")
def own_payments_file(kind: str) -> Response:
    """The chosen payments as a list to keep."""
    choice = PaymentChoice.of(request.args.to_dict())
    with transaction() as session:
        return payments_as_file(every_payment(session, own_provider(), choice), kind)


@payments.get("/betalingen/nog-te-ontvangen")
def coming() -> str:
    """What was awarded and is not paid yet: by declaration and stage."""
    choice, provider_id = ComingChoice.of(request.args.to_dict()), own_provider()
    with transaction() as session:
        page = coming_lines(session, provider_id, choice)
        totals = coming_totals(session, provider_id)
        municipalities = municipality_names(session)
        drawn = [] if choice.narrowed or choice.after else coming_drawdowns(session, provider_id)
    return render_template(
        "payments/coming.html", page=page, choice=choice, municipalities=municipalities,
        totals=totals, words=words, today=the_clock().today(), drawdowns=drawn,
        drawdown_words=drawdown_words,
    )  # fmt: skip


@payments.get(f"/betalingen/nog-te-ontvangen.{KIND}")
def coming_file(kind: str) -> Response:
    """The same as a list to keep."""
    choice = ComingChoice.of(request.args.to_dict())
    with transaction() as session:
        found: list[ComingLine] = every_coming_line(session, own_provider(), choice)
    return coming_as_file(found, kind)


@payments.get(PAYMENT)
def remittance(payment: int) -> str:
    """What one payment is made up of, by declaration and by line."""
    choice = _lines_choice()

    def shown(session: Session) -> tuple[Remittance, Any]:
        found = _open(session, payment, "remittance")
        return found, lines_page(session, payment, choice)

    found, page = in_transaction(shown)
    return render_template(
        "payments/remittance.html", found=found, payment=found.payment, page=page, choice=choice,
        words=words,
    )  # fmt: skip


@payments.get(f"{PAYMENT}/specificatie.{KIND}")
def remittance_file(payment: int, kind: str) -> Response:
    """Every line of a payment as a list to keep."""

    def made(session: Session) -> Response:
        found = _open(session, payment, "remittance as a file")
        return lines_as_file(found, every_line(session, payment), kind)

    return in_transaction(made)


@payments.get(f"{PAYMENT}/specificatie.pdf")
def remittance_document(payment: int) -> Response:
    """The remittance as a document."""

    def read(session: Session) -> tuple[Remittance, Any]:
        found = _open(session, payment, "remittance as a document")
        many = found.line_count > MOST_LINES
        return found, [] if many else list(every_line(session, payment))

    body = as_document(*in_transaction(read), the_clock())
    return pdf_file(body, f"betaalspecificatie-{payment}")


def _open(session: Session, payment: int, purpose: str) -> Remittance:
    return open_remittance(session, the_visitor(), payment, purpose, the_clock())


def _lines_choice() -> LinesChoice:
    message, _, position = request.args.get("na", "").partition(".")
    after = (number(message) or 0, number(position) or 0)
    return LinesChoice(number(request.args.get("declaratie")), after)
