"""What was paid, and which bank accounts were asked for, in the world of the matrix."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from portal.intake.records import LineRecord
from portal.parties.service import find_municipality, find_provider
from portal.payments.records import (
    BankAccountRecord,
    PaymentLineRecord,
    PaymentRecord,
    PaymentRunRecord,
)
from portal.store.transaction import transaction

IBAN = "NL20INGB0001234567"


def a_payment(world: Any, agb: str, code: str) -> int:
    """A payment that went to the bank, of the awarded lines between these two."""
    with transaction(write=True) as session:
        provider, municipality = find_provider(session, agb), find_municipality(session, code)
        lines = session.query(LineRecord).filter_by(
            provider_id=provider.id, municipality_id=municipality.id, state="awarded"
        ).all()  # fmt: skip
        cents = sum(line.amount_cents for line in lines)
        one, two = _two_people(session)
        run = PaymentRunRecord(
            municipality_id=municipality.id, number=f"2023-{code}{provider.id}", state="released",
            pay_on=date(2023, 5, 12), iban=IBAN, holder="Gemeente",
            payment_count=1, total_cents=cents, sha256=bytes(32),
            made_by=one.id, made_person=one.person_id, made_at=world.clock.now(),
            signed_by=one.id, signed_person=one.person_id, signed_at=world.clock.now(),
            released_by=two.id, released_person=two.person_id, released_at=world.clock.now(),
        )  # fmt: skip
        session.add(run)
        session.flush()
        payment = PaymentRecord(
            run_id=run.id, municipality_id=municipality.id, provider_id=provider.id, law="wmo",
            reference=f"P{run.id}", state="released", iban="NL91ABNA0417164300", holder="Zorg",
            line_count=len(lines), debit_cents=cents, credit_cents=0, cents=cents,
            pay_on=run.pay_on, hold_reasons="",
        )  # fmt: skip
        session.add(payment)
        session.flush()
        session.add_all(
            PaymentLineRecord(
                payment_id=payment.id, line_id=line.id, cents=line.amount_cents, live=True
            )
            for line in lines
        )
        return payment.id


def a_wish(world: Any, agb: str, email: str) -> int:
    """Another bank account that somebody of this provider asked for, and nobody decided about."""
    with transaction(write=True) as session:
        ask = text("SELECT id, person_id FROM account WHERE email = :email")
        asker = session.execute(ask, {"email": email}).one()
        provider = find_provider(session, agb)
        row = BankAccountRecord(
            provider_id=provider.id, iban=IBAN, holder="Zorg", state="requested", reason="fusie",
            requested_by=asker.id, requested_person=asker.person_id,
            requested_at=world.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def _two_people(session: Any) -> Any:
    rows = session.execute(
        text("SELECT id, person_id FROM account WHERE email LIKE '%@diemen.example' ORDER BY id")
    ).all()
    return rows[0], rows[1]
