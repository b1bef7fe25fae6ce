"""What the pages about changes of contracts show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.contracts.change_forms import Offered
from portal.contracts.changes import EXTENSION, proposed_region
from portal.contracts.differences import Difference, differences
from portal.contracts.finding_changes import (
    ContractChange,
    changes_in,
    find_change,
    region_of_visitor,
)
from portal.contracts.stored import stored_region
from portal.identity.colleagues import names_of
from portal.identity.visitor import Visitor
from portal.store.tenant import seeing_all
from schemas.region import Contract, Region, RegionRefused


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with the names behind it; ``decider`` is None until somebody decided.

    ``differences`` are what it does to the contract as it is now, empty once it was decided.
    """

    change: ContractChange
    proposer: str
    decider: str | None
    differences: tuple[Difference, ...] = ()


def shown_changes(session: Session, visitor: Visitor) -> list[ShownChange]:
    """The changes of a region: what waits first, then the newest."""
    found = _shown(session, changes_in(session, visitor))
    return sorted(found, key=lambda each: not each.change.waiting)


def change_page(session: Session, visitor: Visitor, number: int) -> ShownChange:
    """One change with what it does; NotFound for who looks after other contracts."""
    found = find_change(session, visitor, number)
    [shown] = _shown(session, [found])
    if not found.waiting:
        return shown
    return ShownChange(found, shown.proposer, shown.decider, _differences(session, found))


def own_contract(session: Session, visitor: Visitor, slug: str) -> Contract:
    """A contract as it is, for who looks after it; NotFound for anybody else."""
    region = stored_region(session, region_of_visitor(session, visitor))
    found = _named(region, slug)
    if found is None:
        raise NotFound
    if visitor.region_id is None and visitor.party_code not in found.municipalities:
        raise NotFound
    return found


def offered_to(session: Session, visitor: Visitor, old: Contract | None) -> Offered:
    """What a contract may name; a contract manager chooses for the own municipality alone."""
    region = stored_region(session, region_of_visitor(session, visitor))
    structure = region.structure
    of_region = visitor.region_id is not None
    municipalities = [
        (each.code, each.name)
        for each in region.municipalities
        if of_region or each.code == visitor.party_code
    ]
    own = {code for code, _name in municipalities}
    return Offered(
        providers=[(each.agb, f"{each.name} ({each.agb})") for each in region.providers],
        municipalities=municipalities,
        segments=[(each.id, each.name) for each in structure.segments],
        lots=[(each.id, each.name) for each in structure.lots],
        areas=[(each.id, each.name) for each in structure.areas],
        kept=tuple(code for code in old.municipalities if code not in own) if old else (),
        budgets_kept=tuple(b for b in old.budgets if b.municipality not in own) if old else (),
    )


def _differences(session: Session, found: ContractChange) -> tuple[Difference, ...]:
    now = stored_region(session, found.region_id)
    old = _named(now, found.slug)
    if found.kind == EXTENSION and old is not None and found.until is not None:
        return tuple(differences(old, old.extended(found.until)))
    try:
        region = proposed_region(session, found.region_id, found.slug, found.content)
    except RegionRefused:
        return ()  # it does not fit any more; confirming says why
    new = _named(region, found.slug)
    return tuple(differences(old, new)) if new is not None else ()


def _named(region: Region, slug: str) -> Contract | None:
    return next((each for each in region.contracts if each.id == slug), None)


def _shown(session: Session, changes: Iterable[ContractChange]) -> list[ShownChange]:
    found = list(changes)
    people = {each.proposed_by for each in found} | {each.decided_by or 0 for each in found}
    with seeing_all(session):
        names = names_of(session, people)
    return [
        ShownChange(
            each, names.get(each.proposed_by, ""), names.get(each.decided_by or 0)
        )
        for each in found
    ]
