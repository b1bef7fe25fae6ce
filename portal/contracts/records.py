"""Rows of contracts. A version and all below it never change; the highest number counts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from declarations.lifecycle import Kind, statuses
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}
PROPOSED = text("state = 'proposed'")


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
    """The terms of a contract as recorded at one moment.

    ``content_sha256`` is over what the region file says; ``end`` may be later than that by an
    extension. ``segment``, ``lot`` and ``area`` are names in the purchasing of the region.
    ``continuity`` is the last day of care for old decisions, 9999-12-31 where it has no limit.
    ``requires`` is what must be known of a decision before care is paid.
    """

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
    segment: Mapped[str | None]
    lot: Mapped[str | None]
    area: Mapped[str | None]
    continuity: Mapped[date | None] = mapped_column(
        CheckConstraint('continuity IS NULL OR continuity >= "end"', name="continuity")
    )
    requires: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


class ContractMunicipalityRecord(Base):
    """A municipality that takes part in a contract version, from ``start`` or from its start."""

    __tablename__ = "contract_municipality"
    __table_args__ = (IMMUTABLE,)

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    start: Mapped[date | None]


class ContractProductRecord(Base):
    """What one unit of a product is paid from ``start`` on; no tariff where the unit is euros.

    ``milestones`` are the percentages in which a trajectory is declared, null without any. Where
    the tariff was worked out, ``tariff_list`` and ``percentage`` say from what, ``indexation`` by
    which rise.
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
    tariff_list: Mapped[str | None]
    percentage: Mapped[int | None] = mapped_column(
        CheckConstraint("percentage BETWEEN 1 AND 200", name="percentage")
    )
    indexation: Mapped[str | None]


class ContractMemberRecord(Base):
    """A member of the consortium that a contract is with; ``share`` in hundredths of a percent."""

    __tablename__ = "contract_member"
    __table_args__ = (CheckConstraint("share BETWEEN 1 AND 10000", name="share"), IMMUTABLE)

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    share: Mapped[int]


class ContractOptionRecord(Base):
    """A last day to which a contract may be extended; they are taken in their order."""

    __tablename__ = "contract_option"
    __table_args__ = (IMMUTABLE,)

    version_id: Mapped[int] = mapped_column(ForeignKey("contract_version.id"), primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)


class PurchasingRecord(Base):
    """How a region buys, as recorded at one moment: tracks, segments, lots, areas, tariff lists.

    ``terms`` is what the region file says of it. Contracts name its parts and carry what follows
    from them themselves, so that nothing is worked out from this later.
    """

    __tablename__ = "purchasing"
    __table_args__ = (UniqueConstraint("region_id", "number"), IMMUTABLE)

    id: Mapped[int] = numbered()
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    number: Mapped[int]
    recorded_at: Mapped[datetime]
    content_sha256: Mapped[bytes]
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)


class ContractChangeRecord(Base):
    """A change of contracts that one person proposes and another confirms or refuses.

    ``content`` is what the region file would say of the contract and of a provider that is new;
    an ``extension`` has the day ``until`` which it goes instead. ``version_id`` is the version it
    was made on: when there is a newer one it is stale. Without one the contract is new.
    ``municipality_id`` is the one it was proposed by, null for the region itself.
    """

    __tablename__ = "contract_change"
    __table_args__ = (
        one_of("kind", ("contract", "extension")),
        one_of("state", statuses(Kind.CONTRACT_CHANGE)),
        CheckConstraint("proposed_person <> decided_person", name="four_eyes"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR decided_person IS NOT NULL", name="decided"
        ),
        CheckConstraint("(kind = 'extension') = (until IS NOT NULL)", name="until"),
        CheckConstraint("kind = 'contract' OR contract_id IS NOT NULL", name="contract"),
        Index(
            "uq_contract_change_proposed", "contract_id", unique=True,
            sqlite_where=PROPOSED, postgresql_where=PROPOSED,
        ),
        Index(None, "region_id", "state"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("contract_version.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    content: Mapped[str]
    until: Mapped[date | None]
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]


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
