"""Money that is counted by month of care, on contracts that have a budget."""

from __future__ import annotations

from sqlalchemy import text

from portal.money.counting import count_all
from portal.store.transaction import transaction
from tests.intake.world import World

BUDGET = (
    "INSERT INTO contract_budget (version_id, municipality_id, year, amount_cents, bandwidth,"
    " instalments) SELECT version_id, municipality_id, :year, 1000, 5, 12"
    " FROM contract_municipality m WHERE NOT EXISTS (SELECT 1 FROM contract_budget b"
    " WHERE b.version_id = m.version_id AND b.municipality_id = m.municipality_id"
    " AND b.year = :year)"
)


def count_money(world: World) -> None:
    """Give every contract a budget for the year of the declarations and for this one, and count."""
    with transaction(write=True) as session:
        for year in (2023, world.clock.today().year):
            session.execute(text(BUDGET), {"year": year})
    world.allocate(90_001, start=world.clock.today().replace(month=1, day=1), end=None)
    count_all(world.clock)
