"""Samples of paid lines: drawn by a seed, kept for ever, and drawn again to prove them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.audit_sampling import Item, by_euros, by_lines, fingerprint
from declarations.model import Law
from portal.allocations.clients import masked_numbers
from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.evidence.population import Scope, population_of
from portal.evidence.records import LineSampleRecord, SampledLineRecord
from portal.identity.colleagues import names_of
from portal.intake.outcome import SIGNED_CENTS
from portal.intake.records import DeclarationRecord, LineRecord
from portal.parties.service import provider_names
from portal.store.bulk import insert_rows
from portal.store.crypto import Keyring
from portal.store.database import table_of

LARGEST = 1000


class Method(StrEnum):
    """How lines are drawn: each line as likely, or each euro."""

    LINES = "lines"
    EUROS = "euros"


DRAWS: Mapping[Method, Callable[[str, Iterable[Item], int], tuple[int, ...]]] = MappingProxyType(
    {Method.LINES: by_lines, Method.EUROS: by_euros}
)


class NothingPaid(Exception):
    """There is nothing to draw from in this period."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw: from which payments, how many lines, how, and by which seed."""

    scope: Scope
    size: int
    method: Method
    seed: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw as it was made; amounts are signed eurocents, ``sha256`` is of the population."""

    id: int
    wish: Wish
    population_lines: int
    population_cents: int
    sha256: str
    drawn_by: str | None
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Sampled:
    """A line in a sample, in the order in which it was drawn; ``client`` is masked."""

    position: int
    line_id: int
    provider: str
    client: str
    declaration: str
    reference: str
    code: str
    month: date
    cents: int


@dataclass(frozen=True, slots=True)
class Replay:
    """What drawing again gives now. A payment that came back changes what was paid."""

    same_population: bool
    same_lines: bool


def draw(session: Session, wish: Wish, account_id: int, clock: Clock) -> int:
    """Draw and keep a sample; its id. Raises NothingPaid."""
    population = population_of(session, wish.scope)
    drawn = DRAWS[wish.method](wish.seed, population, wish.size)
    if not drawn:
        raise NothingPaid
    scope, now = wish.scope, clock.now()
    row = LineSampleRecord(
        municipality_id=scope.municipality_id, law=scope.law.value if scope.law else None,
        start=scope.start, end=scope.end, method=wish.method.value, seed=wish.seed,
        size=wish.size, population_lines=len(population),
        population_cents=sum(each.cents for each in population),
        population_sha256=bytes.fromhex(fingerprint(population)), account_id=account_id,
        drawn_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    columns = ("sample_id", "position", "line_id")
    rows = [(row.id, position, line_id) for position, line_id in enumerate(drawn, 1)]
    insert_rows(session, table_of(SampledLineRecord), columns, rows)
    detail = {"lines": len(drawn), "from": len(population), "method": wish.method.value}
    record(
        session,
        Event(
            Action.SAMPLE_DRAWN, Subject.LINE_SAMPLE, row.id, account_id, now,
            municipality_id=scope.municipality_id, detail=detail,
        ),
    )  # fmt: skip
    return row.id


def samples_of(session: Session, municipality_id: int) -> list[Sample]:
    """The samples of a municipality, the newest first."""
    row = LineSampleRecord
    rows = session.scalars(
        select(row).where(row.municipality_id == municipality_id).order_by(row.id.desc())
    ).all()
    names = names_of(session, {each.account_id for each in rows})
    return [_sample(each, names) for each in rows]


def get_sample(session: Session, municipality_id: int, sample_id: int) -> Sample:
    """One sample of a municipality; NotFound for any other."""
    row = session.get(LineSampleRecord, sample_id)
    if row is None or row.municipality_id != municipality_id:
        raise NotFound
    return _sample(row, names_of(session, [row.account_id]))


def lines_of(session: Session, sample_id: int, keyring: Keyring) -> list[Sampled]:
    """The lines of a sample; three queries."""
    drawn, line = SampledLineRecord, LineRecord
    rows = session.execute(
        select(
            drawn.position, line.id, line.provider_id, line.client_id, DeclarationRecord.number,
            line.reference, line.code, line.start, SIGNED_CENTS.label("cents"),
        )
        .join(line, line.id == drawn.line_id)
        .join(DeclarationRecord, DeclarationRecord.message_id == line.message_id)
        .where(drawn.sample_id == sample_id)
        .order_by(drawn.position)
    ).all()  # fmt: skip
    providers = provider_names(session)
    clients = masked_numbers(session, {row.client_id for row in rows}, keyring)
    return [
        Sampled(
            row.position, row.id, providers[row.provider_id], clients[row.client_id], row.number,
            row.reference, row.code, row.start.replace(day=1), row.cents,
        )
        for row in rows
    ]  # fmt: skip


def line_ids_of(session: Session, sample_id: int) -> list[int]:
    """The ids of the lines of a sample, in the order in which they were drawn."""
    drawn = SampledLineRecord
    rows = select(drawn.line_id).where(drawn.sample_id == sample_id).order_by(drawn.position)
    return list(session.scalars(rows))


def replayed(session: Session, sample: Sample) -> Replay:
    """Draw the same sample again, from what is paid now, and compare."""
    wish = sample.wish
    population = population_of(session, wish.scope)
    again = DRAWS[wish.method](wish.seed, population, wish.size)
    return Replay(
        same_population=fingerprint(population) == sample.sha256,
        same_lines=list(again) == line_ids_of(session, sample.id),
    )


def _sample(row: LineSampleRecord, names: Mapping[int, str]) -> Sample:
    scope = Scope(row.municipality_id, Law(row.law) if row.law else None, row.start, row.end)
    return Sample(
        row.id, Wish(scope, row.size, Method(row.method), row.seed), row.population_lines,
        row.population_cents, bytes(row.population_sha256).hex(), names.get(row.account_id),
        row.drawn_at,
    )  # fmt: skip
