"""Rows of contracts. A version and all below it never change; the highest number counts."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}


class ContractRecord(Base):
    """A contract of a region with a provider for one law; its terms are in its versions."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("region_id", "slug"),
        UniqueConstraint("id", "provider_id"),
        one_of("law", Law),
    )

    id: Mapped[int] = numbered()
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    slug: Mapped[str]
    law: Mapped[str]
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))


class ContractVersionRecord(Base):
    """The terms of a contract as recorded at one moment."""

    __tablename__ = "contract_version"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        one_of("funding", ("pxq", "outcome", "lumpsum")),
        one_of("answer", ("automatic", "after-review")),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint("park_days >= 0", name="park_days"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    recorded_at: Mapped[datetime]
    content_sha256: Mapped[bytes]
    funding: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    answer: Mapped[str]
    park_days: Mapped[int]


class ContractMunicipalityRecord(Base):
    """A municipality that takes part in a contract version."""

    __tablename__ = "contract_municipality"
    __table_args__ = (IMMUTABLE,)

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)


class ContractProductRecord(Base):
    """What one unit of a product is paid from ``start`` on; no tariff where the unit is euros.

    ``milestones`` are the percentages in which a trajectory is declared, null without any.
    """

    __tablename__ = "contract_product"
    __table_args__ = (
        CheckConstraint("tariff_cents >= 0", name="tariff"),
        CheckConstraint("(unit = '83') = (tariff_cents IS NULL)", name="euros"),
        IMMUTABLE,
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(primary_key=True)
    tariff_cents: Mapped[int | None] = mapped_column(Cents)
    milestones: Mapped[list[int] | None] = mapped_column(
        JSON(none_as_null=True),
        CheckConstraint("milestones IS NULL OR unit = '83'", name="milestones"),
    )


class ContractBudgetRecord(Base):
    """The lump-sum budget of a municipality for a year; ``bandwidth`` in percent."""

    __tablename__ = "contract_budget"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("bandwidth BETWEEN 0 AND 100", name="bandwidth"),
        CheckConstraint("instalments >= 1", name="instalments"),
        IMMUTABLE,
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    amount_cents: Mapped[int] = mapped_column(Cents)
    bandwidth: Mapped[int]
    instalments: Mapped[int]
