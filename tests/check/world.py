"""A small world in which everything is in order: what the tests of the check then break.

One provider and one municipality; three messages: one with four lines (an awarded debit that is
credited, its credit, an awarded debit and a rejected one), one refused at level 2, one waiting.
The awarded debit that was not credited has been looked at, approved and paid, the second time for
good: the first payment came back.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.allocations.records import (
    AllocationRecord,
    AllocationVersionRecord,
    ClientRecord,
)
from portal.audit.service import Action, Event, Subject, record_all, seal
from portal.clock import FixedClock
from portal.contracts.records import (
    ContractMunicipalityRecord,
    ContractProductRecord,
    ContractRecord,
    ContractVersionRecord,
)
from portal.identity.records import ApiKeyRecord
from portal.identity.service import system_account_id
from portal.intake.answer_records import (
    AnswerNumberRecord,
    AnswerRecord,
    IdempotencyRecord,
    RefusalRecord,
)
from portal.intake.balance_records import AllocationBalanceRecord, LiveDebitRecord
from portal.intake.records import (
    DECLARATION,
    IDENTIFICATION,
    BatchRecord,
    DeclarationRecord,
    DeclaredPeriodRecord,
    FindingRecord,
    LineRecord,
    MessageContentRecord,
    MessageRecord,
    UsedNumberRecord,
    VerdictRecord,
)
from portal.ledger.service import Booking, Origin, book
from portal.parties.records import (
    MunicipalityRecord,
    ProviderRecord,
    ProviderVersionRecord,
    RegionRecord,
)
from portal.starts.records import CareEventRecord, CareMessageRecord
from portal.store.crypto import Keyring
from portal.store.database import Base
from tests.check.counted import count_messages
from tests.check.paid import pay_one_line

NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
APRIL = date(2023, 4, 1)
BSN, OTHER_BSN = "999900006", "999900018"
SHA = hashlib.sha256(b"body").digest()


def build(session: Session, keyring: Keyring) -> None:
    """Fill an empty database; every invariant holds afterwards."""
    SmallWorld(session, keyring).build()


class SmallWorld:
    """What the world consists of, by its ids, while it is being filled."""

    def __init__(self, session: Session, keyring: Keyring) -> None:
        self.session, self.keyring = session, keyring
        self.system = system_account_id(session)
        self.events: list[Event] = []

    def add(self, record: Base) -> Any:
        self.session.add(record)
        self.session.flush()
        return record

    def tell(self, action: str, subject: str, number: int) -> None:
        self.events.append(Event(action, subject, number, self.system, NOW))

    def build(self) -> None:
        self.parties()
        self.contract()
        self.clients()
        self.start()
        self.batch()
        self.judged()
        self.refused()
        self.waiting()
        self.refusal()
        count_messages(self.session, [self.message], NOW)
        record_all(self.session, self.events)
        seal(self.session, FixedClock(NOW))

    def parties(self) -> None:
        self.region = self.add(RegionRecord(slug="north", name="North")).id
        self.other_region = self.add(RegionRecord(slug="south", name="South")).id
        self.place = self.add(
            MunicipalityRecord(region_id=self.region, code="0384", name="Diemen")
        ).id
        self.other_place = self.add(
            MunicipalityRecord(region_id=self.other_region, code="0363", name="Amsterdam")
        ).id
        self.provider = self.a_provider("65656055")
        self.other_provider = self.a_provider("65656056")
        key = self.add(
            ApiKeyRecord(account_id=self.system, prefix="abc", sha256=SHA, created_at=NOW,
                         revoked_at=NOW)
        )  # fmt: skip
        self.tell(Action.KEY_CREATED, Subject.API_KEY, key.id)
        self.tell(Action.KEY_REVOKED, Subject.API_KEY, key.id)

    def a_provider(self, agb: str) -> int:
        provider = self.add(
            ProviderRecord(agb=agb, kvk="12345678", name="Zorg", iban=None, recorded_at=NOW)
        )
        self.add(
            ProviderVersionRecord(
                provider_id=provider.id, number=1, name="Zorg", iban=None, recorded_at=NOW
            )
        )
        self.tell(Action.PROVIDER_CHANGED, Subject.PROVIDER, provider.id)
        number: int = provider.id
        return number

    def contract(self) -> None:
        self.contract_id = self.a_contract("north-wmo", self.region, self.provider, self.place)
        self.other_contract = self.a_contract(
            "south-wmo", self.other_region, self.other_provider, self.other_place
        )

    def a_contract(self, slug: str, region: int, provider: int, place: int) -> int:
        contract = self.add(
            ContractRecord(region_id=region, slug=slug, law="wmo", provider_id=provider)
        )
        version = self.add(
            ContractVersionRecord(
                contract_id=contract.id, number=1, recorded_at=NOW, content_sha256=SHA,
                funding="pxq", start=date(2021, 1, 1), end=date(2030, 12, 31),
                answer="automatic", park_days=0,
            )
        )  # fmt: skip
        self.add(ContractMunicipalityRecord(version_id=version.id, municipality_id=place))
        self.add(
            ContractProductRecord(version_id=version.id, category="01", code="01A03", unit="04",
                                  start=date(2021, 1, 1), tariff_cents=1250)
        )  # fmt: skip
        self.tell(Action.CONTRACT_RECORDED, Subject.CONTRACT_VERSION, version.id)
        number: int = contract.id
        return number

    def clients(self) -> None:
        self.client = self.a_client(BSN, self.place)
        self.other_client = self.a_client(OTHER_BSN, self.other_place)
        self.allocation, self.version = self.an_allocation(
            20072, self.place, self.provider, self.client
        )
        self.other_allocation, self.other_version = self.an_allocation(
            20073, self.other_place, self.other_provider, self.other_client
        )

    def a_client(self, bsn: str, place: int) -> int:
        client = self.add(
            ClientRecord(
                municipality_id=place, bsn_index=self.keyring.bsn_index(bsn),
                bsn_sealed=self.keyring.seal_bsn(bsn, place), key_id=self.keyring.key_id,
            )
        )  # fmt: skip
        number: int = client.id
        return number

    def an_allocation(self, number: int, place: int, provider: int, client: int) -> tuple[int, int]:
        allocation = self.add(
            AllocationRecord(municipality_id=place, provider_id=provider, law="wmo",
                             number=number, client_id=client, current_version_id=None)
        )  # fmt: skip
        for day in (2, 1):  # received in the wrong order: the first one counts
            version = self.add(
                AllocationVersionRecord(
                    allocation_id=allocation.id, municipality_id=place, provider_id=provider,
                    recorded_at=NOW, message_sha256=SHA, assigned_at=datetime(2022, 1, day, 9),  # noqa: DTZ001
                    start=date(2022, 1, 1), end=None, category="01", code="01A03", volume=4,
                    unit="04", frequency="4", budget_cents=None, reason=None,
                    provider_reference=None, deleted=False, content_sha256=SHA,
                )
            )  # fmt: skip
            self.tell(Action.ALLOCATION_RECORDED, Subject.ALLOCATION_VERSION, version.id)
            allocation.current_version_id = allocation.current_version_id or version.id
        self.session.flush()
        return allocation.id, allocation.current_version_id

    def start(self) -> None:
        """Care that was reported as started, on the first allocation."""
        parties = {"municipality_id": self.place, "provider_id": self.provider, "law": "wmo"}
        message = self.add(
            CareMessageRecord(
                **parties, account_id=self.system, care="start", identification="S1",
                dated=date(2022, 1, 5), received_at=NOW, sha256=SHA,
            )
        )  # fmt: skip
        event = self.add(
            CareEventRecord(
                **parties, message_id=message.id, position=1, care="start", client_id=self.client,
                allocation_id=self.allocation, number=20072, category="01", code="01A03",
                allocated_from=date(2022, 1, 1), start=date(2022, 1, 3), end=None, reason=None,
                status="1", counts=True, findings=[], removes_id=None,
            )
        )  # fmt: skip
        self.tell(Action.CARE_REPORTED, Subject.CARE_EVENT, event.id)

    def batch(self) -> None:
        self.batch_id = self.add(
            BatchRecord(
                public_id="public", provider_id=self.provider, account_id=self.system,
                own_reference="April", idempotency_key="key-1", file_name="april.zip",
                received_at=NOW, sha256=SHA, size=4, state="received", done_at=None,
            )
        ).id  # fmt: skip
        self.add(
            IdempotencyRecord(
                tenant=f"provider:{self.provider}", key="key-1", body_sha256=SHA,
                response={"id": "public"}, recorded_at=NOW,
            )
        )  # fmt: skip
        self.tell(Action.BATCH_RECEIVED, Subject.BATCH, self.batch_id)

    def a_message(self, position: int, outcome: str | None) -> int:
        message = self.add(
            MessageRecord(
                batch_id=self.batch_id, position=position, file_name=f"{position}.xml",
                provider_id=self.provider, municipality_id=self.place, municipality_code="0384",
                law="wmo", kind="wmo323", sha256=SHA, size=4, received_at=NOW,
                state="judged" if outcome else "received",
                judged_at=NOW if outcome else None, outcome=outcome,
            )
        )  # fmt: skip
        self.add(MessageContentRecord(message_id=message.id, body=b"sealed", key_id="k"))
        number: int = message.id
        if outcome:
            self.tell(Action.MESSAGE_JUDGED, Subject.MESSAGE, number)
        return number

    def a_verdict(self, message_id: int, outcome: str, **changes: Any) -> None:
        fields: dict[str, Any] = {
            "message_id": message_id, "rulebook": "r", "facts": "f", "receipt": "s",
            "outcome": outcome, "level": None, "header_codes": "0200",
            "declaration_codes": "0200", "client_codes": {}, "today": date(2023, 5, 10),
            "line_count": 0, "submitted_cents": None, "awarded_cents": 0,
        }  # fmt: skip
        self.add(VerdictRecord(**{**fields, **changes}))

    def an_answer(self, message_id: int, number: int) -> None:
        self.add(
            AnswerRecord(message_id=message_id, municipality_code="0384", law="wmo",
                         identification=f"{number:010d}", dated=date(2023, 5, 10),
                         body=b"sealed", key_id="k", sha256=SHA)
        )  # fmt: skip

    def judged(self) -> None:
        self.message = self.a_message(1, "partly_awarded")
        first = self.a_line(1, "RN001", APRIL)
        self.a_line(2, "RN002", APRIL, credit=True, previous_reference="RN001",
                    credits_line_id=first)  # fmt: skip
        kept = self.a_line(3, "RN003", date(2023, 4, 3))
        refused = self.a_line(4, "RN004", APRIL, state="rejected", codes="9346")
        self.add(
            FindingRecord(
                message_id=self.message, position=1, line_id=refused, rule="TR346", code="9346",
                level=4, severity="error", owner="provider", path="/Bericht", source_line=31,
                expected="5000", received="5001", difference_cents=1, detail=None,
            )
        )  # fmt: skip
        self.add(
            DeclarationRecord(
                message_id=self.message, municipality_id=self.place, provider_id=self.provider,
                law="wmo", number="D1", period_start=APRIL, dated=date(2023, 5, 6),
                submitted_cents=10000, awarded_cents=5000,
            )
        )  # fmt: skip
        self.a_verdict(self.message, "partly_awarded", line_count=4, submitted_cents=10000,
                       awarded_cents=5000)  # fmt: skip
        self.numbers()
        self.add(
            DeclaredPeriodRecord(provider_id=self.provider, municipality_id=self.place,
                                 law="wmo", last_start=APRIL)
        )  # fmt: skip
        self.add(
            AllocationBalanceRecord(
                allocation_id=self.allocation, unit="04", volume=4, amount_cents=5000
            )
        )
        self.add(
            LiveDebitRecord(allocation_id=self.allocation, category="01", code="01A03",
                            month=APRIL, line_id=kept)
        )  # fmt: skip
        self.an_answer(self.message, 1)
        book(
            self.session,
            Origin(self.message, self.place, self.provider, Law.WMO),
            {self.contract_id: Booking(declared=10000, awarded=5000, rejected=5000)},
            NOW,
        )
        pay_one_line(self, kept, NOW, SHA)

    def a_line(self, position: int, reference: str, start: date, **changes: Any) -> int:
        fields: dict[str, Any] = {
            "message_id": self.message, "municipality_id": self.place,
            "provider_id": self.provider, "law": "wmo", "position": position,
            "client_id": self.client, "reference": reference, "first_use": True,
            "previous_reference": None,
            "allocation_number": 20072, "allocation_id": self.allocation,
            "allocation_version_id": self.version, "contract_id": self.contract_id,
            "category": "01", "code": "01A03", "start": start, "end": date(2023, 4, 30),
            "volume": 4, "unit": "04", "tariff_cents": 1250, "amount_cents": 5000,
            "credit": False, "state": "awarded", "codes": "0200", "credits_line_id": None,
        }  # fmt: skip
        number: int = self.add(LineRecord(**{**fields, **changes})).id
        return number

    def numbers(self) -> None:
        for kind, value in ((IDENTIFICATION, "B1"), (DECLARATION, "D1")):
            self.add(
                UsedNumberRecord(provider_id=self.provider, law="wmo", kind=kind, value=value,
                                 message_id=self.message)
            )  # fmt: skip

    def refused(self) -> None:
        message = self.a_message(2, "refused")
        self.a_verdict(message, "refused", level=2, header_codes="0001", declaration_codes=None)
        self.an_answer(message, 2)
        self.add(AnswerNumberRecord(municipality_code="0384", law="wmo", last=2))

    def waiting(self) -> None:
        message = self.a_message(3, None)
        if self.session.connection().dialect.name == "postgresql":
            self.session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
                    " VALUES ('messages', 'judge', CAST(:args AS jsonb))"
                ),
                {"args": f'{{"message_id": {message}}}'},
            )

    def refusal(self) -> None:
        for batch, position in ((self.batch_id, 4), (None, None)):
            refusal = self.add(
                RefusalRecord(
                    provider_id=None, account_id=self.system, file_name="bad.xml", size=1,
                    sha256=SHA, received_at=NOW, findings=[{"rule": "XML"}], batch_id=batch,
                    position=position,
                )
            )  # fmt: skip
            self.tell(Action.FILE_REFUSED, Subject.REFUSAL, refusal.id)
