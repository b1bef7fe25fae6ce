"""The list of a provider's allocations: what is left of each, and how care on it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.facts import Allocation
from declarations.model import Law
from portal.allocations.choice import NEARLY_USED, SOON, Choice, conditions
from portal.allocations.clients import masked, open_numbers
from portal.allocations.current import CONTENT
from portal.allocations.left import Use, use_of
from portal.allocations.records import AllocationRecord, AllocationVersionRecord
from portal.intake.standing import counted_on
from portal.parties.service import municipality_names, provider_names
from portal.starts.current import Course, courses_of
from portal.store.crypto import Keyring
from portal.store.tenant import Tenant

PAGE = 50
CHUNK = 500  # allocations read at once where not each of them is chosen
MOST_CHUNKS = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An allocation as the version that counts has it, with its client masked."""

    id: int
    client_id: int
    municipality_id: int
    municipality: str
    provider_id: int
    provider: str
    law: Law
    content: Allocation
    reference: str | None
    client: str
    use: Use
    course: Course

    def ends_soon(self, today: date) -> bool:
        """Whether it ends within sixty days."""
        end = self.content.end
        return end is not None and today <= end <= today + SOON


@dataclass(frozen=True, slots=True)
class Page:
    """Part of the list; ``next`` is where the next part begins, None at the end."""

    rows: tuple[Listed, ...]
    next: int | None


def allocations_page(
    session: Session, tenant: Tenant, choice: Choice, today: date, keyring: Keyring
) -> Page:
    """Fifty allocations of the choice, newest first, from the place in the choice on."""
    found: list[Listed] = []
    for row in _chosen(session, tenant, choice, today, keyring):
        if len(found) == PAGE:
            return Page(tuple(found), found[-1].id)
        found.append(row)
    return Page(tuple(found), None)


def all_allocations(
    session: Session, tenant: Tenant, choice: Choice, today: date, keyring: Keyring
) -> Iterator[Listed]:
    """Every allocation of the choice, a few at a time in memory."""
    whole = Choice(choice.stand, choice.law, choice.municipality, choice.product, choice.words)
    return _chosen(session, tenant, whole, today, keyring)


def listed(session: Session, rows: Sequence[Any], keyring: Keyring) -> list[Listed]:
    """Rows of ``selected`` with all that surrounds them; five queries however many."""
    ids = [row[0] for row in rows]
    counted, courses = counted_on(session, ids), courses_of(session, ids)
    municipalities, providers = municipality_names(session), provider_names(session)
    numbers = open_numbers(session, {row[1] for row in rows}, keyring)
    found = []
    for id_, client_id, municipality_id, provider_id, law, reference, number, *content in rows:
        allocated = Allocation(number, *content)
        found.append(
            Listed(
                id=id_,
                client_id=client_id,
                municipality_id=municipality_id,
                municipality=municipalities.get(municipality_id, ""),
                provider_id=provider_id,
                provider=providers.get(provider_id, ""),
                law=Law(law),
                content=allocated,
                reference=reference,
                client=masked(numbers[client_id]),
                use=use_of(allocated, counted.get(id_, {})),
                course=courses.get(id_, Course()),
            )
        )
    return found


def selected() -> Any:
    """A SELECT of allocations with the version that counts, as ``listed`` takes them."""
    allocation, version = AllocationRecord, AllocationVersionRecord
    return select(
        allocation.id,
        allocation.client_id,
        allocation.municipality_id,
        allocation.provider_id,
        allocation.law,
        version.provider_reference,
        allocation.number,
        *CONTENT,
    ).join(version, version.id == allocation.current_version_id)


def _chosen(
    session: Session, tenant: Tenant, choice: Choice, today: date, keyring: Keyring
) -> Iterator[Listed]:
    wanted = list(conditions(tenant, choice, today))
    before = choice.before
    by_use = choice.stand == "nearly-used"
    size = CHUNK if by_use else PAGE + 1
    for _ in range(MOST_CHUNKS if by_use else 10 * MOST_CHUNKS):
        query = selected().where(*wanted).order_by(AllocationRecord.id.desc()).limit(size)
        if before is not None:
            query = query.where(AllocationRecord.id < before)
        rows = session.execute(query).all()
        for row in listed(session, rows, keyring):
            if not by_use or _nearly_used(row):
                yield row
        if len(rows) < size:
            return
        before = rows[-1][0]


def _nearly_used(row: Listed) -> bool:
    percent = row.use.percent
    return percent is not None and percent > NEARLY_USED


def municipalities_of(session: Session, tenant: Tenant) -> dict[int, str]:
    """The municipalities that allocated anything to this provider, by name."""
    names = municipality_names(session)
    ids = session.scalars(
        select(AllocationRecord.municipality_id)
        .where(AllocationRecord.provider_id == tenant.id)
        .distinct()
    )
    return dict(sorted(((id_, names[id_]) for id_ in ids), key=lambda item: item[1]))
