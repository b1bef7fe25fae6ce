"""What went over a ceiling and who let it through, and its signals with what both sides said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from declarations.ceilings import Why
from portal.ceilings.listing import of_party
from portal.ceilings.records import (
    CeilingAgreementRecord,
    CeilingOverrunRecord,
    CeilingSignalRecord,
    CeilingWaiverRecord,
)
from portal.identity.colleagues import names_of
from portal.intake.held_back import answer_is_out
from portal.intake.lines_by_id import PlacedLine, lines_by_id
from portal.parties.service import municipality_names, provider_names
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Over:
    """A line above a ceiling: by how much, why it could, and who let it through, when and why."""

    line: PlacedLine
    provider: str
    municipality: str
    above: int
    why: Why
    by: str | None
    reason: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a party said about a signal."""

    party: str
    kind: str
    text: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal with what was said about it."""

    id: int
    year: int
    used: int
    raised_on: date
    said: tuple[Said, ...]

    @property
    def agreed(self) -> bool:
        """Whether somebody wrote down what was agreed."""
        return any(each.kind == "agreed" for each in self.said)


def overruns_of(session: Session, party: Tenant, number: int) -> list[Over]:
    """The lines of the party above a ceiling, the newest first.

    A provider does not find a line before the answer about it is out.
    """
    over, waiver = CeilingOverrunRecord, CeilingWaiverRecord
    out = answer_is_out(over.message_id) if party.scope is Scope.PROVIDER else true()
    rows = session.execute(
        select(over, waiver)
        .outerjoin(
            waiver, (waiver.ceiling_id == over.ceiling_id) & (waiver.line_id == over.line_id)
        )
        .where(over.ceiling_id == number, *of_party(over, party), out)
        .order_by(over.line_id.desc())
        .limit(MOST_LINES)
    ).all()
    lines = lines_by_id(session, [row.line_id for row, _ in rows])
    people = _names(session, party, (w.account_id for _, w in rows if w is not None))
    providers, municipalities = provider_names(session), municipality_names(session)
    return [
        Over(
            lines[row.line_id], providers[row.provider_id], municipalities[row.municipality_id],
            row.above, Why(row.why), people.get(w.account_id) if w else None,
            w.reason if w else None, w.waived_at if w else None,
        )
        for row, w in rows
        if row.line_id in lines
    ]  # fmt: skip


def _names(session: Session, party: Tenant, accounts: Iterable[int]) -> Mapping[int, str]:
    """Names of people, for their own side alone; the other reads which party it was."""
    wanted = set(accounts)
    if not wanted or party.scope is not Scope.MUNICIPALITY:
        return {}
    return names_of(session, wanted)


def signals_of(session: Session, party: Tenant, number: int) -> list[Signal]:
    """The signals of a ceiling, the newest first, with what both sides said."""
    said = CeilingAgreementRecord
    rows = session.scalars(
        select(CeilingSignalRecord)
        .filter_by(ceiling_id=number)
        .order_by(CeilingSignalRecord.year.desc())
    ).all()
    spoken = session.scalars(
        select(said).where(in_values(said.signal_id, [each.id for each in rows])).order_by(said.id)
    ).all()
    own = {x.account_id for x in spoken if _is_of(x, party)}
    people = names_of(session, own) if own else {}
    names = (provider_names(session), municipality_names(session))
    return [
        Signal(
            row.id, row.year, row.used, row.raised_on,
            tuple(_said(x, names, people) for x in spoken if x.signal_id == row.id),
        )
        for row in rows
    ]  # fmt: skip


def _said(
    row: CeilingAgreementRecord, names: tuple[Mapping[int, str], Mapping[int, str]],
    people: Mapping[int, str],
) -> Said:  # fmt: skip
    providers, municipalities = names
    if row.provider_id is not None:
        party = providers[row.provider_id]
    else:
        party = municipalities[row.municipality_id or 0]
    return Said(party, row.kind, row.text, people.get(row.account_id), row.written_at)


def _is_of(row: CeilingAgreementRecord, party: Tenant) -> bool:
    own = row.provider_id if party.scope is Scope.PROVIDER else row.municipality_id
    return own == party.id
