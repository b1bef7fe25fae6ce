"""Deciding about many declarations at once: each is done, or is said why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from portal.approvals.service import Actor, Target
from portal.clock import Clock
from portal.settlement.holding import hold
from portal.settlement.service import LinesGone, Sum

MOST = 200  # declarations at once: a few seconds of work

Deciding = Callable[[Session, Actor, Target, Clock], Sum]
Refusal = NotAllowed | SamePerson | LinesGone


@dataclass(frozen=True, slots=True)
class Done:
    """How many declarations were done and what they came to; and the others, with the reason."""

    declarations: int
    amount: Sum
    refused: tuple[tuple[int, Refusal], ...]


def decide_all(
    session: Session, decide: Deciding, actor: Actor, targets: Sequence[Target], clock: Clock
) -> Done:
    """Check or approve these declarations, in the order of their messages.

    When none could be done the first reason is raised, and nothing has changed.
    """
    count, amount, refused = 0, Sum(), []
    ordered = sorted(targets, key=lambda each: each.message_id)
    hold(session, [each.message_id for each in ordered])
    for target in ordered:
        try:
            with session.begin_nested():
                amount += decide(session, actor, target, clock)
            count += 1
        except (NotAllowed, SamePerson, LinesGone) as refusal:
            refused.append((target.message_id, refusal))
    if refused and not count:
        raise refused[0][1]
    return Done(count, amount, tuple(refused))
