"""How drawdowns are brought into each status, and what people do to them over HTTP."""

from __future__ import annotations

import itertools

from sqlalchemy import text

from declarations.lifecycle import NEW, Kind
from portal.contracts.service import load_region
from portal.identity.service import Role
from portal.lumpsum.deciding import decide
from portal.lumpsum.finding import budget_of
from portal.lumpsum.settling import Facts, decide_settlement, propose
from portal.lumpsum.submitting import Wish, submit
from portal.lumpsum.words import STEPS, VERDICTS
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.intake.world import MUNICIPALITIES, the_region
from tests.lumpsum.purse import a_lump_sum
from tests.statuses.deciding import NOWHERE, WHY, post
from tests.statuses.graphs import Driver
from tests.statuses.town import Town

ENOUGH = 100_000_000
ONE_LESS = Facts(agreed=1_000_000, realised=999_999)  # a hundred eurocents of it all
NUMBERS = itertools.count()
CENTS = 5000
BEFORE = {
    "submitted": (), "checked": (("cora", "check"),), "withdrawn": (("carl", "withdraw"),),
    "rejected": (("cora", "reject"),),
}  # fmt: skip
APPROVED = (("cora", "check"), ("anna", "approve"))


def the_budget(town: Town) -> int:
    """The one budget of the town, made when it is first asked for."""
    ask = text("SELECT id FROM lump_sum")
    with transaction() as session:
        found = session.scalar(ask)
    if found is None:
        content = the_region() + a_lump_sum((town.code, 2023, ENOUGH))
        region = read_region(content.encode(), set(MUNICIPALITIES), True)
        in_transaction(lambda s: load_region(s, region, town.world.clock, town.world.account))
        return the_budget(town)
    return int(found)


def bring(town: Town, status: str) -> int:
    budget_id = the_budget(town)
    if status == NEW:
        return NOWHERE
    carl = town.visitor("carl")
    wish = Wish(CENTS, f"S{next(town.numbers)}")
    number = in_transaction(
        lambda s: submit(s, carl, budget_of(s, carl.tenant, budget_id), wish, town.world.clock)
    ).id
    for name, action in BEFORE.get(status, APPROVED):
        visitor = town.visitor(name)
        in_transaction(
            lambda s, v=visitor, a=action: decide(s, v, number, a, town.world.clock, "nee")
        )
    if status in ("in-run", "released", "paid"):
        _pay(town, status)
    return number


def _pay(town: Town, status: str) -> None:
    run = town.draw_up()
    if status == "in-run":
        return
    for payment in town.payments(run):
        if payment.state == "held":
            town.clear(run, payment)
    town.sign(run)
    town.release(run)
    if status == "paid":
        town.export(run)
        town.settle(run)


def state_of(town: Town, number: int) -> str:
    found: str | None = town.world.scalar("SELECT state FROM drawdown WHERE id = :d", d=number)
    return found or NEW


DRAWDOWNS = Driver(
    Kind.DRAWDOWN,
    bring,
    {
        action: lambda who, number, step=step: post(who, f"/opnames/{number}/{step}", WHY)
        for step, action in STEPS.items()
    },
    state_of,
)
# whoever asks begins a new one, whatever the others are
ASKING = Driver(
    Kind.DRAWDOWN,
    lambda town, _status: the_budget(town),
    {
        "submit": lambda who, budget: post(
            who,
            f"/budgetten/{budget}/opnemen",
            {"amount": "50,00", "reference": f"nieuw {next(NUMBERS)}"},
        )
    },
    lambda town, _budget: town.world.scalar(
        "SELECT state FROM drawdown ORDER BY id DESC LIMIT 1"
    ) or NEW,
)  # fmt: skip


# settlements of a budget that was drawn from


def bring_settlement(town: Town, status: str) -> tuple[int, int]:
    """The budget and the settlement; a proposal that waits already is refused first."""
    budget_id = the_budget(town)
    if "mara" not in town.people:
        town.hire("mara", Role.CONTRACT_MANAGER)
        bring(town, "paid")
    if (waiting := town.world.scalar("SELECT id FROM settlement WHERE state = 'proposed'")):
        _decide(town, "coen", waiting, "refuse")
    if status == NEW:
        return budget_id, NOWHERE
    mara = town.visitor("mara")
    number = in_transaction(
        lambda s: propose(s, mara, budget_id, ONE_LESS, "jaar", town.world.clock)
    )
    if status in ("confirmed", "received"):
        _decide(town, "coen", number, "confirm")
    if status == "refused":
        _decide(town, "coen", number, "refuse")
    if status == "received":
        _decide(town, "mila", number, "receive")
    return budget_id, number


def _decide(town: Town, name: str, number: int, action: str) -> None:
    visitor, budget_id = town.visitor(name), the_budget(town)
    in_transaction(
        lambda s: decide_settlement(s, visitor, budget_id, number, action, town.world.clock)
    )


def state_of_settlement(town: Town, known: tuple[int, int]) -> str:
    ask = "SELECT state FROM settlement WHERE id = :s"
    found: str | None = town.world.scalar(ask, s=known[1])
    return found or NEW


SETTLEMENTS = Driver(
    Kind.SETTLEMENT,
    bring_settlement,
    {
        action: lambda who, known, verdict=verdict: post(
            who, f"/budgetten/{known[0]}/afrekening/{known[1]}/{verdict}"
        )
        for verdict, action in VERDICTS.items()
    },
    state_of_settlement,
)
PROPOSING_SETTLEMENT = Driver(
    Kind.SETTLEMENT,
    lambda town, _status: bring_settlement(town, NEW),
    {
        "propose": lambda who, known: post(
            who,
            f"/budgetten/{known[0]}/afrekenen",
            {"basis": "volume", "agreed": "12", "realised": "12", "note": "jaar"},
        )
    },
    lambda town, _known: town.world.scalar("SELECT state FROM settlement ORDER BY id DESC LIMIT 1")
    or NEW,
)
