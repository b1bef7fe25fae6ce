"""Rows of ceilings: their terms version by version, what is used of them, and what went over."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from declarations.ceilings import Sort, Why
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}


class CeilingRecord(Base):
    """A ceiling of a region; its terms are in its versions."""

    __tablename__ = "ceiling"
    __table_args__ = (UniqueConstraint("region_id", "slug"), one_of("law", Law))

    id: Mapped[int] = numbered()
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    slug: Mapped[str]
    law: Mapped[str]


class CeilingVersionRecord(Base):
    """The terms of a ceiling as recorded at one moment; the highest number counts.

    ``basis`` less ``reduction`` percent is ``bound``: eurocents, units of ``unit``, or clients.
    ``products`` and ``always_paid`` are categories and codes, ``shares`` pairs of a municipality
    code and an amount. ``carried`` is what stood above the bound when it was recorded, in the
    measure of the use: whoever recorded it let that through.
    """

    __tablename__ = "ceiling_version"
    __table_args__ = (
        UniqueConstraint("ceiling_id", "number"),
        one_of("sort", Sort),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint("basis >= 0 AND bound >= 0 AND bound <= basis", name="bound"),
        CheckConstraint("reduction BETWEEN 0 AND 100", name="reduction"),
        CheckConstraint("signal BETWEEN 1 AND 100", name="signal"),
        CheckConstraint("carried >= 0", name="carried"),
        CheckConstraint(
            "(sort = 'municipality') = (municipality_id IS NOT NULL)", name="municipality"
        ),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"))
    number: Mapped[int]
    recorded_at: Mapped[datetime]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    content_sha256: Mapped[bytes]
    name: Mapped[str]
    sort: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    basis: Mapped[int] = mapped_column(Cents)
    reduction: Mapped[int]
    bound: Mapped[int] = mapped_column(Cents)
    unit: Mapped[str | None]
    signal: Mapped[int]
    products: Mapped[Any] = mapped_column(JSON)
    always_paid: Mapped[Any] = mapped_column(JSON)
    specific_paid: Mapped[bool]
    shares: Mapped[Any] = mapped_column(JSON)
    carried: Mapped[int] = mapped_column(Cents)


class CeilingContractRecord(Base):
    """A contract whose lines count for a version of a ceiling."""

    __tablename__ = "ceiling_contract"
    __table_args__ = (Index(None, "contract_id"), IMMUTABLE)

    version_id: Mapped[int] = mapped_column(ForeignKey("ceiling_version.id"), primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)


class CeilingBalanceRecord(Base):
    """What is used of a ceiling: eurocents, or a volume with hours in minutes.

    Its row is held by whoever adds to it, ceilings by id, so that the last euro is given once.
    """

    __tablename__ = "ceiling_balance"

    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"), primary_key=True)
    used: Mapped[int] = mapped_column(Cents)


class CeilingUseRecord(Base):
    """What is used of a ceiling between two parties, by the month of the care (its first day)."""

    __tablename__ = "ceiling_use"

    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(Cents)


class CeilingClientRecord(Base):
    """What a client used of a ceiling per client, or of one on a number of clients."""

    __tablename__ = "ceiling_client"

    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"), primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    used: Mapped[int] = mapped_column(Cents)


class CeilingShareRecord(Base):
    """What a municipality used of a regional total, for all its municipalities to see."""

    __tablename__ = "ceiling_share"

    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    used: Mapped[int] = mapped_column(Cents)


class CeilingOverrunRecord(Base):
    """A line that went over a ceiling when it was awarded, by how much, and why it could.

    As with lines, that the line is there is proven by ``portal check``.
    """

    __tablename__ = "ceiling_overrun"
    __table_args__ = (
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("why", Why),
        CheckConstraint("above > 0", name="above"),
        Index(None, "line_id"),
        IMMUTABLE,
    )

    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    above: Mapped[int] = mapped_column(Cents)
    why: Mapped[str]
    recorded_at: Mapped[datetime]


class CeilingWaiverRecord(Base):
    """That somebody let a line through that went over a ceiling: who, why, and for how much."""

    __tablename__ = "ceiling_waiver"
    __table_args__ = (
        UniqueConstraint("ceiling_id", "line_id"),
        ForeignKeyConstraint(
            ["ceiling_id", "line_id"], ["ceiling_overrun.ceiling_id", "ceiling_overrun.line_id"]
        ),
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        CheckConstraint("length(reason) > 0", name="reason"),
        CheckConstraint("above > 0", name="above"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    ceiling_id: Mapped[int]
    line_id: Mapped[int]
    message_id: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    above: Mapped[int] = mapped_column(Cents)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    waived_at: Mapped[datetime]


class CeilingSignalRecord(Base):
    """That a ceiling came to its signal, once a year: both sides talk, and then decide."""

    __tablename__ = "ceiling_signal"
    __table_args__ = (UniqueConstraint("ceiling_id", "year"), IMMUTABLE)

    id: Mapped[int] = numbered()
    ceiling_id: Mapped[int] = mapped_column(ForeignKey("ceiling.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("ceiling_version.id"))
    year: Mapped[int]
    used: Mapped[int] = mapped_column(Cents)
    raised_on: Mapped[date]


class CeilingAgreementRecord(Base):
    """What a party says about a signal: that it saw it (``seen``), or what was ``agreed``."""

    __tablename__ = "ceiling_agreement"
    __table_args__ = (
        one_of("kind", ("seen", "agreed")),
        CheckConstraint("(provider_id IS NULL) <> (municipality_id IS NULL)", name="party"),
        CheckConstraint("kind = 'seen' OR length(text) > 0", name="text"),
        Index(None, "signal_id"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    signal_id: Mapped[int] = mapped_column(ForeignKey("ceiling_signal.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    kind: Mapped[str]
    text: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
