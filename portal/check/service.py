"""All invariants that apply so far, asked of the database as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from portal.check import (
    approvals,
    ceilings,
    decisions,
    lumpsum,
    messages,
    misfits,
    money,
    payments,
    settled,
    sums,
    tenants,
    trail,
)
from portal.check.breach import Breach, ask, breach_of
from portal.check.citizens import citizens_are_sealed
from portal.store.crypto import Keyring

Recompute = Callable[[Session], Iterable[int]]
"""Judges stored messages again; gives the ids of those whose verdict comes out differently."""

QUESTIONS = (
    *money.QUESTIONS,
    *settled.QUESTIONS,
    *sums.QUESTIONS,
    *payments.QUESTIONS,
    *approvals.QUESTIONS,
    *messages.QUESTIONS,
    *trail.QUESTIONS,
    *decisions.QUESTIONS,
    *tenants.QUESTIONS,
    *misfits.QUESTIONS,
    *lumpsum.QUESTIONS,
    *ceilings.QUESTIONS,
)


def broken(session: Session, keyring: Keyring, recompute: Recompute | None = None) -> list[Breach]:
    """Every invariant that does not hold, in the order of their numbers; empty when all is well.

    Reads only; wants a session that sees one snapshot (``transaction()``), for a message judged
    in the middle of it would look half done. Without ``recompute`` invariant 18 is left out.
    """
    found = [
        *ask(session, QUESTIONS),
        *trail.history_is_whole(session),
        *money.amounts_are_whole(session),
        *tenants.rows_are_hidden(session),
        *citizens_are_sealed(session, keyring),
        *payments.files_are_whole(session, keyring),
        *misfits.misfits_do_not_fit(session),
        *ceilings.ceilings_are_kept(session),
    ]
    if recompute is not None:
        found += breach_of(
            18,
            "berichten waarvan het oordeel nu anders uitkomt dan het is opgeslagen, of het antwoord"
            " een regel schendt",
            "messages whose verdict now differs from the stored one, or whose answer breaks a rule",
            recompute(session),
        )
    return sorted(found, key=lambda breach: breach.invariant)
