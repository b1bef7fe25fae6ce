"""What paying needs to know of awarded lines; nothing about whose care they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.outcome import PAYMENT_TERM, SIGNED_CENTS
from portal.intake.records import DeclarationRecord, LineRecord
from portal.settlement.service import Origin
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class PayableLine:
    """An awarded line: signed eurocents, the dating of its declaration (the Dagtekening), the
    contract it is on, and for a credit the debit that it takes back.
    """

    id: int
    message_id: int
    municipality_id: int
    provider_id: int
    law: Law
    contract_id: int | None
    cents: int
    dated: date
    takes_back: int | None = None

    @property
    def pay_before(self) -> date:
        """The last day of the term of payment."""
        return self.dated + PAYMENT_TERM

    @property
    def origin(self) -> Origin:
        """Where it comes from, as stages name it."""
        return Origin(self.message_id, self.municipality_id, self.provider_id, self.law)


def payable_lines(session: Session, line_ids: Iterable[int]) -> list[PayableLine]:
    """These lines, in the order of their ids; one query."""
    line, declaration = LineRecord, DeclarationRecord
    found = session.execute(
        select(
            line.id, line.message_id, line.municipality_id, line.provider_id, line.law,
            line.contract_id, SIGNED_CENTS, declaration.dated, line.credits_line_id,
        )
        .join(declaration, declaration.message_id == line.message_id)
        .where(in_values(line.id, line_ids))
        .order_by(line.id)
    )  # fmt: skip
    return [PayableLine(*row[:4], Law(row[4]), *row[5:]) for row in found]
