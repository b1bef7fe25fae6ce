"""Lines that go all the way to being paid, by people who are not each other.

The rows of approvals and payments are written here as those topics leave them, so that a card is
tested by itself; that the topics themselves fill it is tested through their own pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Line
from portal.approvals.records import ApprovalLineRecord, ApprovalRecord
from portal.evidence.card import Card, card_of
from portal.identity.service import Party, Role
from portal.intake.records import DeclarationRecord, LineRecord
from portal.parties.service import find_provider
from portal.payments.records import (
    PaymentFileRecord,
    PaymentLineRecord,
    PaymentRecord,
    PaymentRunRecord,
)
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import in_transaction
from tests.builders import PROVIDER
from tests.identity.people import an_account, signed_in
from tests.intake.world import World

IBAN, TOWN_IBAN = "NL91ABNA0417164300", "NL20INGB0001234567"
MUNICIPAL = (Role.CHECKER, Role.APPROVER, Role.PAYMENTS, Role.CONTROLLER, Role.AUDITOR)


@dataclass
class Bench:
    """A municipality with somebody in each role, and one clerk of the provider."""

    world: World
    app: Flask
    persons: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        self.municipality_id = self.world.municipality_id()

        def make(session: Session) -> int:
            provider = find_provider(session, PROVIDER)
            assert provider is not None
            party = Party(municipality_id=self.municipality_id)
            for name, role in (*((str(r), r) for r in MUNICIPAL), ("second", Role.PAYMENTS)):
                self._keep(an_account(session, f"{name}@diemen.example", role, party))
            clerk = Party(provider_id=provider.id)
            self._keep(an_account(session, "clerk@zorg.example", Role.PROVIDER_CLERK, clerk))
            return provider.id

        self.provider_id: int = in_transaction(make)

    def _keep(self, account: Any) -> None:
        name = account.email.partition("@")[0]
        self.accounts[name], self.persons[name] = account.id, account.person_id

    @property
    def town(self) -> Tenant:
        return Tenant(Scope.MUNICIPALITY, self.municipality_id)

    @property
    def provider(self) -> Tenant:
        return Tenant(Scope.PROVIDER, self.provider_id)

    def browser(self, name: str) -> FlaskClient:
        """The browser of somebody, by the first part of the address."""
        place = "zorg" if name == "clerk" else "diemen"
        return signed_in(self.app, f"{name}@{place}.example")

    def declare(self, *lines: Line, **changes: Any) -> list[int]:
        """Hand lines in and have them judged; the ids of all lines of the declaration."""
        self.world.declare(*lines, **changes)
        number = f"D{self.world.sent}"
        return in_transaction(
            lambda s: list(
                s.scalars(
                    select(LineRecord.id)
                    .join(DeclarationRecord, DeclarationRecord.message_id == LineRecord.message_id)
                    .where(DeclarationRecord.number == number)
                    .order_by(LineRecord.position)
                )
            ),
            write=False,
        )

    def card(self, line_id: int, tenant: Tenant | None = None) -> Card:
        """The card of a line, read as this party (the municipality unless told)."""
        reader = tenant or self.town
        with acting_for(reader):
            return in_transaction(
                lambda s: card_of(s, line_id, reader, self.world.keyring), write=False
            )

    def pay(self, line_ids: list[int], day: date | None = None) -> int:
        """Approve these awarded lines and pay them in one run; the id of the payment."""
        return in_transaction(lambda session: self._paid(session, line_ids, day))

    def _paid(self, session: Session, line_ids: list[int], day: date | None) -> int:
        rows = session.scalars(select(LineRecord).where(LineRecord.id.in_(line_ids))).all()
        now = self.world.clock.now()
        signed = {r.id: -r.amount_cents if r.credit else r.amount_cents for r in rows}
        for message_id in sorted({row.message_id for row in rows}):
            mine = [row for row in rows if row.message_id == message_id]
            approval = ApprovalRecord(
                message_id=message_id, round=1, municipality_id=self.municipality_id,
                provider_id=self.provider_id, law=mine[0].law, state="approved",
                line_count=len(mine), cents=sum(signed[r.id] for r in mine),
                checked_by=self.accounts["checker"], checked_person=self.persons["checker"],
                checked_at=now, approved_by=self.accounts["approver"],
                approved_person=self.persons["approver"], approved_at=now,
            )  # fmt: skip
            session.add(approval)
            session.flush()
            session.add_all(
                ApprovalLineRecord(line_id=r.id, approval_id=approval.id, cents=signed[r.id])
                for r in mine
            )
        return self._payment(session, rows[0].law, signed, day or self.world.clock.today())

    def _payment(self, session: Session, law: str, signed: dict[int, int], day: date) -> int:
        self.runs += 1
        now, total = self.world.clock.now(), sum(signed.values())
        run = PaymentRunRecord(
            municipality_id=self.municipality_id, number=f"2023-{self.runs:04}", state="settled",
            pay_on=day, iban=TOWN_IBAN, holder="Diemen", payment_count=1, total_cents=total,
            sha256=bytes(32),
            made_by=self.accounts["payments"], made_person=self.persons["payments"], made_at=now,
            signed_by=self.accounts["payments"], signed_person=self.persons["payments"],
            signed_at=now, released_by=self.accounts["second"],
            released_person=self.persons["second"], released_at=now, exported_at=now,
            settled_at=now,
        )  # fmt: skip
        session.add(run)
        session.flush()
        debits = sum(each for each in signed.values() if each > 0)
        payment = PaymentRecord(
            run_id=run.id, municipality_id=self.municipality_id, provider_id=self.provider_id,
            law=law, reference=f"ZP-{run.number}-1", state="paid", iban=IBAN, holder="Zorg",
            line_count=len(signed), debit_cents=debits, credit_cents=debits - total, cents=total,
            pay_on=day, hold_reasons="", ended_at=now + timedelta(days=1),
        )  # fmt: skip
        session.add(payment)
        session.add(
            PaymentFileRecord(
                run_id=run.id, municipality_id=self.municipality_id, name="run.xml", body=b"x",
                key_id="k", sha256=bytes(range(32)), payment_count=1, total_cents=total,
                made_at=now,
            )
        )  # fmt: skip
        session.flush()
        session.add_all(
            PaymentLineRecord(payment_id=payment.id, line_id=line_id, cents=cents, live=True)
            for line_id, cents in signed.items()
        )
        session.flush()
        return payment.id
