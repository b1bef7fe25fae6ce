"""A small world to hand declarations in to: two municipalities, two providers, two laws."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from declarations.findings import Assessment
from declarations.model import Law, Line, Message
from declarations.picking import Plan
from portal.allocations.service import import_allocations
from portal.check.service import broken
from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.intake.answering import answers_of
from portal.intake.arrival import Upload
from portal.intake.judging import judge_message
from portal.intake.service import Actor, Receipt, receive
from portal.intake.stored import (
    messages_of,
    recomputes,
    stored_assessment,
    verdicts_of_running_book,
)
from portal.parties.service import find_municipality, find_provider, municipality_codes
from portal.review.picking import Deed
from portal.review.plans import change_plan
from portal.store.crypto import Keyring
from portal.store.tables import TABLES
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import (
    BSN,
    CATEGORY,
    MUNICIPALITY,
    OTHER_BSN,
    PROVIDER,
    a_client,
    a_message,
    the_sample,
    xml_of,
)
from tests.intake.answers import check_answer
from tests.region_files import a_contract, a_product, a_region_file

TODAY = date(2023, 5, 10)
OTHER_PROVIDER, OTHER_MUNICIPALITY = "42424242", "0855"
MUNICIPALITIES = (MUNICIPALITY, OTHER_MUNICIPALITY)
PROVIDERS = (PROVIDER, OTHER_PROVIDER)
NOTHING = Plan(None, warnings=False, least=0, most=0)  # a draw would differ each time


def the_region() -> str:
    """Every provider has a contract with both municipalities under both laws."""
    contracts = [
        a_contract(
            a_product(category, f"{category}A03", tariff=1250),
            a_product(category, f"{category}A04", tariff=1500),
            id=f"{law.value}-{agb}", law=law.value, provider=agb,
            municipalities=str(list(MUNICIPALITIES)).replace("'", '"'),
        )
        for law, category in CATEGORY.items() for agb in PROVIDERS
    ]  # fmt: skip
    return a_region_file(*contracts, municipalities=MUNICIPALITIES, providers=PROVIDERS)


def zipped(*files: tuple[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@dataclass
class World:
    """Hands in, judges and looks, each in a transaction of its own.

    Every answer that comes out is held against its declaration at once.
    """

    keyring: Keyring
    clock: FixedClock = field(default_factory=lambda: FixedClock.on(TODAY))
    sent: int = 0

    def __post_init__(self) -> None:
        with transaction(write=True) as session:
            self.account = session.scalar(text("SELECT id FROM account WHERE role = 'system'"))
            region = read_region(the_region().encode(), set(MUNICIPALITIES), True)
            load_region(session, region, self.clock, self.account)
            self.pick(session, NOTHING)

    def pick(self, session: Session, plan: Plan) -> None:
        """Let every municipality have these lines looked at before they are paid."""
        deed = Deed(self.account, self.clock.now())
        for municipality_id in municipality_codes(session):
            change_plan(session, municipality_id, plan, deed)

    def allocate(
        self, number: int = 20072, bsn: str = BSN, code: str | None = "A03", law: Law = Law.WMO,
        municipality: str = MUNICIPALITY, provider: str = PROVIDER, **changes: Any,
    ) -> None:
        """An allocation for 2023: ten hours a month unless told otherwise."""
        category = CATEGORY[law]
        whole = code and f"{category}{code}"
        product = an_allocation(number, category=category, code=whole, **changes)
        message = an_allocation_message(
            product, law=law, municipality=municipality, provider=provider, bsn=bsn
        )
        imported = in_transaction(
            lambda session: import_allocations(
                session, "301.xml", allocation_xml(message), self.clock, self.account,
                self.keyring, False,
            )
        )  # fmt: skip
        assert not imported.refused, imported.findings

    def allocate_the_sample(self, law: Law = Law.WMO, **parties: str) -> None:
        """What the standard's sample message declares on."""
        for number, bsn, code in (
            (20072, BSN, "A03"), (200730, BSN, "A04"),
            (20074, OTHER_BSN, "A03"), (20073, OTHER_BSN, "A04"),
        ):  # fmt: skip
            self.allocate(number, bsn, code, law, volume=40, **parties)

    def receive(
        self, data: bytes, name: str = "323.xml", provider: str | None = None,
        reference: str | None = None,
    ) -> Receipt:
        """Hand a file in; as a provider's own account where ``provider`` is given."""
        upload = Upload(name, data, reference)
        return in_transaction(
            lambda session: receive(
                session, upload, Actor(self.account, self._provider(session, provider)),
                self.clock, self.keyring,
            )
        )  # fmt: skip

    def _provider(self, session: Session, agb: str | None) -> int | None:
        if agb is None:
            return None
        found = find_provider(session, agb)
        assert found is not None
        return found.id

    def judge(self, receipt: Receipt) -> list[Assessment]:
        """Judge every message of a receipt; the verdicts as they were stored."""
        ids = [each.message_id for each in receipt.members if each.message_id is not None]
        for message_id in ids:
            assert judge_message(message_id, self.account, self.clock, self.keyring)
        with transaction() as session:
            return [stored_assessment(session, each, self.keyring) for each in ids]

    def submit_bytes(self, data: bytes) -> Assessment:
        """Hand in one message and judge it; its answer is held against it."""
        receipt = self.receive(data)
        [verdict] = self.judge(receipt)
        [answer] = self.answers(receipt)
        check_answer(data, answer)
        return verdict

    def submit(self, message: Message) -> Assessment:
        """Hand in a message of values."""
        return self.submit_bytes(xml_of(message))

    def declare(self, *lines: Line, bsn: str = BSN, **changes: Any) -> Assessment:
        """Hand in lines of one client, under numbers that were not used yet."""
        return self.submit(self.fresh(*lines, bsn=bsn, **changes))

    def fresh(self, *lines: Line, bsn: str = BSN, **changes: Any) -> Message:
        """A message of one client with an identification and number that were not used yet."""
        self.sent += 1
        numbers = {"identification": f"B{self.sent}", "number": f"D{self.sent}"}
        return a_message(a_client(*lines, bsn=bsn), **{**numbers, **changes})

    def answers(self, receipt: Receipt) -> list[bytes]:
        """The answers to a receipt, as they are given out."""
        assert receipt.batch is not None
        batch = receipt.batch
        return [
            each.body
            for each in in_transaction(
                lambda session: answers_of(session, batch, self.account, self.clock, self.keyring)
            )
        ]

    def message_ids(self, receipt: Receipt) -> Sequence[int]:
        """The ids of the messages in a receipt."""
        assert receipt.batch is not None
        with transaction() as session:
            return messages_of(session, receipt.batch)

    def check(self) -> list[str]:
        """Every invariant that does not hold, in words; also that verdicts recompute."""
        with transaction() as session:
            found = broken(session, self.keyring, recompute=self._wrong)
        return [f"{each.invariant}. {each.text.en}" for each in found]

    def _wrong(self, session: Session) -> Iterable[int]:
        return [
            each
            for each in verdicts_of_running_book(session)
            if not recomputes(session, each, self.keyring)
        ]

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with transaction() as session:
            return {
                name: session.scalar(select(func.count()).select_from(table)) or 0
                for name, table in TABLES.tables.items()
            }

    def balance(self, number: int = 20072) -> tuple[int, int] | None:
        """Volume and eurocents that count on an allocation of the usual parties."""
        with transaction() as session:
            found = session.execute(
                text(
                    "SELECT volume, amount_cents FROM allocation_balance WHERE allocation_id ="
                    " (SELECT id FROM allocation WHERE number = :n ORDER BY id LIMIT 1)"
                ),
                {"n": number},
            ).one_or_none()
        return None if found is None else (found.volume, found.amount_cents)

    def scalar(self, statement: str, **values: Any) -> Any:
        """The one value that a question has for an answer."""
        with transaction() as session:
            return session.scalar(text(statement), values)

    def municipality_id(self, code: str = MUNICIPALITY) -> int:
        """The id of a municipality."""
        with transaction() as session:
            found = find_municipality(session, code)
            assert found is not None
            return found.id

    def on_day(self, days: int) -> None:
        """Let that many days pass."""
        self.clock = FixedClock.on(TODAY + timedelta(days=days))


def the_sample_bytes(**changes: Any) -> bytes:
    """The standard's sample message with other header values."""
    message = the_sample()
    return xml_of(a_message(*message.declaration.clients, **changes))


def codes(verdict: Assessment) -> list[tuple[str, ...]]:
    """The codes of every line."""
    return [each.codes for each in verdict.lines]
