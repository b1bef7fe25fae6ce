"""How money on its way is brought into each status, and what people do to it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

from declarations.lifecycle import NEW, Kind
from tests.intake.world import OTHER_PROVIDER, TODAY
from tests.payments.till import ANDER, ZORG, pain_002
from tests.statuses.deciding import NOWHERE, WHY, post
from tests.statuses.graphs import Driver
from tests.statuses.town import Town

# payment runs


def bring_run(town: Town, status: str) -> str:
    """A run with one payment that goes; of NEW the number that the next one would have."""
    town.approved(5000)
    if status == NEW:
        count = town.world.scalar("SELECT count(*) FROM payment_run")
        return f"{TODAY.year}-{count + 1:04d}"
    number = town.draw_up()
    for each in town.payments(number):
        if each.state == "held":  # all that came back to be paid at once is a lot
            town.clear(number, each)
    if status == "cancelled":
        town.cancel(number)
    steps = ("draft", "signed", "released", "exported", "settled")
    if status in steps:
        for step in steps[1 : steps.index(status) + 1]:
            {"signed": town.sign, "released": town.release, "exported": town.export,
             "settled": town.settle}[step](number)  # fmt: skip
    return number


def state_of_run(town: Town, number: str) -> str:
    return town.world.scalar("SELECT state FROM payment_run WHERE number = :n", n=number) or NEW


def draws_up(who: FlaskClient, _number: str) -> int:
    return post(who, "/betaalrun/nieuw", {"pay_on": (TODAY + timedelta(days=1)).isoformat()})


RUNS = Driver(
    Kind.PAYMENT_RUN,
    bring_run,
    {
        "sign": lambda who, number: post(who, f"/betaalrun/{number}/ondertekenen"),
        "release": lambda who, number: post(who, f"/betaalrun/{number}/vrijgeven"),
        "export": lambda who, number: post(who, f"/betaalrun/{number}/bestand"),
        "settle": lambda who, number: post(who, f"/betaalrun/{number}/uitgevoerd"),
        "cancel": lambda who, number: post(who, f"/betaalrun/{number}/annuleren"),
    },
    state_of_run,
)
# a run is drawn up of what is approved, and of no other run: there is one status to do that in
DRAWING_UP = Driver(
    Kind.PAYMENT_RUN, lambda town, _status: bring_run(town, NEW), {"draw-up": draws_up},
    state_of_run,
)  # fmt: skip


# payments of a run


@dataclass(frozen=True)
class Paid:
    """A payment: the number of its run, and its own."""

    run: str
    payment: int


def bring_payment(town: Town, status: str) -> Paid:
    if status == NEW:
        return Paid(f"{TODAY.year}-9999", NOWHERE)
    if status == "held":  # another provider has the same account
        town.set_iban(ZORG, OTHER_PROVIDER)
        town.approved(5000)
        number = town.draw_up()
        town.set_iban(ANDER, OTHER_PROVIDER)
    else:
        run = {"released": "released", "paid": "settled", "returned": "exported"}
        number = bring_run(town, run.get(status, "draft"))
    [payment] = town.payments(number)
    if status == "left-out":
        town.leave_out(number, payment)
    if status == "returned":
        order = f"{town.code}-{number}"
        town.report(number, pain_002(order, (payment.reference, "RJCT")))
    return Paid(number, payment.id)


def state_of_payment(town: Town, paid: Paid) -> str:
    return town.world.scalar("SELECT state FROM payment WHERE id = :p", p=paid.payment) or NEW


def at_payment(word: str) -> Any:
    return lambda who, paid: post(
        who, f"/betaalrun/{paid.run}/betalingen/{paid.payment}/{word}", {"reason": "gebeld"}
    )


PAYMENTS = Driver(
    Kind.PAYMENT,
    bring_payment,
    {"clear": at_payment("vrijmaken"), "leave-out": at_payment("weglaten")},
    state_of_payment,
)


def reports(who: FlaskClient, paid: Paid, code: str = "0384") -> int:
    """The bank says that a run was done."""
    report = pain_002(f"{code}-{paid.run}", whole="ACSC")
    return post(who, f"/betaalrun/{paid.run}/bankbericht", {"file": (BytesIO(report), "b.xml")})


# accounts that a provider is paid on


@dataclass(frozen=True)
class Wished:
    """A wish, the last one before anybody acts on it, and the account of the next one."""

    number: int
    last: int
    next_iban: str


def bring_account(town: Town, status: str) -> Wished:
    waiting = town.world.scalar("SELECT id FROM bank_account WHERE state = 'requested'")
    if waiting is not None:
        town.decide("ada", "withdraw", waiting)
    number = NOWHERE
    if status != NEW:
        number = town.wish("ada")
    decision = {"confirmed": "confirm", "refused": "refuse", "withdrawn": "withdraw"}.get(status)
    if decision is not None:
        town.decide("ada" if decision == "withdraw" else "bas", decision, number)
    last = town.world.scalar("SELECT max(id) FROM bank_account") or 0
    return Wished(number, last, town.other_iban())


def state_of_account(town: Town, wished: Wished) -> str:
    """Of the next wish once there is one."""
    newest = "SELECT state FROM bank_account WHERE id = :n OR id > :l ORDER BY id DESC LIMIT 1"
    return town.world.scalar(newest, n=wished.number, l=wished.last) or NEW


def wishes(who: FlaskClient, wished: Wished) -> int:
    form = {"iban": wished.next_iban, "holder": "Zorg BV", "reason": "andere bank"}
    return post(who, "/bankrekening", form)


ACCOUNTS = Driver(
    Kind.BANK_ACCOUNT,
    bring_account,
    {
        "request": wishes,
        "confirm": lambda who, it: post(who, f"/bankrekeningen/{it.number}/bevestigen"),
        "refuse": lambda who, it: post(who, f"/bankrekeningen/{it.number}/weigeren", WHY),
        "withdraw": lambda who, it: post(who, f"/bankrekeningen/{it.number}/intrekken"),
    },
    state_of_account,
    {"request": frozenset({"confirmed", "refused", "withdrawn"})},
)
