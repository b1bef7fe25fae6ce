"""What a provider tried, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from declarations.findings import Outcome
from portal.identity.colleagues import names_of
from portal.intake.earlier import places_of
from portal.intake.outcome import Division, Share
from portal.parties.service import municipality_names
from portal.store.sets import in_values
from portal.trials.choice import Choice, conditions
from portal.trials.comparing import facts_of_trial
from portal.trials.records import TrialComparisonRecord, TrialRecord
from portal.trials.service import KEPT
from portal.trials.telling import TriedCause, TriedFinding, kept_causes, kept_findings

PAGE = 25
CHUNK = 200  # trials of an export in memory at once


@dataclass(frozen=True, slots=True)
class Trial:
    """What was told about a file; ``handed_in`` is the batch and position of the first message
    with the same bytes that was judged since, None while there is none."""

    id: int
    name: str
    file_name: str
    kind: str
    law: str
    municipality: str
    by: str | None
    tried_at: datetime
    today: date
    binds_until: datetime
    receipt: str
    sha256: str
    size: int
    outcome: Outcome
    level: int | None
    submitted_cents: int
    division: Division
    handed_in: tuple[str, int] | None

    @property
    def processed(self) -> bool:
        """Whether its lines would be judged; if not, it would count as not sent."""
        return self.division.all.count > 0


@dataclass(frozen=True, slots=True)
class TrialPage:
    """Part of the list, and where the next part begins if any."""

    trials: tuple[Trial, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Details:
    """What was found wrong: by rule, and the first findings one by one."""

    causes: tuple[TriedCause, ...]
    findings: tuple[TriedFinding, ...]

    @property
    def total(self) -> int:
        """How many findings there were in all."""
        return sum(each.places for each in self.causes)


def trials_page(session: Session, provider_id: int, choice: Choice) -> TrialPage:
    """The trials of a provider, the last one first; a fixed number of queries."""
    rows = _rows(session, provider_id, choice, PAGE + 1)
    following = rows[PAGE - 1].id if rows[PAGE:] else None
    return TrialPage(_trials(session, rows[:PAGE]), following)


def every_trial(session: Session, provider_id: int, choice: Choice) -> Iterator[Trial]:
    """All trials as chosen, a part of them in memory at a time."""
    at = Choice(choice.words)
    while rows := _rows(session, provider_id, at, CHUNK):
        yield from _trials(session, rows)
        at = Choice(choice.words, rows[-1].id)


def find_trial(session: Session, provider_id: int, name: str) -> Trial | None:
    """The trial with this public name; None for one of others, as for none."""
    if not (name.isascii() and name.isalpha()):  # as every trial is named
        return None
    row = session.scalar(select(TrialRecord).filter_by(provider_id=provider_id, public_id=name))
    return None if row is None else _trials(session, [row])[0]


def details_of(session: Session, trial: Trial) -> Details:
    """What was found wrong in a trial."""
    kept = facts_of_trial(session, trial.id, ("causes", "findings"))
    return Details(kept_causes(kept["causes"]), kept_findings(kept["findings"]))


def _rows(
    session: Session, provider_id: int, choice: Choice, limit: int
) -> Sequence[TrialRecord]:
    row = TrialRecord
    query = select(row).where(*conditions(provider_id, choice))
    if choice.after is not None:
        last = select(row.tried_at, row.id).where(
            row.id == choice.after, row.provider_id == provider_id
        )
        at, number = session.execute(last).one_or_none() or (None, None)
        if at is not None:
            query = query.where((row.tried_at < at) | and_(row.tried_at == at, row.id < number))
    return session.scalars(query.order_by(row.tried_at.desc(), row.id.desc()).limit(limit)).all()


def _trials(session: Session, rows: Sequence[TrialRecord]) -> tuple[Trial, ...]:
    names = municipality_names(session)
    people = names_of(session, [row.account_id for row in rows])
    handed_in = _handed_in(session, rows)
    return tuple(
        Trial(
            id=row.id,
            name=row.public_id,
            file_name=row.file_name,
            kind=row.kind,
            law=row.law,
            municipality=names.get(row.municipality_id or 0, row.municipality_code),
            by=people.get(row.account_id),
            tried_at=row.tried_at,
            today=row.today,
            binds_until=row.tried_at + KEPT,
            receipt=row.receipt,
            sha256=row.sha256.hex(),
            size=row.size,
            outcome=Outcome(row.outcome),
            level=row.level,
            submitted_cents=row.submitted_cents,
            division=_division(row),
            handed_in=handed_in.get(row.sha256),
        )
        for row in rows
    )


def _division(row: TrialRecord) -> Division:
    return Division(
        awarded=Share(row.awarded_lines, row.awarded_cents),
        rejected=Share(row.returned_lines, row.returned_cents),
        parked=Share(row.waiting_lines, row.waiting_cents),
        products=(),
    )


def _handed_in(session: Session, rows: Sequence[TrialRecord]) -> dict[bytes, tuple[str, int]]:
    """Where the bytes of these trials were judged first, by their hash."""
    if not rows:
        return {}
    compared = TrialComparisonRecord
    first = session.execute(
        select(compared.sha256, func.min(compared.message_id))
        .where(
            compared.provider_id == rows[0].provider_id,
            in_values(compared.sha256, [row.sha256 for row in rows]),
        )
        .group_by(compared.sha256)
    ).all()
    places = places_of(session, [row[1] for row in first])
    return {bytes(row[0]): places[row[1]] for row in first}
