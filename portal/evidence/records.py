"""Rows of the samples that auditors draw; never changed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

IMMUTABLE = {"info": {"immutable": True}}


class LineSampleRecord(Base):
    """A draw of ``size`` lines from those paid in a period, by ``seed``: the same again each time.

    ``population_*`` is what it was drawn from; ``method`` how.
    """

    __tablename__ = "line_sample"
    __table_args__ = (
        one_of("law", Law),
        one_of("method", ("lines", "euros")),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint("size >= 1 AND size <= 1000", name="size"),
        Index(None, "municipality_id"),
        IMMUTABLE,
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    law: Mapped[str | None]
    start: Mapped[date]
    end: Mapped[date]
    method: Mapped[str]
    seed: Mapped[str]
    size: Mapped[int]
    population_lines: Mapped[int]
    population_cents: Mapped[int] = mapped_column(Cents)
    population_sha256: Mapped[bytes]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    drawn_at: Mapped[datetime]


class SampledLineRecord(Base):
    """A line in a sample, in the order in which it was drawn."""

    __tablename__ = "sampled_line"
    __table_args__ = (IMMUTABLE,)

    sample_id: Mapped[int] = mapped_column(ForeignKey("line_sample.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int]
