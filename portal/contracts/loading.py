"""Bringing the database to what a region file says: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from declarations.offers import Offer, clashes
from portal.audit.service import Action, Event, Subject, record_all
from portal.ceilings.loading import Known, store_ceilings
from portal.clock import Clock
from portal.contracts.current import current_offers, extended_until, is_newest
from portal.contracts.live_budgets import bring_to
from portal.contracts.purchasing import store_purchasing
from portal.contracts.records import (
    ContractRecord,
    ContractVersionRecord,
)
from portal.contracts.versions import Loaded, add_version, content_hash
from portal.identity.service import REGION_ROLES, Party, Role, store_demo_account
from portal.intake.waking import wake_sellers
from portal.misfits.pending import note_tariff_change
from portal.parties.changes import Change, Happened
from portal.parties.lanes import lock_lanes
from portal.parties.own_accounts import store_own_account
from portal.parties.service import (
    find_provider,
    store_municipality,
    store_provider,
    store_region,
)
from schemas.region import Contract, Problem, Region, RegionRefused
from schemas.region.sentences import sentence

LOADING = 8_117_402_336_650_913  # an arbitrary number, the same in every process


def load_region(session: Session, region: Region, clock: Clock, actor: int) -> list[Change]:
    """Store a region that was read from a file; gives what changed, with what was kept.

    Loading the same file again changes nothing. Raises RegionRefused when the file does not fit
    what other files brought in; the caller's transaction must then be rolled back.
    """
    _one_at_a_time(session)
    _lock_lanes(session, region)
    loaded, changes = _store_parties(session, region, clock.now())
    _lock_lanes(session, region)  # those of providers that were not there before
    changes += store_purchasing(session, loaded.region, region.structure, clock.now())
    _refuse_what_does_not_fit(session, region, loaded)
    for contract in region.contracts:
        stored = _store_contract(session, contract, loaded, clock.now())
        for each in stored:
            bring_to(session, each, contract, loaded.municipalities, actor, clock.now())
            note_tariff_change(
                session, each.object_id, loaded.providers[contract.provider], contract.law, actor,
                clock.now(),
            )  # fmt: skip
        changes += stored
    ids = {slug: row.id for slug, row in _stored_contracts(session, loaded.region).items()}
    known = Known(loaded.region, ids, loaded.municipalities)
    changes += store_ceilings(session, region.ceilings, known, actor, clock.now())
    wake_sellers(session, {each.provider_id for each in changes if each.provider_id is not None})
    changes += _kept(session, region, loaded)
    for account in region.accounts:
        role = Role(account.role)
        changes += store_demo_account(session, account.email, role, _party(account, role, loaded))
    record_all(session, _events(loaded.region, changes, actor, clock.now()))
    return changes


def _one_at_a_time(session: Session) -> None:
    """Region files wait for one another; on SQLite the write lock sees to that."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOADING})


def _lock_lanes(session: Session, region: Region) -> None:
    """Wait for whoever judges on the contracts of this file, and hold them off."""
    agbs = {contract.provider for contract in region.contracts}
    ids = {agb: row.id for agb in agbs if (row := find_provider(session, agb)) is not None}
    lock_lanes(session, {(ids[c.provider], c.law) for c in region.contracts if c.provider in ids})


def _store_parties(session: Session, region: Region, now: datetime) -> tuple[Loaded, list[Change]]:
    row, changes = store_region(session, region)
    municipalities, providers = {}, {}
    for municipality in region.municipalities:
        stored, found = store_municipality(session, row.id, municipality)
        municipalities[municipality.code] = stored.id
        changes += found + store_own_account(session, stored.id, municipality, now)
    for provider in region.providers:
        known, found = store_provider(session, provider, now)
        providers[provider.agb] = known.id
        changes += found
    return Loaded(row.id, municipalities, providers), changes


def _party(account: Any, role: Role, loaded: Loaded) -> Party:
    if role in REGION_ROLES:
        return Party(region_id=loaded.region)
    if account.provider is not None:
        return Party(provider_id=loaded.providers[account.provider])
    return Party(municipality_id=loaded.municipalities[account.municipality])


def _refuse_what_does_not_fit(session: Session, region: Region, loaded: Loaded) -> None:
    problems = _moved_contracts(session, region, loaded) + _clashes(session, region, loaded)
    if problems:
        raise RegionRefused(problems)


def _moved_contracts(session: Session, region: Region, loaded: Loaded) -> list[Problem]:
    """Contracts that would change hands or law: what was declared on them would go along."""
    stored = _stored_contracts(session, loaded.region)
    problems = []
    for contract in region.contracts:
        row = stored.get(contract.id)
        parties = (loaded.providers[contract.provider], contract.law)
        if row is not None and (row.provider_id, row.law) != parties:
            problems.append(Problem(contract.id, None, sentence("contract-moved", contract.id)))
    return problems


def _clashes(session: Session, region: Region, loaded: Loaded) -> list[Problem]:
    """Contracts of other regions, and kept ones of this region, that offer the same."""
    mine = [offer for contract in region.contracts for offer in contract.offers()]
    own_slugs = [contract.id for contract in region.contracts]
    providers = {row_id: agb for agb, row_id in loaded.providers.items()}
    others = current_offers(session, providers, loaded.region, own_slugs)
    return _named_once(clashes([*mine, *others]), {contract.id for contract in region.contracts})


def _named_once(found: list[tuple[Offer, Offer]], mine: set[str]) -> list[Problem]:
    problems: dict[tuple[str, str], Problem] = {}
    for pair in found:
        own = next((offer for offer in pair if offer.contract in mine), None)
        other = next((offer for offer in pair if offer.contract not in mine), None)
        if own is not None and other is not None:
            subject = own.subject
            values = (subject.code, subject.provider, subject.municipality, other.contract)
            problem = Problem(own.contract, None, sentence("same-product", *values))
            problems.setdefault((own.contract, other.contract), problem)
    return list(problems.values())


def _store_contract(
    session: Session, contract: Contract, loaded: Loaded, now: datetime
) -> list[Change]:
    provider_id = loaded.providers[contract.provider]
    row = _stored_contracts(session, loaded.region).get(contract.id)
    event = Happened.ADDED if row is None else Happened.CHANGED
    if row is not None and (until := extended_until(session, row.id)) is not None:
        contract = contract.extended(until)
    if row is None:
        row = ContractRecord(
            region_id=loaded.region, slug=contract.id, law=contract.law, provider_id=provider_id
        )
        session.add(row)
        session.flush()
    digest = content_hash(contract)
    newest = session.scalar(
        select(ContractVersionRecord).where(
            ContractVersionRecord.contract_id == row.id, is_newest()
        )
    )
    if newest is not None and newest.content_sha256 == digest:
        return []
    number = 1 if newest is None else newest.number + 1
    version_id = add_version(session, row.id, number, contract, digest, loaded, now)
    fields = () if event is Happened.ADDED else (f"version {number}",)
    return [Change(event, "contract", version_id, row.slug, fields, provider_id=provider_id)]


def _kept(session: Session, region: Region, loaded: Loaded) -> list[Change]:
    """Contracts the file no longer holds: what was agreed stays agreed."""
    named = {contract.id for contract in region.contracts}
    stored = sorted(_stored_contracts(session, loaded.region).items())
    return [
        Change(Happened.KEPT, "contract", row.id, slug, provider_id=row.provider_id)
        for slug, row in stored
        if slug not in named
    ]


def _stored_contracts(session: Session, region_id: int) -> dict[str, ContractRecord]:
    rows = session.scalars(select(ContractRecord).where(ContractRecord.region_id == region_id))
    return {row.slug: row for row in rows}


def _events(region_id: int, changes: list[Change], actor: int, now: datetime) -> Iterator[Event]:
    """An event for the load as a whole and one for what the audit trail follows by itself."""
    unchanged = (Happened.KEPT, Happened.LEFT)
    changed = [change for change in changes if change.event not in unchanged]
    if changed:
        summary = [[change.kind, change.name, str(change.event)] for change in changed]
        detail = {"changes": summary}
        yield Event(Action.REGION_LOADED, Subject.REGION, region_id, actor, now, detail=detail)
    for change in changed:
        if (change.kind, change.event) in _ACTIONS:
            action, subject = _ACTIONS[change.kind, change.event]
            yield Event(
                action, subject, change.object_id, actor, now, change.municipality_id,
                change.provider_id, {"name": change.name, "fields": list(change.fields)},
            )  # fmt: skip


_ACTIONS = {
    ("provider", Happened.ADDED): (Action.PROVIDER_CHANGED, Subject.PROVIDER),
    ("provider", Happened.CHANGED): (Action.PROVIDER_CHANGED, Subject.PROVIDER),
    ("account", Happened.ADDED): (Action.ACCOUNT_CREATED, Subject.ACCOUNT),
    ("account", Happened.CHANGED): ("account.changed", Subject.ACCOUNT),
    ("contract", Happened.ADDED): (Action.CONTRACT_RECORDED, Subject.CONTRACT_VERSION),
    ("contract", Happened.CHANGED): (Action.CONTRACT_RECORDED, Subject.CONTRACT_VERSION),
}
