"""Rows of the checks that municipalities set up themselves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from declarations.facts import CheckKind
from portal.store.database import Base, one_of
from portal.store.types import Cents


class OwnCheckRecord(Base):
    """One version of a check, from ``since`` on; of those that began the last written counts.

    ``bound`` is what its kind counts (see ``OwnCheck.limit``), ``products`` are pairs of category
    and code, none of them meaning all. ``ends`` says that there is no such check from that day.
    """

    __tablename__ = "own_check"
    __table_args__ = (
        one_of("kind", CheckKind),
        CheckConstraint("number > 0 AND version > 0", name="numbers"),
        CheckConstraint("bound IS NULL OR bound >= 0", name="bound"),
        CheckConstraint("(kind = 'together') = (bound IS NULL)", name="bound_of_kind"),
        CheckConstraint(
            "(kind = 'together') = (other_code IS NOT NULL)"
            " AND (other_code IS NULL) = (other_category IS NULL)",
            name="other",
        ),
        {"info": {"immutable": True}},
    )

    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[date]
    ends: Mapped[bool]
    kind: Mapped[str]
    bound: Mapped[int | None] = mapped_column(Cents)
    other_category: Mapped[str | None]
    other_code: Mapped[str | None]
    products: Mapped[Any] = mapped_column(JSON)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
