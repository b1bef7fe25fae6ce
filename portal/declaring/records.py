"""Rows of declarations in the making, of months with nothing to declare, and of declarations
about clients without a citizen number.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

KINDS = ("lines", "mend", "redo")
STILL_STANDS = text("withdrawn_at IS NULL")
STILL_OPEN = text("state = 'open' AND origin IS NOT NULL")


class NumberSeriesRecord(Base):
    """The last number that was given to a declaration made here, per provider."""

    __tablename__ = "number_series"
    __table_args__ = (CheckConstraint("last >= 0", name="last"),)

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    last: Mapped[int]


class DraftRecord(Base):
    """A declaration in the making; its lines are sealed, as they tell which care a client gets.

    ``version`` counts the saves. ``origin`` names what it mends or corrects (``message:12``,
    ``line:345``): one open draft each. ``batch`` is the public id of what it was sent as.
    """

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("provider_id", "number"),
        one_of("law", Law),
        one_of("kind", KINDS),
        one_of("state", ("open", "sent")),
        CheckConstraint("(state = 'sent') = (batch IS NOT NULL)", name="sent"),
        CheckConstraint("version >= 1", name="version"),
        Index(
            "uq_draft_origin",
            "provider_id",
            "origin",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
    )

    id: Mapped[int] = numbered()
    public_id: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    law: Mapped[str]
    month: Mapped[date]
    kind: Mapped[str]
    origin: Mapped[str | None]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    version: Mapped[int] = mapped_column(default=1)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    content: Mapped[bytes]
    key_id: Mapped[str]
    batch: Mapped[str | None]


class NilReturnRecord(Base):
    """A provider said that there is nothing to declare about a month; one stands at a time."""

    __tablename__ = "nil_return"
    __table_args__ = (
        one_of("law", Law),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn"
        ),
        Index(
            "uq_nil_return_month",
            "provider_id",
            "municipality_id",
            "law",
            "month",
            unique=True,
            sqlite_where=STILL_STANDS,
            postgresql_where=STILL_STANDS,
        ),
        Index(None, "municipality_id"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    law: Mapped[str]
    month: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    declared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class SpecialDeclarationRecord(Base):
    """A declaration outside the messages, for a client whose citizen number may not be used.

    ``client_number`` is the provider's own number, which nobody else can link to a person. What
    the provider was called and paid on is kept as it was on the day.
    """

    __tablename__ = "special_declaration"
    __table_args__ = (
        UniqueConstraint("provider_id", "form_key"),
        one_of("law", Law),
        one_of("state", ("received", "settled", "returned")),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint("volume > 0", name="volume"),
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("length(client_number) BETWEEN 1 AND 30", name="client_number"),
        CheckConstraint("(state = 'received') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'returned') = (reason IS NOT NULL)", name="reason"),
        Index(None, "municipality_id"),
    )

    id: Mapped[int] = numbered()
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    law: Mapped[str]
    form_key: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]
    agb: Mapped[str]
    kvk: Mapped[str | None]
    iban: Mapped[str | None]
    client_number: Mapped[str]
    month: Mapped[date]
    category: Mapped[str]
    code: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    volume: Mapped[int]
    unit: Mapped[str]
    tariff_cents: Mapped[int | None] = mapped_column(Cents)
    amount_cents: Mapped[int] = mapped_column(Cents)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    state: Mapped[str] = mapped_column(default="received")
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
