"""The world of the intake on a day in August, with what changes afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import text

from declarations.findings import Assessment
from declarations.model import Line, Message
from portal.clock import FixedClock
from portal.contracts.service import load_region
from portal.misfits.tariffs import look_back_at_tariffs
from portal.store.transaction import transaction
from schemas.region import read_region
from tests.builders import BSN, a_client, a_credit, a_line, a_message, last_day
from tests.intake.world import MUNICIPALITIES, World, the_region
from tests.region_files import a_product

APRIL, MAY, JUNE, JULY = (date(2023, month, 1) for month in (4, 5, 6, 7))
SIGNED = date(2023, 8, 4)
DAY_AFTER = FixedClock.on(date(2023, 8, 5))
HOURLY = a_product("01", "01A03", tariff=1250)


def of(month: date, **changes: Any) -> Line:
    """Four hours in that month."""
    return a_line(month=month, reference=f"R{month.month}", **changes)


class Changing(World):
    """Four months are awarded; then what they were held against changes."""

    def begin(self) -> None:
        """Award four hours in each of four months."""
        self.clock = DAY_AFTER
        self.allocate()
        verdict = self.send(*(of(month) for month in (APRIL, MAY, JUNE, JULY)))
        assert verdict.declaration == ("8001",), verdict.findings

    def send(self, *lines: Line) -> Assessment:
        """Declare lines of any month, in July."""
        return self.submit(self.in_july(*lines))

    def in_july(self, *lines: Line, bsn: str = BSN) -> Message:
        """A message about July under numbers that were not used yet."""
        self.sent += 1
        return a_message(
            a_client(*lines, bsn=bsn), month=JULY, dated=SIGNED, identification=f"S{self.sent}",
            number=f"E{self.sent}",
        )  # fmt: skip

    def credit(self, month: date) -> Assessment:
        """Take back what was declared about a month."""
        return self.send(a_credit(of(month)))

    def reallocate(self, day: int, **changes: Any) -> None:
        """The allocation anew, as assigned on a day in August."""
        self.allocate(assigned_at=f"2023-08-{day:02}T09:00:00", **changes)

    def until(self, day: date, assigned: int = 1) -> None:
        """The allocation ends earlier than it did."""
        self.reallocate(assigned, end=day)

    def agree(self, *products: str, work: bool = True) -> None:
        """The contracts pay something else for the hour of 01A03; a worker looks back."""
        region = the_region().replace(HOURLY, "\n\n".join(products))
        with transaction(write=True) as session:
            load_region(
                session, read_region(region.encode(), set(MUNICIPALITIES), True), self.clock,
                self.account,
            )  # fmt: skip
        if work:
            self.look_back()

    def look_back(self) -> int:
        """What a worker does about contracts that changed; in how many parts but the last."""
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        return look_back_at_tariffs(app, self.clock)()

    def listed(self) -> dict[str, str]:
        """The rule that each line on the list breaks first, by reference."""
        return {row.reference: row.rule for row in self.kept("ended_at IS NULL")}

    def gone(self) -> list[tuple[str, str]]:
        """What left the list and why, in the order in which it came on it."""
        return [(row.reference, row.ended) for row in self.kept("ended_at IS NOT NULL")]

    def kept(self, condition: str) -> list[Any]:
        """The rows of the list of which this holds."""
        with transaction() as session:
            query = text(f"SELECT * FROM misfit WHERE {condition} ORDER BY id")
            return list(session.execute(query))

    def standing(self) -> tuple[Any, ...]:
        """All that must stay as it is when nothing is judged again."""
        with transaction() as session:
            return tuple(
                tuple(session.execute(text(f"SELECT * FROM {table}")).all())
                for table in ("line", "verdict", "live_debit", "allocation_balance", "stage",
                              "ledger_entry")
            )  # fmt: skip


def the_end_of(month: date) -> date:
    """The last day of a month."""
    return last_day(month)


def again(line: Line, reference: str, **changes: Any) -> Line:
    """A line anew under another reference."""
    return replace(line, reference=reference, **changes)
