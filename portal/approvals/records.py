"""Rows of approvals: which lines, who checked and who approved them.

Persons stand beside accounts: a role may change hands, a person stays who they are.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from declarations.lifecycle import Kind, statuses
from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import Cents, numbered


class ApprovalRecord(Base):
    """Lines of one declaration that were checked, and approved, together.

    A declaration has several when lines were held back at first; ``round`` counts them. With a
    mandate there is no checker, and the two who signed the mandate stand for approver.
    """

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("message_id", "round"),
        ForeignKeyConstraint(
            ["message_id", "municipality_id", "provider_id"],
            ["message.id", "message.municipality_id", "message.provider_id"],
        ),
        one_of("state", statuses(Kind.APPROVAL)),
        one_of("law", Law),
        CheckConstraint("line_count > 0", name="line_count"),
        CheckConstraint("checked_person <> approved_person", name="four_eyes"),
        CheckConstraint("(mandate_id IS NULL) = (checked_person IS NOT NULL)", name="mandate"),
        CheckConstraint(
            "state <> 'approved' OR mandate_id IS NOT NULL OR approved_person IS NOT NULL",
            name="approved",
        ),
        Index(None, "municipality_id", "state"),
    )

    id: Mapped[int] = numbered()
    message_id: Mapped[int]
    round: Mapped[int]
    municipality_id: Mapped[int]
    provider_id: Mapped[int]
    law: Mapped[str]
    state: Mapped[str]
    line_count: Mapped[int]
    cents: Mapped[int] = mapped_column(Cents)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    reason: Mapped[str | None]


class ApprovalLineRecord(Base):
    """A line in a checked or approved approval; the key keeps it out of any other."""

    __tablename__ = "approval_line"
    __table_args__ = (Index(None, "approval_id"),)

    line_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    cents: Mapped[int] = mapped_column(Cents)


class MandateRecord(Base):
    """Two persons agree that lines within these limits are approved without a click.

    ``provider_id`` and ``law`` narrow it, null means all. Limits are eurocents, of one line and of
    one declaration; both dates are included.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        one_of("state", statuses(Kind.MANDATE)),
        one_of("law", Law),
        CheckConstraint('"end" >= start', name="period"),
        CheckConstraint("line_limit > 0 AND declaration_limit >= line_limit", name="limits"),
        CheckConstraint("proposed_person <> signed_person", name="four_eyes"),
        CheckConstraint(
            "state NOT IN ('active', 'ended') OR signed_person IS NOT NULL", name="signed"
        ),
        Index(None, "municipality_id", "state"),
    )

    id: Mapped[int] = numbered()
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    law: Mapped[str | None]
    line_limit: Mapped[int] = mapped_column(Cents)
    declaration_limit: Mapped[int] = mapped_column(Cents)
    start: Mapped[date]
    end: Mapped[date]
    state: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_person: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_person: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
