"""Rows of payments: runs, what each provider gets in one, and the files that go to the bank."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from declarations.lifecycle import Kind, statuses
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered

LIVE = text("live")
REQUESTED = text("state = 'requested'")


class PaymentRunRecord(Base):
    """What a municipality pays in one go; ``number`` is its own, such as 2026-0007.

    ``made_person`` drew it up and signed first, ``released_person`` is the other one. ``sha256``
    is over the payments as they were when it was signed: what is released is what was signed.
    ``iban`` and ``holder`` are those of the municipality. ``payment_count`` and ``total_cents`` are
    of all payments drawn up, and from the release on of those that went out.
    """

    __tablename__ = "payment_run"
    __table_args__ = (
        UniqueConstraint("municipality_id", "number"),
        UniqueConstraint("id", "municipality_id"),
        one_of("state", statuses(Kind.PAYMENT_RUN)),
        CheckConstraint("signed_person <> released_person", name="four_eyes"),
        CheckConstraint(
            "state NOT IN ('released', 'exported', 'settled')"
            " OR (signed_person IS NOT NULL AND released_person IS NOT NULL"
            " AND sha256 IS NOT NULL)",
            name="released",
        ),
        CheckConstraint("payment_count >= 0 AND total_cents >= 0", name="totals"),
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    number: Mapped[str]
    state: Mapped[str]
    pay_on: Mapped[date]
    iban: Mapped[str]
    holder: Mapped[str]
    payment_count: Mapped[int]
    total_cents: Mapped[int] = mapped_column(Cents)
    sha256: Mapped[bytes | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    released_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    cancelled_at: Mapped[datetime | None]


class PaymentRecord(Base):
    """What one provider gets in one run under one law: debits less credits, in eurocents.

    ``reference`` is the end-to-end id that the bank hands back. ``hold_reasons`` are the codes of
    the guards that stopped it, separated by spaces, also after somebody cleared it.
    """

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("run_id", "provider_id", "law"),
        UniqueConstraint("id", "municipality_id", "provider_id"),
        one_of("state", statuses(Kind.PAYMENT)),
        one_of("law", Law),
        CheckConstraint("cents = debit_cents - credit_cents AND cents > 0", name="cents"),
        CheckConstraint("debit_cents > 0 AND credit_cents >= 0", name="sides"),
        CheckConstraint("state <> 'held' OR length(hold_reasons) > 0", name="held"),
        Index(None, "municipality_id", "state"),
        Index(None, "provider_id", "state"),
    )

    id: Mapped[int] = numbered()
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    law: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    iban: Mapped[str]
    holder: Mapped[str]
    line_count: Mapped[int]
    debit_cents: Mapped[int] = mapped_column(Cents)
    credit_cents: Mapped[int] = mapped_column(Cents)
    cents: Mapped[int] = mapped_column(Cents)
    pay_on: Mapped[date]
    hold_reasons: Mapped[str]
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    cleared_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cleared_at: Mapped[datetime | None]
    clear_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    bank_reason: Mapped[str | None]


class PaymentLineRecord(Base):
    """A line that a payment pays; of one line at most one is live. Cents are signed."""

    __tablename__ = "payment_line"
    __table_args__ = (
        Index(
            "uq_payment_line_live", "line_id", unique=True,
            sqlite_where=LIVE, postgresql_where=LIVE,
        ),
    )  # fmt: skip

    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    line_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cents: Mapped[int] = mapped_column(Cents)
    live: Mapped[bool]


class PaymentDrawdownRecord(Base):
    """A drawdown that a payment pays beside its lines; of one drawdown at most one is live."""

    __tablename__ = "payment_drawdown"
    __table_args__ = (
        ForeignKeyConstraint(
            ["payment_id", "municipality_id", "provider_id"],
            ["payment.id", "payment.municipality_id", "payment.provider_id"],
        ),
        ForeignKeyConstraint(
            ["drawdown_id", "municipality_id", "provider_id"],
            ["drawdown.id", "drawdown.municipality_id", "drawdown.provider_id"],
        ),
        CheckConstraint("cents > 0", name="cents"),
        Index(
            "uq_payment_drawdown_live", "drawdown_id", unique=True,
            sqlite_where=LIVE, postgresql_where=LIVE,
        ),
    )  # fmt: skip

    payment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drawdown_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    cents: Mapped[int] = mapped_column(Cents)
    live: Mapped[bool]


class PaymentFileRecord(Base):
    """The file of a run as it went to the bank, sealed; there is one for ever."""

    __tablename__ = "payment_file"
    __table_args__ = ({"info": {"immutable": True}},)

    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"), primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    name: Mapped[str]
    body: Mapped[bytes]
    key_id: Mapped[str]
    sha256: Mapped[bytes]
    payment_count: Mapped[int]
    total_cents: Mapped[int] = mapped_column(Cents)
    made_at: Mapped[datetime]


class BankReportRecord(Base):
    """A report of the bank about a run (pain.002) that was read; the same one is read once."""

    __tablename__ = "bank_report"
    __table_args__ = (UniqueConstraint("run_id", "sha256"), {"info": {"immutable": True}})

    id: Mapped[int] = numbered()
    run_id: Mapped[int] = mapped_column(ForeignKey("payment_run.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    sha256: Mapped[bytes]
    body: Mapped[bytes]
    key_id: Mapped[str]
    accepted: Mapped[int]
    rejected: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]


class BankAccountRecord(Base):
    """A bank account a provider asks to be paid on; a second person confirms or refuses it."""

    __tablename__ = "bank_account"
    __table_args__ = (
        one_of("state", statuses(Kind.BANK_ACCOUNT)),
        CheckConstraint("requested_person <> decided_person", name="four_eyes"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR decided_person IS NOT NULL", name="decided"
        ),
        CheckConstraint("length(iban) BETWEEN 15 AND 34", name="iban"),
        Index(
            "uq_bank_account_requested", "provider_id", unique=True,
            sqlite_where=REQUESTED, postgresql_where=REQUESTED,
        ),
        Index(None, "provider_id"),
    )  # fmt: skip

    id: Mapped[int] = numbered()
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    iban: Mapped[str]
    holder: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    requested_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    requested_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
