"""All invariants that apply so far, asked of the database as it stands.

Invariants 1, 3, 8 and 16 are about payments, budgets and approvals; they come with those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from portal.check import messages, money, tenants, trail
from portal.check.breach import Breach, ask, breach_of
from portal.check.citizens import citizens_are_sealed
from portal.store.crypto import Keyring

Recompute = Callable[[Session], Iterable[int]]
"""Judges stored messages again; gives the ids of those whose verdict comes out differently."""

QUESTIONS = (*money.QUESTIONS, *messages.QUESTIONS, *trail.QUESTIONS, *tenants.QUESTIONS)


def broken(session: Session, keyring: Keyring, recompute: Recompute | None = None) -> list[Breach]:
    """Every invariant that does not hold, in the order of their numbers; empty when all is well.

    Reads only; wants a session that sees one snapshot (``transaction()``), for a message judged
    in the middle of it would look half done. Without ``recompute`` invariant 18 is left out.
    """
    found = [
        *ask(session, QUESTIONS),
        *trail.history_is_whole(session),
        *money.amounts_are_whole(session),
        *citizens_are_sealed(session, keyring),
    ]
    if recompute is not None:
        found += breach_of(
            18,
            "berichten waarvan het oordeel nu anders uitkomt dan het is opgeslagen",
            "messages whose verdict now differs from the stored one",
            recompute(session),
        )
    return sorted(found, key=lambda breach: breach.invariant)
