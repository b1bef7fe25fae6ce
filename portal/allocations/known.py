"""What is known when an allocation message comes in: read at once, for judging it as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from declarations.allocation_history import Awarded, Known, as_allocation
from declarations.allocations import AllocatedProduct
from declarations.facts import Allocation
from portal.allocations.current import Held, allocations_of
from portal.allocations.left import use_of
from portal.allocations.storing import Incoming, KnownAllocation, content_hash, known_allocations
from portal.contracts.current import categories_of
from portal.intake.awarded import awarded_days
from portal.intake.standing import counted_on
from portal.parties.municipalities import listed
from portal.store.crypto import Keyring


def known_about(
    session: Session, incoming: Incoming, identification_used: bool, today: date, keyring: Keyring
) -> Known:
    """What there is about the numbers and the client of one message; hold its lane first."""
    message = incoming.message
    index = keyring.bsn_index(message.bsn)
    held = allocations_of(
        session, incoming.municipality_id, incoming.provider_id, message.law, [index]
    )
    in_force = held.by_index.get(index, {})
    stored = {
        number: row for (*_, number), row in known_allocations(session, [incoming]).items()
    }  # fmt: skip
    return Known(
        today=today,
        exists=lambda day: listed(message.municipality, day),
        identification_used=identification_used,
        contracted=categories_of(session, incoming.municipality_id, message.law),
        taken=frozenset(stored) - frozenset(in_force),
        outdated=frozenset(p.number for p in message.products if _changes_nothing(p, stored)),
        in_force=in_force,
        awarded=_awarded(session, incoming, in_force, held),
    )


def _changes_nothing(
    product: AllocatedProduct, stored: Mapping[int, KnownAllocation]
) -> bool:  # fmt: skip
    """Whether this version is known already, or was assigned before the one in force."""
    row = stored.get(product.number)
    if row is None:
        return False
    known = (product.assigned_at, content_hash(product)) in row.versions
    return known or (row.current is not None and product.assigned_at < row.current[0])


def _awarded(
    session: Session, incoming: Incoming, in_force: Mapping[int, Allocation], held: Held
) -> dict[int, Awarded]:
    """What was awarded on the numbers of the message, counted as the new versions would."""
    coming = {p.number: p for p in incoming.message.products if p.number in in_force}
    ids = {number: held.allocation_ids[in_force[number].version] for number in coming}
    days = awarded_days(session, ids.values())
    counted = counted_on(session, days)
    return {
        number: Awarded(*days[row], use_of(as_allocation(coming[number]), counted[row]).used)
        for number, row in ids.items()
        if row in days
    }
