"""What is chosen in the lists of budgets and drawdowns, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.identity.service import Role
from portal.intake.batch_choice import number
from portal.lumpsum.finding import Wanted
from portal.lumpsum.words import STATES

LISTS: Mapping[str, tuple[str, ...]] = {
    "controleren": ("submitted",),
    "goedkeuren": ("checked",),
    "onderweg": ("approved", "in-run", "released"),
    "betaald": ("paid",),
    "vervallen": ("rejected", "withdrawn"),
    "alle": tuple(STATES),
}
WORK = {Role.CHECKER: "controleren", Role.APPROVER: "goedkeuren"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which list, of which budget if of one, and where in it."""

    listed: str
    budget: int | None = None
    after: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, str], role: str) -> Choice:
        """The choice in a query string; the list is that of somebody's own work at first."""
        listed = values.get("lijst", "")
        own = next((name for each, name in WORK.items() if each == role), "alle")
        return cls(
            listed if listed in LISTS else own,
            number(values.get("budget")),
            number(values.get("na")),
        )

    def as_query(self) -> dict[str, str]:
        """The choice as a query string has it, without the place in the list."""
        budget = {"budget": str(self.budget)} if self.budget else {}
        return {"lijst": self.listed, **budget}

    @property
    def wanted(self) -> Wanted:
        """The drawdowns that are meant."""
        return Wanted(states=LISTS[self.listed], budget_id=self.budget)

    @property
    def oldest_first(self) -> bool:
        """Work is done in the order in which it came."""
        return self.listed in WORK.values()
