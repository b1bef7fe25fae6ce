"""A lump sum of the small world and a drawdown from it that was paid, with another one waiting."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from declarations.lumpsum import Move
from declarations.model import Law
from portal.audit.service import Action, Subject
from portal.ledger.drawdowns import Drawn, book_approved, book_received, book_reclaimed
from portal.ledger.settling import Payer, book_payment
from portal.lumpsum.booking import Purse, book, move, settle
from portal.lumpsum.records import DrawdownRecord, LumpSumRecord, SettlementRecord
from portal.payments.records import PaymentDrawdownRecord, PaymentRecord
from tests.check.paid import CENTS, Payday
from tests.check.world import NOW, SHA, SmallWorld

People = list[tuple[int, int]]


class DrawnWorld(SmallWorld):
    """The small world with a budget and three drawdowns in it."""

    def refusal(self) -> None:
        super().refusal()
        payday = Payday(self, 0, NOW, SHA)
        people = [
            payday.somebody("k", "provider-admin"), payday.somebody("l", "checker"),
            payday.somebody("m", "approver"),
        ]  # fmt: skip
        _Draw(self, people, NOW).draw(payday.run("2026-0003"))


class _Draw:
    def __init__(self, world: SmallWorld, people: People, at: datetime) -> None:
        self.world, self.people, self.at = world, people, at
        self.tenant = {"municipality_id": world.place, "provider_id": world.provider}

    def draw(self, run: int) -> PaymentRecord:
        purse = self.budget()
        paid = self.drawdown(purse, "paid", "paid")
        self.drawdown(purse, "waiting", "submitted")
        rejected = self.drawdown(purse, "no", "rejected")
        for number, kinds in ((paid, (Move.DRAW,)), (rejected, (Move.FREE,))):
            for kind in kinds:
                move(self.world.session, purse, kind, CENTS, number, self.at)
        drawn = Drawn(
            paid, self.world.contract_id, self.world.place, self.world.provider, Law.WMO, CENTS
        )
        book_approved(self.world.session, drawn, 1, self.at)
        payment = self.payment(run, paid)
        self.settlement(purse)
        return payment

    def settlement(self, purse: Purse) -> None:
        """The year is settled: a hundred comes back, and came in."""
        asker, checker, approver = self.people
        row = self.world.add(
            SettlementRecord(
                **self.tenant, budget_id=purse.budget_id, contract_id=self.world.contract_id,
                law="wmo", basis="final", final_cents=CENTS - 100, extra_cents=0,
                reclaim_cents=100, state="received", reason="jaar", proposed_by=asker[0],
                proposed_person=asker[1], proposed_at=self.at, decided_by=checker[0],
                decided_person=checker[1], decided_at=self.at, received_by=approver[0],
                received_at=self.at,
            )
        )  # fmt: skip
        for action in (
            Action.SETTLEMENT_PROPOSED, Action.SETTLEMENT_CONFIRMED, Action.SETTLEMENT_RECEIVED,
        ):  # fmt: skip
            self.world.tell(action, Subject.SETTLEMENT, row.id)
        settle(self.world.session, purse, 0, 100, self.at)
        owed = Drawn(
            row.id, self.world.contract_id, self.world.place, self.world.provider, Law.WMO, 100
        )
        book_reclaimed(self.world.session, owed, self.at)
        book_received(self.world.session, owed, self.at)

    def budget(self) -> Purse:
        version = self.world.session.scalar(
            text("SELECT id FROM contract_version WHERE contract_id = :c"),
            {"c": self.world.contract_id},
        )
        row = self.world.add(
            LumpSumRecord(
                **self.tenant, contract_id=self.world.contract_id, year=2026,
                version_id=version, amount_cents=30_000, bandwidth=5,
                instalments=12, settled_cents=0, upper_cents=31_500, reserved_cents=0,
                drawn_cents=0,
            )
        )  # fmt: skip
        purse = Purse(row.id, self.world.place, self.world.provider)
        book(self.world.session, purse, Move.SET, 31_500, self.at)
        return purse

    def drawdown(self, purse: Purse, reference: str, state: str) -> int:
        asker, checker, approver = self.people
        done: dict[str, Any] = {}
        if state == "paid":
            done = {
                "checked_by": checker[0], "checked_person": checker[1], "checked_at": self.at,
                "approved_by": approver[0], "approved_person": approver[1],
                "approved_at": self.at,
            }  # fmt: skip
        if state == "rejected":
            done = {"ended_by": checker[0], "ended_at": self.at, "reason": "nee"}
        row = self.world.add(
            DrawdownRecord(
                **self.tenant, budget_id=purse.budget_id, contract_id=self.world.contract_id,
                law="wmo", reference=reference, amount_cents=CENTS, state=state,
                round=int(state == "paid"), dated=date(2026, 11, 24), submitted_by=asker[0],
                submitted_person=asker[1], submitted_at=self.at, **done,
            )
        )  # fmt: skip
        number: int = row.id
        move(self.world.session, purse, Move.RESERVE, CENTS, number, self.at)
        told = [Action.DRAWDOWN_SUBMITTED]
        told += {"paid": [Action.DRAWDOWN_APPROVED], "rejected": [Action.DRAWDOWN_REJECTED]}.get(
            state, []
        )
        for action in told:
            self.world.tell(action, Subject.DRAWDOWN, number)
        return number

    def payment(self, run: int, drawdown: int) -> PaymentRecord:
        row: PaymentRecord = self.world.add(
            PaymentRecord(
                run_id=run, **self.tenant, law="wmo", reference="0384-2026-0003-0001",
                state="paid", iban="NL91ABNA0417164300", holder="Zorg", line_count=1,
                debit_cents=CENTS, credit_cents=0, cents=CENTS, pay_on=date(2026, 11, 25),
                hold_reasons="", ended_at=self.at,
            )
        )  # fmt: skip
        self.world.add(
            PaymentDrawdownRecord(
                **self.tenant, payment_id=row.id, drawdown_id=drawdown, cents=CENTS, live=True
            )
        )
        payer = Payer(row.id, self.world.place, self.world.provider, Law.WMO)
        book_payment(self.world.session, payer, {self.world.contract_id: CENTS}, self.at)
        return row
