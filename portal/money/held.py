"""What is committed under a contract in a year: the allocations it is made of, as of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from declarations.commitments import Basis
from declarations.facts import Allocation
from portal.allocations.between import pairs_with_allocations
from portal.contracts.overview import ContractLine
from portal.money.choice import Choice
from portal.money.committing import Held, Window, held_between
from portal.store.tenant import Scope, Tenant

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An allocation with what it commits to in the year, in eurocents; 0 where nobody can say."""

    id: int
    municipality_id: int
    content: Allocation
    basis: Basis
    first: date
    last: date
    months: int
    cents: int


@dataclass(frozen=True, slots=True)
class HeldList:
    """All of them: what is known, and of how many the amount is not."""

    rows: tuple[Row, ...]

    @property
    def cents(self) -> int:
        """What they commit to together."""
        return sum(each.cents for each in self.rows)

    @property
    def unknown(self) -> int:
        """Of how many nobody can say what."""
        return sum(not each.basis.known for each in self.rows)

    def page(self, after: int) -> tuple[tuple[Row, ...], int | None]:
        """Fifty of them from a place on, and where the next ones begin."""
        end = after + PAGE
        return self.rows[after:end], end if end < len(self.rows) else None


def held_under(
    session: Session, tenant: Tenant, contract: ContractLine, choice: Choice, today: date
) -> HeldList:
    """The allocations of a contract that commit to something in the year, the largest first.

    Of years that are too long ago or too far ahead nothing is counted, and nothing listed.
    """
    if not Window.around(today).first.year <= choice.year <= Window.around(today).last.year:
        return HeldList(())
    own = tenant.id if tenant.scope is Scope.MUNICIPALITY else choice.municipality
    pairs = pairs_with_allocations(session, own, contract.provider_id)
    if choice.municipality is not None:
        pairs = [each for each in pairs if each[0] == choice.municipality]
    window = Window.of_year(choice.year)
    until = Window.around(today).last
    found = [
        row
        for pair in pairs
        for held in held_between(session, *pair, window, until)
        if held.law == contract.law and (row := _row(held, contract.id)) is not None
    ]
    return HeldList(tuple(sorted(found, key=lambda each: (-each.cents, each.id))))


def _row(held: Held, contract: int) -> Row | None:
    """What an allocation commits to under this contract; None when it is nothing."""
    months = [
        each for each in held.months
        if contract in each.contracts and (each.committed or not each.basis.known)
    ]  # fmt: skip
    if not months:
        return None
    unknown = next((each.basis for each in months if not each.basis.known), None)
    return Row(
        held.id, held.municipality_id, held.content, unknown or months[0].basis, months[0].month,
        months[-1].month, len(months), sum(each.committed for each in months),
    )  # fmt: skip
