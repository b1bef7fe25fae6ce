"""Rows of the parties that contract and declare."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import numbered


class RegionRecord(Base):
    """A group of municipalities that buy together."""

    __tablename__ = "region"

    id: Mapped[int] = numbered()
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class MunicipalityRecord(Base):
    """A municipality by its CBS code."""

    __tablename__ = "municipality"
    __table_args__ = (CheckConstraint("length(code) = 4", name="code"),)

    id: Mapped[int] = numbered()
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    code: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[str]


class MunicipalityAccountRecord(Base):
    """The bank account that a municipality pays from, as its region file says."""

    __tablename__ = "municipality_account"
    __table_args__ = (CheckConstraint("length(iban) BETWEEN 15 AND 34", name="iban"),)

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, autoincrement=False
    )
    iban: Mapped[str]
    recorded_at: Mapped[datetime]


class ProviderRecord(Base):
    """A care provider by its AGB code; ``name`` and ``iban`` are those of its last version."""

    __tablename__ = "provider"
    __table_args__ = (CheckConstraint("length(agb) = 8", name="agb"),)

    id: Mapped[int] = numbered()
    agb: Mapped[str] = mapped_column(String(8), unique=True)
    kvk: Mapped[str | None] = mapped_column(String(8))
    name: Mapped[str]
    iban: Mapped[str | None] = mapped_column(String(34))
    recorded_at: Mapped[datetime]


class ProviderVersionRecord(Base):
    """What a provider was called and paid on from ``recorded_at``; never changed."""

    __tablename__ = "provider_version"
    __table_args__ = ({"info": {"immutable": True}},)

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    iban: Mapped[str | None] = mapped_column(String(34))
    recorded_at: Mapped[datetime]


class LaneRecord(Base):
    """The row that is locked before judging, importing allocations or changing tariffs."""

    __tablename__ = "lane"
    __table_args__ = (one_of("law", Law),)

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    law: Mapped[str] = mapped_column(primary_key=True)
