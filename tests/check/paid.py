"""A line of the small world on its way to the bank: looked at, approved by two and paid by two.

The first payment of it came back; the second one stands.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from declarations.model import Law
from portal.approvals.records import ApprovalLineRecord, ApprovalRecord, MandateRecord
from portal.audit.service import Action, Subject
from portal.contracts.records import ContractChangeRecord
from portal.decisions.records import DecisionFactRecord
from portal.identity.records import AccountRecord, PersonRecord
from portal.ledger.records import ClosedMonthRecord
from portal.ledger.settling import Payer, book_payment, book_return
from portal.payments.records import (
    BankAccountRecord,
    PaymentFileRecord,
    PaymentLineRecord,
    PaymentRecord,
    PaymentRunRecord,
)
from portal.review.records import ReviewRecord
from portal.settlement.service import Origin, Sum, enter

if TYPE_CHECKING:
    from tests.check.world import SmallWorld

IBAN = "NL91ABNA0417164300"
CENTS = 5000


def pay_one_line(world: SmallWorld, line: int, at: datetime, sha: bytes) -> None:
    """Let the line go the whole way; the credited debit and its credit stay open."""
    Payday(world, line, at, sha).pay()


class Payday:
    """One day on which somebody is paid, with everybody who has a hand in it."""

    def __init__(self, world: SmallWorld, line: int, at: datetime, sha: bytes) -> None:
        self.world, self.line, self.at, self.sha = world, line, at, sha
        self.tenant: dict[str, Any] = {
            "municipality_id": world.place, "provider_id": world.provider, "law": "wmo",
        }  # fmt: skip

    def pay(self) -> None:
        origin = Origin(self.world.message, self.world.place, self.world.provider, Law.WMO)
        enter(self.world.session, origin, "open", Sum(2, 0))
        enter(self.world.session, origin, "paid", Sum(1, CENTS))
        self.bank_account()
        self.mandate()
        self.review()
        self.approval()
        self.returned_payment(self.run("2026-0001"))
        self.payment(self.run("2026-0002"))
        self.closed_month()
        self.contract_changes()
        self.decision()

    def somebody(self, name: str, role: str) -> tuple[int, int]:
        """An account and its person."""
        at_provider = role == "provider-admin"
        person = self.world.add(PersonRecord(name=name))
        account = self.world.add(
            AccountRecord(
                person_id=person.id, email=f"{name}@example", role=role,
                municipality_id=None if at_provider else self.world.place,
                provider_id=self.world.provider if at_provider else None,
            )
        )  # fmt: skip
        return account.id, person.id

    def bank_account(self) -> None:
        asker, confirmer = (
            self.somebody("a", "provider-admin"),
            self.somebody("b", "provider-admin"),
        )
        row = self.world.add(
            BankAccountRecord(
                provider_id=self.world.provider, iban=IBAN, holder="Zorg", state="confirmed",
                requested_by=asker[0], requested_person=asker[1], requested_at=self.at,
                decided_by=confirmer[0], decided_person=confirmer[1], decided_at=self.at,
            )
        )  # fmt: skip
        self.world.tell(Action.BANK_ACCOUNT_REQUESTED, Subject.BANK_ACCOUNT, row.id)
        self.world.tell(Action.BANK_ACCOUNT_CONFIRMED, Subject.BANK_ACCOUNT, row.id)

    def contract_changes(self) -> None:
        """One of each way in which a proposal can end."""
        first, second = self.somebody("p", "contract-manager"), self.somebody("q", "controller")
        for state in ("confirmed", "refused", "withdrawn"):
            decided = state != "withdrawn"
            row = self.world.add(
                ContractChangeRecord(
                    region_id=self.world.region, municipality_id=self.world.place,
                    contract_id=self.world.contract_id, slug="north-wmo", kind="contract",
                    state=state, content="", reason="proef", proposed_by=first[0],
                    proposed_person=first[1], proposed_at=self.at,
                    decided_by=second[0] if decided else None,
                    decided_person=second[1] if decided else None,
                    decided_at=self.at if decided else None,
                )
            )  # fmt: skip
            self.world.tell(Action.CONTRACT_CHANGE_PROPOSED, Subject.CONTRACT_CHANGE, row.id)
            self.world.tell(Action(f"contract-change.{state}"), Subject.CONTRACT_CHANGE, row.id)

    def decision(self) -> None:
        account, _person = self.somebody("r", "access")
        row = self.world.add(
            DecisionFactRecord(
                allocation_id=self.world.allocation, municipality_id=self.world.place,
                provider_id=self.world.provider, kind="plan", holds=True,
                dated=date(2026, 1, 1), note="", account_id=account, recorded_at=self.at,
            )
        )  # fmt: skip
        self.world.tell(Action.DECISION_NOTED, Subject.DECISION_FACT, row.id)

    def mandate(self) -> None:
        first, second = self.somebody("c", "approver"), self.somebody("d", "controller")
        row = self.world.add(
            MandateRecord(
                municipality_id=self.world.place, line_limit=100, declaration_limit=100,
                start=date(2026, 1, 1), end=date(2026, 12, 31), state="ended",
                proposed_by=first[0], proposed_person=first[1], proposed_at=self.at,
                signed_by=second[0], signed_person=second[1], signed_at=self.at,
                ended_by=first[0], ended_at=self.at,
            )
        )  # fmt: skip
        for action in (Action.MANDATE_PROPOSED, Action.MANDATE_SIGNED, Action.MANDATE_ENDED):
            self.world.tell(action, Subject.MANDATE, row.id)

    def review(self) -> None:
        account, person = self.somebody("e", "checker")
        row = self.world.add(
            ReviewRecord(
                line_id=self.line, message_id=self.world.message, **self.tenant, reasons="sample",
                cents=CENTS, state="cleared", picked_at=self.at, decided_by=account,
                decided_person=person, decided_at=self.at,
            )
        )  # fmt: skip
        self.world.tell(Action.LINE_PICKED, Subject.MESSAGE, self.world.message)
        self.world.tell(Action.LINE_CLEARED, Subject.REVIEW, row.id)

    def approval(self) -> None:
        checker, approver = self.somebody("f", "checker"), self.somebody("g", "approver")
        row = self.world.add(
            ApprovalRecord(
                message_id=self.world.message, round=1, **self.tenant, state="approved",
                line_count=1, cents=CENTS, checked_by=checker[0], checked_person=checker[1],
                checked_at=self.at, approved_by=approver[0], approved_person=approver[1],
                approved_at=self.at,
            )
        )  # fmt: skip
        self.world.add(ApprovalLineRecord(line_id=self.line, approval_id=row.id, cents=CENTS))
        self.world.tell(Action.DECLARATION_CHECKED, Subject.APPROVAL, row.id)
        self.world.tell(Action.DECLARATION_APPROVED, Subject.APPROVAL, row.id)

    def run(self, number: str) -> int:
        maker = self.somebody(f"h{number}", "payments")
        other = self.somebody(f"i{number}", "payments")
        row = self.world.add(
            PaymentRunRecord(
                municipality_id=self.world.place, number=number, state="settled",
                iban=IBAN, holder="Gemeente Diemen",
                pay_on=date(2026, 11, 25), payment_count=1, total_cents=CENTS, sha256=self.sha,
                made_by=maker[0], made_person=maker[1], made_at=self.at, signed_by=maker[0],
                signed_person=maker[1], signed_at=self.at, released_by=other[0],
                released_person=other[1], released_at=self.at, exported_at=self.at,
                settled_at=self.at,
            )
        )  # fmt: skip
        for action in (
            Action.RUN_DRAWN_UP, Action.RUN_SIGNED, Action.RUN_RELEASED, Action.RUN_EXPORTED,
            Action.RUN_SETTLED,
        ):  # fmt: skip
            self.world.tell(action, Subject.PAYMENT_RUN, row.id)
        self.world.add(
            PaymentFileRecord(
                run_id=row.id, municipality_id=self.world.place, name=f"betaalrun-{number}.xml",
                body=self.world.keyring.pack(b"body", b"payment-file:%d" % row.id),
                key_id=self.world.keyring.key_id, sha256=self.sha, payment_count=1,
                total_cents=CENTS, made_at=self.at,
            )
        )  # fmt: skip
        run_id: int = row.id
        return run_id

    def payment(self, run: int) -> None:
        number = self.a_payment(run, "0384-2026-0002-0001", "paid")
        book_payment(self.world.session, self.payer(number), self.nets(), self.at)

    def returned_payment(self, run: int) -> None:
        number = self.a_payment(run, "0384-2026-0001-0001", "returned")
        book_payment(self.world.session, self.payer(number), self.nets(), self.at)
        book_return(self.world.session, self.payer(number), self.at)
        self.world.tell(Action.PAYMENT_RETURNED, Subject.PAYMENT, number)

    def a_payment(self, run: int, reference: str, state: str) -> int:
        row = self.world.add(
            PaymentRecord(
                run_id=run, **self.tenant, reference=reference, state=state,
                iban=IBAN, holder="Zorg", line_count=1, debit_cents=CENTS, credit_cents=0,
                cents=CENTS, pay_on=date(2026, 11, 25), hold_reasons="", ended_at=self.at,
            )
        )  # fmt: skip
        self.world.add(
            PaymentLineRecord(
                payment_id=row.id, line_id=self.line, cents=CENTS, live=state == "paid"
            )
        )
        number: int = row.id
        return number

    def payer(self, payment: int) -> Payer:
        return Payer(payment, self.world.place, self.world.provider, Law.WMO)

    def nets(self) -> dict[int | None, int]:
        return {self.world.contract_id: CENTS}

    def closed_month(self) -> None:
        account, _ = self.somebody("j", "controller")
        self.world.add(
            ClosedMonthRecord(
                municipality_id=self.world.place, month=date(2026, 10, 1), account_id=account,
                closed_at=self.at,
            )
        )  # fmt: skip
        self.world.tell(Action.MONTH_CLOSED, Subject.MUNICIPALITY, self.world.place)
