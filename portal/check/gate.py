"""What must be in order before a municipality pays: its own books, and the last nightly check."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from declarations.rulebook import Text
from portal.check import lumpsum, payments, settled
from portal.check.breach import Breach, ask
from portal.check.nightly import last_check
from portal.store.tenant import seeing_all

NARROWED = tuple(
    settled.of_one_municipality(each) for each in (*settled.QUESTIONS, *lumpsum.BUDGETS)
)


def blocking(session: Session, municipality_id: int) -> Sequence[Breach]:
    """Everything that keeps money of this municipality in; empty when it may go out.

    Asked of the rows as this transaction sees them. A breach of the nightly check is told by its
    sentence alone: the rows may be those of another municipality.
    """
    with seeing_all(session):
        found = list(ask(session, payments.QUESTIONS))
        found += ask(session, NARROWED, {"municipality": municipality_id})
        last = last_check(session)
    told = {each.sentence.en for each in found}
    for number, nl, en in last.breaches if last else ():
        if en not in told:
            found.append(Breach(number, Text(nl, en)))
    return found
