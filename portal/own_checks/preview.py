"""What a check would have picked lately, before anybody sets it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from declarations.facts import OwnCheck, Product
from declarations.own_check_sorts import product_of
from declarations.own_checks import Awarded, concerns, struck
from portal.clock import NETHERLANDS
from portal.intake.recent import Bound, RecentMessage, recently_awarded
from portal.review.picking import months_before

MONTHS = 3
MOST_MESSAGES = 300
MOST_LINES = 40_000


@dataclass(frozen=True, slots=True)
class Preview:
    """So many lines of so many providers would have stood out, for so much in eurocents.

    ``messages`` and ``lines`` are what it was tried on, received from ``since`` on; ``complete``
    is false where there was more than that.
    """

    picked: int
    cents: int
    providers: int
    messages: int
    lines: int
    since: date
    complete: bool


def preview(session: Session, municipality_id: int, check: OwnCheck, today: date) -> Preview:
    """Hold the lines that were awarded in the last three months against a check.

    Looks at the newest messages only, where there are very many.
    """
    since = months_before(today.replace(day=1), MONTHS)
    start = datetime.combine(since, time(), NETHERLANDS)
    recent = recently_awarded(session, municipality_id, Bound(start, MOST_MESSAGES, MOST_LINES))
    picked, cents, providers = 0, 0, set()
    for message in recent.messages:
        for struck_line in _struck(check, message):
            picked += 1
            cents += struck_line.line.amount
            providers.add(message.provider_id)
    first = since if recent.complete else min((x.received for x in recent.messages), default=since)
    return Preview(
        picked, cents, len(providers), len(recent.messages),
        sum(len(each.lines) for each in recent.messages), first, recent.complete,
    )  # fmt: skip


def _struck(check: OwnCheck, message: RecentMessage) -> list[Awarded]:
    lines = [Awarded(position, client, line) for position, client, line in message.lines]
    if not concerns(check, _products(lines)):
        return []
    return [line for line, _, _ in struck((check,), lines, message.received)]


def _products(lines: list[Awarded]) -> set[Product]:
    return {product_of(each.line) for each in lines}
