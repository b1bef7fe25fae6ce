"""A small world with ceilings: the region file with more in it, and what became of lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from declarations.findings import Assessment
from declarations.model import Line
from portal.contracts.service import load_region
from portal.review.acting import Actor, Wish, act_on_all
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.builders import BSN, MUNICIPALITY, PROVIDER, a_line
from tests.intake.world import MUNICIPALITIES, World, the_region


def a_ceiling(id: str = "zorg", **fields: Any) -> str:
    """A ceiling of € 100 on the Wmo contract of the usual provider in 2023, unless told otherwise.

    Values are written as TOML; a text gets its quotes. ``shares`` are pairs.
    """
    usual: dict[str, Any] = {"law": "wmo", "sort": "provider", "year": 2023, "amount": 10_000,
                             "contracts": [f"wmo-{PROVIDER}"], "specific_paid": False}  # fmt: skip
    if "providers" in fields:
        usual.pop("contracts")
    if fields.keys() & {"volume", "clients"}:
        usual.pop("amount")
    if "start" in fields:
        usual.pop("year")
    shares = fields.pop("shares", ())
    lines = ["[[ceiling]]", f'id = "{id}"']
    lines += [f"{name} = {_toml(value)}" for name, value in {**usual, **fields}.items()]
    for code, amount in shares:
        lines += ["[[ceiling.share]]", f'municipality = "{code}"', f"amount = {amount}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    is_day = isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"
    return f'"{value}"' if isinstance(value, str) and not is_day else str(value)


@dataclass
class Town(World):
    """Loads ceilings, declares euros, and looks at what was used and who let what through."""

    allocated: int = 30_000

    def ceilings(self, *ceilings: str, region: str | None = None) -> list[str]:
        """Load the region file with these ceilings; what changed, in words."""
        text_of = (region or the_region()) + "\n" + "\n".join(ceilings)
        read = read_region(text_of.encode(), set(MUNICIPALITIES), True)
        found = in_transaction(
            lambda session: load_region(session, read, self.clock, self.account)
        )
        return [each.text.en for each in found if each.kind == "ceiling"]

    def line(
        self, euros: int = 50, provider: str = PROVIDER, bsn: str = BSN,
        municipality: str = MUNICIPALITY, specific: bool = True, code: str = "A03",
        **changes: Any,
    ) -> Line:  # fmt: skip
        """A line of € 12.50 an hour (€ 15 of the second product) on an allocation of its own."""
        self.allocated += 1
        number = self.allocated
        tariff = 1250 if code == "A03" else 1500
        volume = euros * 100 // tariff
        size = {"volume": volume} if specific else dict.fromkeys(("volume", "unit", "frequency"))
        named = code if specific else None
        self.allocate(
            number, bsn, named, municipality=municipality, provider=provider, **size
        )
        return a_line(
            reference=f"R{number}", allocation=number, code=f"01{code}", volume=volume,
            tariff=tariff, **changes,
        )

    def send(
        self, *lines: Line, provider: str = PROVIDER, bsn: str = BSN,
        municipality: str = MUNICIPALITY,
    ) -> Assessment:  # fmt: skip
        """Hand lines of one client in; all of them must be awarded."""
        verdict = self.declare(*lines, bsn=bsn, sender=provider, receiver=municipality)
        assert all(each.awarded for each in verdict.lines), verdict.findings
        return verdict

    def used(self, id: str = "zorg") -> int:
        """What is used of a ceiling."""
        found: int = self.scalar(
            "SELECT b.used FROM ceiling_balance b JOIN ceiling c ON c.id = b.ceiling_id"
            " WHERE c.slug = :s", s=id,
        )  # fmt: skip
        return found

    def over(self) -> list[tuple[str, int, str]]:
        """Every line that went over: its reference, by how much, and why it could."""
        with transaction() as session:
            rows = session.execute(
                text(
                    "SELECT l.reference, o.above, o.why FROM ceiling_overrun o"
                    " JOIN line l ON l.id = o.line_id ORDER BY l.id, o.ceiling_id"
                )
            )
            return [(row.reference, row.above, row.why) for row in rows]

    def reviews(self) -> dict[str, int]:
        """The reviews of lines above a ceiling, by reference."""
        with transaction() as session:
            rows = session.execute(
                text(
                    "SELECT l.reference, r.id FROM review r JOIN line l ON l.id = r.line_id"
                    " WHERE r.reasons LIKE '%ceiling%'"
                )
            )
            return {row.reference: row.id for row in rows}

    def somebody(self, name: str = "ann", role: str = "checker") -> Actor:
        """Somebody of the usual municipality who acts."""
        home = self.municipality_id()
        with transaction(write=True) as session:
            person = session.scalar(
                text("INSERT INTO person (name) VALUES (:n) RETURNING id"), {"n": name.title()}
            )
            account = session.scalar(
                text(
                    "INSERT INTO account (person_id, email, role, active, municipality_id)"
                    " VALUES (:p, :e, :r, :yes, :m) RETURNING id"
                ),
                {"p": person, "e": f"{name}@test.example", "r": role, "yes": True, "m": home},
            )
        tenant = Tenant(Scope.MUNICIPALITY, home)
        return Actor(account, person, role, tenant, self.clock.now())

    def let_through(self, actor: Actor, reviews: Iterable[int], reason: str) -> int:
        """Clear these lines; gives how many were."""
        wish = Wish("clear", reason)
        done = in_transaction(lambda session: act_on_all(session, actor, list(reviews), wish))
        return done.amount.lines


def flagged(verdict: Assessment) -> list[tuple[str, int | None]]:
    """The warnings about ceilings in a verdict: their name and the position of the line."""
    return [
        (each.rule, each.line) for each in verdict.findings if each.rule.startswith("PLAFOND-")
    ]
