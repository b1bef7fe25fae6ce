"""How changes of contracts are brought into each status, and what people do to them over HTTP."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from declarations.lifecycle import NEW, Kind
from portal.contracts.changes import (
    confirm_change,
    propose_extension,
    refuse_change,
    withdraw_change,
)
from portal.contracts.service import load_region
from portal.identity.service import Role
from portal.store.transaction import in_transaction, transaction
from schemas.region import read_region
from tests.intake.world import MUNICIPALITIES, the_region
from tests.region_files import a_contract, a_product
from tests.statuses.deciding import NOWHERE, WHY, post
from tests.statuses.graphs import Driver
from tests.statuses.town import Town

OPTIONS = [date(2031 + year, month, 1) for year in range(20) for month in range(1, 13)]
SLUG = "te-verlengen"


def the_contract(town: Town) -> int:
    """A contract with more options than are taken here, made when it is first asked for."""
    with transaction() as session:
        found = session.scalar(text("SELECT id FROM contract WHERE slug = :s"), {"s": SLUG})
    if found is not None:
        return int(found)
    options = ", ".join(map(str, OPTIONS))
    contract = a_contract(
        a_product("02", "02A77"), id=SLUG, municipalities=f'["{town.code}"]',
        more=f"extensions = [{options}]",
    )  # fmt: skip
    region = read_region((the_region() + contract).encode(), set(MUNICIPALITIES), True)
    in_transaction(lambda s: load_region(s, region, town.world.clock, town.world.account))
    for name in ("vera", "vic"):
        town.hire(name, Role.CONTRACT_MANAGER)
    return the_contract(town)


def bring(town: Town, status: str) -> int:
    contract, clock = the_contract(town), town.world.clock
    vera, vic = town.visitor("vera"), town.visitor("vic")
    waiting = town.world.scalar("SELECT id FROM contract_change WHERE state = 'proposed'")
    if waiting is not None:
        in_transaction(lambda s: withdraw_change(s, vera, waiting, clock))
    if status == NEW:
        return NOWHERE
    number = in_transaction(lambda s: propose_extension(s, vera, contract, "Het loopt.", clock))
    if status == "confirmed":
        in_transaction(lambda s: confirm_change(s, vic, number, clock))
    elif status == "refused":
        in_transaction(lambda s: refuse_change(s, vic, number, "nee", clock))
    elif status == "withdrawn":
        in_transaction(lambda s: withdraw_change(s, vera, number, clock))
    return number


def state_of(town: Town, number: int) -> str:
    found = town.world.scalar("SELECT state FROM contract_change WHERE id = :n", n=number)
    return found or NEW


CHANGES = Driver(
    Kind.CONTRACT_CHANGE,
    bring,
    {
        action: lambda who, number, step=step: post(
            who, f"/contracten/wijzigingen/{number}/{step}", WHY
        )
        for action, step in (
            ("confirm", "bevestigen"), ("refuse", "weigeren"), ("withdraw", "intrekken"),
        )
    },
    state_of,
)  # fmt: skip


def bring_contract(town: Town, _status: str) -> int:
    bring(town, NEW)
    return the_contract(town)


# whoever proposes begins a new one
PROPOSING_CHANGE = Driver(
    Kind.CONTRACT_CHANGE,
    bring_contract,
    {"propose": lambda who, contract: post(who, f"/contracten/{contract}/verlengen", WHY)},
    lambda town, _contract: town.world.scalar(
        "SELECT state FROM contract_change ORDER BY id DESC LIMIT 1"
    ) or NEW,
)  # fmt: skip
