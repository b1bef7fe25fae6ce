"""Lump sums of two providers with two municipalities, and people for every step of a drawdown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.lumpsum import Balance
from portal.contracts.service import load_region
from portal.identity.service import Party, Role, find_account
from portal.identity.sessions import visitor_for
from portal.identity.visitor import Visitor
from portal.lumpsum.deciding import decide
from portal.lumpsum.finding import Budget, Drawdown, budget_named, drawdown_of
from portal.lumpsum.settling import Facts, decide_settlement, propose
from portal.lumpsum.submitting import Wish, submit
from portal.parties.service import find_provider
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.approvals.world import Actor
from tests.builders import MUNICIPALITY, PROVIDER
from tests.identity.people import an_account
from tests.intake.world import (
    MUNICIPALITIES,
    OTHER_MUNICIPALITY,
    OTHER_PROVIDER,
    PROVIDERS,
    the_region,
)
from tests.payments.till import Till

YEAR = 2023
CONTRACT = "taak-wmo"


def a_lump_sum(
    *budgets: tuple[str, int, int], id: str = CONTRACT, provider: str = PROVIDER,
    law: str = "wmo", bandwidth: int = 0, instalments: int = 12,
) -> str:  # fmt: skip
    """A contract with these budgets: municipality, year and eurocents."""
    codes = ", ".join(f'"{code}"' for code in dict.fromkeys(each[0] for each in budgets))
    head = f"""
[[contract]]
id = "{id}"
law = "{law}"
funding = "lumpsum"
provider = "{provider}"
municipalities = [{codes}]
start = 2021-01-01
end = 2030-12-31
"""
    return head + "".join(
        f"""
[[contract.budget]]
municipality = "{code}"
year = {year}
amount = {amount}
bandwidth = {bandwidth}
instalments = {instalments}
"""
        for code, year, amount in budgets
    )


USUAL = (
    a_lump_sum((MUNICIPALITY, YEAR, 100_000), (OTHER_MUNICIPALITY, YEAR, 50_000)),
    a_lump_sum((MUNICIPALITY, YEAR, 70_000), id="taak-ander", provider=OTHER_PROVIDER),
)


class Purse(Till):
    """A till with lump sums; carl and ada work at the provider, olga at another."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.load(*USUAL)
        for name, role, agb in (
            ("carl", Role.PROVIDER_CLERK, PROVIDER), ("ada", Role.PROVIDER_ADMIN, PROVIDER),
            ("olga", Role.PROVIDER_CLERK, OTHER_PROVIDER),
        ):  # fmt: skip
            self._join(name, role, agb)
        self.hire("mara", Role.CONTRACT_MANAGER)

    def load(self, *contracts: str) -> None:
        """Load the usual region with these lump sums."""
        content = the_region() + "\n".join(contracts)
        region = read_region(content.encode(), set(MUNICIPALITIES), True)
        in_transaction(lambda s: load_region(s, region, self.world.clock, self.world.account))

    def _join(self, name: str, role: Role, agb: str) -> None:
        def make(session: Session) -> Actor:
            provider = find_provider(session, agb)
            assert provider is not None and agb in PROVIDERS
            row = an_account(session, self.email(name), role, Party(provider_id=provider.id))
            return Actor(row.id, row.person_id, role, 0)

        self.people[name] = in_transaction(make)

    def as_known(self, name: str) -> Visitor:
        """Somebody as a visitor."""
        with transaction() as session:
            account = find_account(session, self.email(name))
            assert account is not None
            return visitor_for(session, account)

    def budget(
        self, contract: str = CONTRACT, code: str = MUNICIPALITY, year: int = YEAR,
        name: str = "carl",
    ) -> Budget:  # fmt: skip
        """A budget as somebody sees it."""
        visitor, place = self.as_known(name), self.world.municipality_id(code)
        with transaction() as session:
            return budget_named(session, visitor.tenant, contract, place, year)

    def balance(self, contract: str = CONTRACT, code: str = MUNICIPALITY) -> Balance:
        """What a budget has, whoever it is of."""
        with transaction() as session:
            row = session.execute(
                text(
                    "SELECT s.* FROM lump_sum s JOIN contract c ON c.id = s.contract_id"
                    " JOIN municipality m ON m.id = s.municipality_id"
                    " WHERE c.slug = :s AND m.code = :m"
                ),
                {"s": contract, "m": code},
            ).one()
        return Balance(row.upper_cents, row.reserved_cents, row.drawn_cents)

    def submit(
        self, cents: int, reference: str = "", name: str = "carl", **which: Any
    ) -> Drawdown:
        """Ask for money."""
        wish = Wish(cents, reference or f"O{next(self.numbers)}")
        visitor, budget = self.as_known(name), self.budget(name=name, **which)
        return in_transaction(lambda s: submit(s, visitor, budget, wish, self.world.clock))

    def decide(self, name: str, drawdown: int, action: str, reason: str = "daarom") -> Drawdown:
        """Somebody does something about a drawdown."""
        visitor = self.as_known(name)
        return in_transaction(
            lambda s: decide(s, visitor, drawdown, action, self.world.clock, reason)
        )

    def approved_drawdown(self, cents: int, **which: Any) -> int:
        """A drawdown that two persons approved; its id."""
        found = self.submit(cents, **which)
        self.decide("cora", found.id, "check")
        self.decide("anna", found.id, "approve")
        return found.id

    def pay_all(self) -> str:
        """Pay everything that was approved, all the way to the bank; the number of the run."""
        number = self.draw_up()
        for payment in self.payments(number):
            if payment.state == "held":
                self.clear(number, payment)
        self.sign(number)
        self.release(number)
        self.export(number)
        self.settle(number)
        return number

    def propose(self, facts: Facts, name: str = "mara", **which: Any) -> int:
        """Propose what a budget comes to; the number of the settlement."""
        visitor, budget = self.as_known(name), self.budget(name=name, **which).id
        return in_transaction(
            lambda s: propose(s, visitor, budget, facts, "jaar", self.world.clock)
        )

    def settlement(self, name: str, number: int, action: str, **which: Any) -> None:
        """Somebody does something about a settlement."""
        visitor, budget = self.as_known(name), self.budget(name=name, **which).id
        in_transaction(
            lambda s: decide_settlement(s, visitor, budget, number, action, self.world.clock)
        )

    def state(self, drawdown: int) -> str:
        """How a drawdown stands."""
        found: str = self.world.scalar("SELECT state FROM drawdown WHERE id = :d", d=drawdown)
        return found

    def seen_by(self, name: str, drawdown: int) -> Drawdown:
        """A drawdown as somebody sees it."""
        visitor = self.as_known(name)
        with transaction() as session:
            return drawdown_of(session, visitor.tenant, drawdown)
