"""Lines that have just been awarded begin their way to being paid: picked, or open at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.findings import LineVerdict, Severity
from declarations.over_ceilings import is_ceiling
from declarations.picking import Candidate, Draw, Plan, Reason, reasons_for
from declarations.rules.decisions import HELD
from declarations.sampling import line_key
from portal.clock import NETHERLANDS
from portal.intake.measured import lines_judged
from portal.intake.records import LineRecord, MessageRecord
from portal.intake.storing import Judged
from portal.review.picking import Deed, Picked, basis_of, credit, pick
from portal.settlement.service import Origin, Sum, enter, move
from portal.store.sets import in_values

Chosen = dict[int, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The lines awarded just now by position (from 1), and why people look at some of them."""

    fresh: Mapping[int, LineVerdict]
    chosen: Chosen


def choosing(
    session: Session, judged: Judged, positions: Collection[int] | None = None
) -> Callable[[], Choice]:
    """How to choose among the awarded lines: what it needs is read now, choosing asks nothing.

    ``positions`` (from 1) are those that were awarded just now, where not all of them were: the
    others are on their way already.
    """
    origin = _origin(judged)
    if origin is None or not any(each.awarded for each in judged.assessment.lines):
        return lambda: Choice({}, {})
    plan, draw = basis_of(
        session, origin, _received_on(session, judged), judged.at,
        lambda since, until: lines_judged(session, origin, since, until),
    )  # fmt: skip
    return lambda: _choice(judged, positions, plan, draw)


def _origin(judged: Judged) -> Origin | None:
    parties = judged.parties
    if parties.municipality_id is None:
        return None
    return Origin(judged.message_id, parties.municipality_id, parties.provider_id, parties.law)


def _choice(
    judged: Judged, positions: Collection[int] | None, plan: Plan, draw: Draw
) -> Choice:
    fresh = {n: each for n, each in _awarded(judged) if positions is None or n in positions}
    return Choice(fresh, _chosen(judged, fresh, plan, draw))


def open_for_payment(session: Session, judged: Judged, account_id: int, choice: Choice) -> None:
    """Put the awarded lines at their stages, those that are picked before a person.

    A credit sets free the debit that it takes back.
    """
    origin, fresh, chosen = _origin(judged), choice.fresh, choice.chosen
    if origin is None or not fresh:
        return
    deed = Deed(account_id, judged.at)
    rows = _stored(
        session, judged, [*chosen, *(n for n, each in fresh.items() if each.line.credit)]
    )
    picked = [
        Picked(row.id, chosen[row.position], fresh[row.position].line.signed_cents)
        for row in rows
        if row.position in chosen
    ]
    pick(session, origin, picked, deed)
    freed = credit(session, [row.credits_line_id for row in rows if row.credits_line_id], deed)
    _put_at_stages(session, origin, _sum(fresh.values()), picked, freed)


def _awarded(judged: Judged) -> Iterator[tuple[int, LineVerdict]]:
    return (each for each in enumerate(judged.assessment.lines, 1) if each[1].awarded)


def _received_on(session: Session, judged: Judged) -> Any:
    received = session.scalar(
        select(MessageRecord.received_at).where(MessageRecord.id == judged.message_id)
    )
    assert received is not None
    return received.astimezone(NETHERLANDS).date()


def _chosen(judged: Judged, fresh: Mapping[int, LineVerdict], plan: Plan, draw: Draw) -> Chosen:
    digest = judged.message.digest
    warnings = [x for x in judged.assessment.findings if x.severity is Severity.WARNING]
    over = {each.line for each in warnings if is_ceiling(each.rule)}
    lacking = {each.line for each in warnings if each.rule in HELD}
    warned = {each.line for each in warnings if not is_ceiling(each.rule)} - lacking
    found = {}
    for position, each in fresh.items():
        key = line_key(digest, each.line.reference)
        reasons = reasons_for(
            Candidate(
                key, each.line.signed_cents, position in warned, position in over,
                position in lacking,
            ),
            plan, draw,
        )  # fmt: skip
        if reasons:
            found[position] = reasons
    return found


def _stored(session: Session, judged: Judged, positions: Collection[int]) -> Sequence[Any]:
    """The rows of these lines alone; most lines are neither picked nor a credit."""
    if not positions:
        return ()
    line = LineRecord
    return session.execute(
        select(line.id, line.position, line.credits_line_id)
        .where(line.message_id == judged.message_id, in_values(line.position, positions))
        .order_by(line.position)
    ).all()


def _sum(verdicts: Collection[LineVerdict]) -> Sum:
    return Sum(len(verdicts), sum(each.line.signed_cents for each in verdicts))


def _put_at_stages(
    session: Session,
    origin: Origin,
    fresh: Sum,
    picked: Sequence[Picked],
    freed: Sequence[tuple[Origin, Sum]],
) -> None:
    """In the order of the messages, in which everybody takes them."""
    blocked = Sum(len(picked), sum(each.cents for each in picked))
    earlier = [each for each in freed if each[0].message_id < origin.message_id]
    move(session, "blocked", "open", earlier)
    enter(session, origin, "open", Sum(fresh.lines - blocked.lines, fresh.cents - blocked.cents))
    enter(session, origin, "blocked", blocked)
    move(session, "blocked", "open", [each for each in freed if each not in earlier])
