"""Awarded lines that are not paid yet, counted from the lines themselves and not from the books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.check.money import SIGNED
from portal.check.settled import AWARDED_LINES, SENT, STAGE
from portal.intake.lines_by_id import PlacedLine, lines_by_id
from portal.ledger.figures import Between
from portal.lumpsum.paying import PayableDrawdown, waiting_drawdowns
from portal.lumpsum.reclaims import open_reclaims
from portal.store.tenant import Scope, Tenant

PAGE = 50
AT_ONCE = 1000
# what a provider may not know of: lines whose answer is held back
GIVEN = (
    " AND NOT EXISTS (SELECT 1 FROM answer_release h"
    " WHERE h.message_id = l.message_id AND h.released_at IS NULL)"
)
COLUMNS = {
    "aanbieder": "l.provider_id", "gemeente": "l.municipality_id",
    "contract": "coalesce(l.contract_id, 0)", "wet": "l.law",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An awarded line and how far it is on its way."""

    line: PlacedLine
    stage: str


def unpaid_sums(session: Session, tenant: Tenant) -> dict[Between, int]:
    """What awarded lines and drawdowns that are not paid come to, in signed eurocents.

    What a settlement reclaimed and did not come in yet counts below zero.
    """
    rows = session.execute(
        text(
            "SELECT l.municipality_id, l.provider_id, coalesce(l.contract_id, 0) AS contract,"
            f" l.law, sum({SIGNED}) {_unpaid(tenant)}"
            " GROUP BY l.municipality_id, l.provider_id, coalesce(l.contract_id, 0), l.law"
        ),
        {"party": tenant.id},
    )
    found = {Between(*row[:4]): int(row[4]) for row in rows}
    for each in waiting_drawdowns(session, tenant):
        key = _between(each)
        found[key] = found.get(key, 0) + each.cents
    for owed in open_reclaims(session, tenant):
        key = Between(owed.municipality_id, owed.provider_id, owed.contract_id, owed.law)
        found[key] = found.get(key, 0) - owed.cents
    return found


def unpaid_drawdowns(
    session: Session, tenant: Tenant, group: tuple[str, str]
) -> list[PayableDrawdown]:
    """The drawdowns of a group that were approved and did not go out yet."""
    per, key = group
    found = waiting_drawdowns(session, tenant)
    return [each for each in found if key in ("", _between(each).key(per))]


def _between(each: PayableDrawdown) -> Between:
    return Between(each.municipality_id, each.provider_id, each.contract_id, str(each.law))


def unpaid_page(
    session: Session, tenant: Tenant, group: tuple[str, str], after: int, limit: int = PAGE
) -> tuple[list[Unpaid], int | None]:
    """The next lines of a group (``per`` and key, key empty for all), and where the next begin."""
    per, key = group
    narrowed = f" AND {COLUMNS[per]} = :key" if key else ""
    values: dict[str, int | str | None] = {"party": tenant.id, "after": after, "limit": limit + 1}
    if key:
        values["key"] = key if per == "wet" else int(key)
    rows = session.execute(
        text(
            f"SELECT l.id, {STAGE} {_unpaid(tenant)}{narrowed} AND l.id > :after"
            " ORDER BY l.id LIMIT :limit"
        ),
        values,
    ).all()
    shown = rows[:limit]
    lines = lines_by_id(session, [row[0] for row in shown])
    found = [Unpaid(lines[id_], stage) for id_, stage in shown]
    return found, shown[-1][0] if len(rows) > limit else None


def all_unpaid(session: Session, tenant: Tenant, group: tuple[str, str]) -> Iterator[Unpaid]:
    """Every line of a group, a thousand at a time in memory."""
    after: int | None = 0
    while after is not None:
        found, after = unpaid_page(session, tenant, group, after, AT_ONCE)
        yield from found


def _unpaid(tenant: Tenant) -> str:
    own = "l.provider_id" if tenant.scope is Scope.PROVIDER else "l.municipality_id"
    given = GIVEN if tenant.scope is Scope.PROVIDER else ""
    return f"{AWARDED_LINES} AND coalesce(p.state NOT IN {SENT}, TRUE) AND {own} = :party{given}"
