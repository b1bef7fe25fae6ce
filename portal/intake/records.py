"""Rows of what providers sent in and what became of it.

Tables that get up to 30,000 rows from one message (lines, findings) have no foreign keys: checking
them took as long as storing the rows. ``portal check`` proves what they would guard.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from declarations.findings import Outcome, Owner, Severity
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}
RECEIVED = text("state = 'received'")
IS_CREDIT = text("credits_line_id IS NOT NULL")
IS_KEYED = text("idempotency_key IS NOT NULL")

IDENTIFICATION, DECLARATION = 1, 2  # kinds of used_number


class BatchRecord(Base):
    """One upload: a message or a ZIP of messages; the durable record of work to do."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("id", "provider_id"),
        one_of("state", ("received", "done")),
        CheckConstraint("length(own_reference) <= 100", name="own_reference"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        Index(
            "uq_batch_idempotency_key",
            "provider_id",
            "idempotency_key",
            unique=True,
            sqlite_where=IS_KEYED,
            postgresql_where=IS_KEYED,
        ),
        Index(None, "provider_id"),
        Index("ix_batch_received", "id", sqlite_where=RECEIVED, postgresql_where=RECEIVED),
    )

    id: Mapped[int] = numbered()
    public_id: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    own_reference: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    file_name: Mapped[str]
    received_at: Mapped[datetime]
    sha256: Mapped[bytes]
    size: Mapped[int]
    state: Mapped[str] = mapped_column(default="received")
    done_at: Mapped[datetime | None]


class MessageRecord(Base):
    """One message of a batch. ``municipality_id`` is null only for a code CBS does not know."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        UniqueConstraint("id", "provider_id"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        ForeignKeyConstraint(["batch_id", "provider_id"], ["batch.id", "batch.provider_id"]),
        one_of("law", Law),
        one_of("state", ("received", "judged")),
        one_of("outcome", Outcome),
        CheckConstraint(
            "(state = 'judged') = (judged_at IS NOT NULL)"
            " AND (state = 'judged') = (outcome IS NOT NULL)",
            name="judged",
        ),
        Index(None, "municipality_id"),
        Index("ix_message_received", "id", sqlite_where=RECEIVED, postgresql_where=RECEIVED),
    )

    id: Mapped[int] = numbered()
    batch_id: Mapped[int]
    position: Mapped[int]
    file_name: Mapped[str]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    municipality_code: Mapped[str]
    law: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[bytes]
    size: Mapped[int]
    state: Mapped[str] = mapped_column(default="received")
    received_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class MessageContentRecord(Base):
    """The bytes of a message as they came, compressed and sealed."""

    __tablename__ = "message_content"
    __table_args__ = (IMMUTABLE,)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    body: Mapped[bytes]
    key_id: Mapped[str]


class DeclaredPeriodRecord(Base):
    """The last month that was declared and processed (TR318); ``last_start`` is its first day."""

    __tablename__ = "declared_period"

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    law: Mapped[str] = mapped_column(primary_key=True)
    last_start: Mapped[date]


class UsedNumberRecord(Base):
    """A number that a processed message used up; ``kind`` is one of the two above.

    The references that it used up are those of its lines.
    """

    __tablename__ = "used_number"
    __table_args__ = (
        CheckConstraint("kind IN (1, 2)", name="kind"),
        Index(None, "message_id"),
    )

    provider_id: Mapped[int] = mapped_column(primary_key=True)
    law: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[int]


class DeclarationRecord(Base):
    """The declaration in a processed message; amounts are signed eurocents."""

    __tablename__ = "declaration"
    __table_args__ = (
        Index(None, "provider_id"),
        Index(None, "municipality_id"),
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
    )

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    number: Mapped[str]
    period_start: Mapped[date]
    dated: Mapped[date]
    submitted_cents: Mapped[int] = mapped_column(Cents)
    awarded_cents: Mapped[int] = mapped_column(Cents)


class LineRecord(Base):
    """A line of a processed message; the amount is unsigned, ``credit`` gives its sign.

    ``codes`` are the return codes, separated by spaces, empty while parked. ``credits_line_id``
    is the debit that this awarded credit takes back. ``first_use`` is true where the line used its
    reference up and null where another had before: one reference is used up once.
    """

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        one_of("state", ("awarded", "rejected", "parked")),
        CheckConstraint("amount_cents >= 0", name="amount"),
        Index("uq_line_reference", "provider_id", "law", "reference", "first_use", unique=True),
        Index(None, "client_id"),
        Index(
            "uq_line_credits_line_id",
            "credits_line_id",
            unique=True,
            sqlite_where=IS_CREDIT,
            postgresql_where=IS_CREDIT,
        ),
    )

    id: Mapped[int] = numbered()
    message_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    position: Mapped[int]
    client_id: Mapped[int]
    reference: Mapped[str]
    first_use: Mapped[bool | None] = mapped_column(CheckConstraint("first_use", name="first_use"))
    previous_reference: Mapped[str | None]
    allocation_number: Mapped[int]
    allocation_id: Mapped[int | None]
    allocation_version_id: Mapped[int | None]
    contract_id: Mapped[int | None]
    category: Mapped[str]
    code: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    volume: Mapped[int]
    unit: Mapped[str]
    tariff_cents: Mapped[int | None] = mapped_column(Cents)
    amount_cents: Mapped[int] = mapped_column(Cents)
    credit: Mapped[bool]
    state: Mapped[str]
    codes: Mapped[str]
    credits_line_id: Mapped[int | None]


class VerdictRecord(Base):
    """What was decided about a message and on what; codes are separated by spaces.

    ``header_codes`` and ``declaration_codes`` are null where judging did not reach them.
    ``client_codes`` maps client ids (as text) to code lists, only for those not 0200.
    ``line_count`` is the number of lines judged, 0 when the message was not processed.
    """

    __tablename__ = "verdict"
    __table_args__ = (one_of("outcome", Outcome), IMMUTABLE)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    rulebook: Mapped[str]
    facts: Mapped[str]
    receipt: Mapped[str]
    outcome: Mapped[str]
    level: Mapped[int | None]
    header_codes: Mapped[str | None]
    declaration_codes: Mapped[str | None]
    client_codes: Mapped[Any] = mapped_column(JSON)
    today: Mapped[date]
    line_count: Mapped[int]
    submitted_cents: Mapped[int | None] = mapped_column(Cents)
    awarded_cents: Mapped[int] = mapped_column(Cents)


class VerdictFactRecord(Base):
    """The versions of one kind of fact that a verdict rests on."""

    __tablename__ = "verdict_fact"
    __table_args__ = (IMMUTABLE,)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Any] = mapped_column(JSON)


class FindingRecord(Base):
    """One finding of a verdict, as code and parameters; the sentence is made when shown."""

    __tablename__ = "finding"
    __table_args__ = (one_of("severity", Severity), one_of("owner", Owner), IMMUTABLE)

    message_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None]
    rule: Mapped[str]
    code: Mapped[str | None]
    level: Mapped[int]
    severity: Mapped[str]
    owner: Mapped[str]
    path: Mapped[str]
    source_line: Mapped[int | None]
    expected: Mapped[str | None]
    received: Mapped[str | None]
    difference_cents: Mapped[int | None] = mapped_column(Cents)
    detail: Mapped[str | None]
