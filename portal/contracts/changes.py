"""Changing contracts by two people: one proposes what the region file would say, another confirms.

What is proposed is held against everything a region file is held against, when it is proposed and
again when it is confirmed. Nothing of a contract changes before that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.four_eyes import Hands, Step
from declarations.identifiers import without_citizen_numbers
from declarations.lifecycle import NEW, Kind, NotAllowed, after
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.contracts.current import newest_version
from portal.contracts.finding_changes import (
    PROPOSED,
    ContractChange,
    find_change,
    region_of_visitor,
)
from portal.contracts.loading import load_region
from portal.contracts.records import ContractChangeRecord, ContractRecord
from portal.contracts.stored import stored_region
from portal.identity.visitor import Visitor
from portal.parties.changes import Change
from portal.parties.service import known_codes
from portal.store.conflict import insert_into
from schemas.region import Contract, Problem, Region, RegionRefused, read_region, write_region
from schemas.region.sentences import sentence

TERMS, EXTENSION = "contract", "extension"
ACTIONS = {
    "confirm": Action.CONTRACT_CHANGE_CONFIRMED,
    "refuse": Action.CONTRACT_CHANGE_REFUSED,
    "withdraw": Action.CONTRACT_CHANGE_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants a contract to say, as the tables of a region file, and why."""

    slug: str
    content: str
    reason: str




def propose_terms(session: Session, visitor: Visitor, wish: Wish, clock: Clock) -> int:
    """Propose a new contract or other terms of one; gives the number of the proposal.

    Proposing and confirming are called as the portal, which sees all of a contract; what the
    visitor may do is held against the visitor all the same.

    Raises RegionRefused with what is wrong, NotAllowed while another change of it waits, and
    NotFound for a contract that is not theirs.
    """
    region_id = region_of_visitor(session, visitor)
    region = proposed_region(session, region_id, wish.slug, wish.content)
    _their_own(session, visitor, _named(region, wish.slug))
    contract_id = session.scalar(
        select(ContractRecord.id).filter_by(region_id=region_id, slug=wish.slug)
    )
    if contract_id is not None:
        old = _named(stored_region(session, region_id), wish.slug)
        _their_own(session, visitor, old)
    values = {"kind": TERMS, "content": wish.content, "until": None, "reason": wish.reason}
    return _propose(session, visitor, region_id, contract_id, wish.slug, values, clock)


def propose_extension(
    session: Session, visitor: Visitor, contract_id: int, reason: str, clock: Clock
) -> int:
    """Propose to extend a contract to its next option; gives the number of the proposal.

    Raises NotAllowed where no option is left or another change waits, NotFound for a contract
    that is not theirs.
    """
    region_id = region_of_visitor(session, visitor)
    own = select(ContractRecord.slug).filter_by(region_id=region_id, id=contract_id)
    slug = session.scalar(own)
    if slug is None:
        raise NotFound
    contract = _named(stored_region(session, region_id), slug)
    _their_own(session, visitor, contract)
    if not contract.extensions:
        raise NotAllowed(Kind.CONTRACT_CHANGE, NO_OPTION, "propose")
    values = {
        "kind": EXTENSION, "content": "", "until": contract.extensions[0], "reason": reason,
    }  # fmt: skip
    return _propose(session, visitor, region_id, contract_id, slug, values, clock)


NO_OPTION = "no-option-left"


def proposed_region(session: Session, region_id: int, slug: str, content: str) -> Region:
    """The region as it would be with this content instead of the contract of that name.

    Raises RegionRefused with everything that is wrong in it.
    """
    now = stored_region(session, region_id)
    others = tuple(each for each in now.contracts if each.id != slug)
    text = write_region(replace(now, contracts=others))
    try:
        region = read_region(f"{text}\n{content}".encode(), known_codes(), accounts=False)
    except RegionRefused as refused:
        raise RegionRefused(_without_lines(refused.problems, len(others))) from None
    if [each.id for each in region.contracts if each not in others] not in ([slug], []):
        raise RegionRefused([Problem("contract", None, sentence("one-contract", slug))])
    return region


def confirm_change(
    session: Session, visitor: Visitor, number: int, clock: Clock
) -> list[Change]:
    """Let a change count, as the second person; gives what changed.

    To be called as the portal, as proposing is. Raises SamePerson, NotAllowed once it was decided
    or when it was made on an older version, RegionRefused where it does not fit any more, and
    NotFound.
    """
    found = find_change(session, visitor, number)
    if _is_stale(session, found):
        raise NotAllowed(Kind.CONTRACT_CHANGE, "stale", "confirm")
    _another_person(found, visitor)
    _move(session, found, "confirm", visitor, clock, None)
    if found.kind == EXTENSION:
        region = stored_region(session, found.region_id)
    else:
        region = proposed_region(session, found.region_id, found.slug, found.content)
    _their_own(session, visitor, _named(region, found.slug))
    return load_region(session, region, clock, visitor.account_id)


def refuse_change(
    session: Session, visitor: Visitor, number: int, reason: str, clock: Clock
) -> None:
    """Say no, by another person than who proposed it. Raises SamePerson, NotAllowed, NotFound."""
    found = find_change(session, visitor, number)
    _another_person(found, visitor)
    _move(session, found, "refuse", visitor, clock, without_citizen_numbers(reason))


def withdraw_change(session: Session, visitor: Visitor, number: int, clock: Clock) -> None:
    """Take a proposal back. Raises NotAllowed once it was decided, and NotFound."""
    found = find_change(session, visitor, number)
    _move(session, found, "withdraw", visitor, clock, None)


def _is_stale(session: Session, found: ContractChange) -> bool:
    """Whether the contract is another one than the proposal was made on."""
    if found.contract_id is not None:
        return newest_version(session, found.contract_id) != found.version_id
    same = select(ContractRecord.id).filter_by(region_id=found.region_id, slug=found.slug)
    return session.scalar(same) is not None


def _named(region: Region, slug: str) -> Contract:
    found = next((each for each in region.contracts if each.id == slug), None)
    if found is None:
        raise NotFound
    return found


def _their_own(session: Session, visitor: Visitor, contract: Contract) -> None:
    """A contract manager looks after contracts of the own municipality, a region after all."""
    if visitor.region_id is None and visitor.party_code not in contract.municipalities:
        raise NotFound


def _without_lines(problems: Iterable[Problem], others: int) -> list[Problem]:
    """Problems by what they are about: the lines are of a text that nobody saw."""
    mine = f"[[contract]] {others + 1}, "
    return [replace(each, place=each.place.removeprefix(mine), line=None) for each in problems]


def _propose(
    session: Session, visitor: Visitor, region_id: int, contract_id: int | None, slug: str,
    values: dict[str, Any], clock: Clock,
) -> int:  # fmt: skip
    row = ContractChangeRecord
    version = None if contract_id is None else newest_version(session, contract_id)
    known = {
        "region_id": region_id, "municipality_id": visitor.municipality_id,
        "contract_id": contract_id, "version_id": version, "slug": slug,
        "state": after(Kind.CONTRACT_CHANGE, NEW, "propose", visitor.role),
        "proposed_by": visitor.account_id, "proposed_person": visitor.person_id,
        "proposed_at": clock.now(),
    }  # fmt: skip
    values = {**values, "reason": without_citizen_numbers(values["reason"])}
    adding = insert_into(session, row).values(**known, **values).on_conflict_do_nothing()
    number = session.scalar(adding.returning(row.id))
    if number is None:
        raise NotAllowed(Kind.CONTRACT_CHANGE, PROPOSED, "propose")
    _note(session, Action.CONTRACT_CHANGE_PROPOSED, int(number), slug, visitor, clock)
    return int(number)


def _another_person(found: ContractChange, visitor: Visitor) -> None:
    Hands({Step.CONTRACT: frozenset((found.proposed_person,))}).refuse(visitor.person_id)


def _move(
    session: Session, found: ContractChange, action: str, visitor: Visitor, clock: Clock,
    decision: str | None,
) -> None:  # fmt: skip
    state = after(Kind.CONTRACT_CHANGE, found.state, action, visitor.role)
    decided: dict[str, Any] = {
        "decided_by": visitor.account_id, "decided_person": visitor.person_id,
        "decided_at": clock.now(), "decision": decision,
    }  # fmt: skip
    if action == "withdraw":  # nobody decided, and it may be the one who proposed
        decided = {}
    row = ContractChangeRecord
    moved = session.execute(
        update(row).where(row.id == found.id, row.state == found.state)
        .values(state=state, **decided)
    )  # fmt: skip
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        now = session.scalar(select(row.state).where(row.id == found.id))
        raise NotAllowed(Kind.CONTRACT_CHANGE, now or found.state, action)
    _note(session, ACTIONS[action], found.id, found.slug, visitor, clock)


def _note(
    session: Session, action: Action, number: int, slug: str, visitor: Visitor, clock: Clock
) -> None:
    record(
        session,
        Event(
            action, Subject.CONTRACT_CHANGE, number, visitor.account_id, clock.now(),
            visitor.municipality_id, None, {"contract": slug, "person": visitor.person_id},
        ),
    )  # fmt: skip
