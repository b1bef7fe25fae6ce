"""Money that was paid: on the page what is in the books, also after a payment came back."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.ledger.figures import booked, total
from portal.store.crypto import Keyring
from portal.store.tenant import acting_for
from portal.store.transaction import transaction
from tests.intake.world import World
from tests.money.test_counting import count, rows
from tests.money.test_pages import contract_id, outlook_of
from tests.payments.till import Till


@pytest.fixture
def till(app: Flask, keyring: Keyring) -> Till:
    """People who check, approve and pay, in a small world."""
    world = World(keyring)
    app.config["PORTAL_CLOCK"] = world.clock
    return Till(world)


def settled(till: Till) -> int:
    """What the books say was paid or set off on the contract, in eurocents."""
    with acting_for(till.tenant), transaction() as session:
        books = total(
            each.figures for each in booked(session, till.tenant)
            if each.between.contract_id == contract_id(till)
        )  # fmt: skip
    return books.paid + books.set_off


def test_paid_is_what_the_books_have_as_settled(till: Till) -> None:
    till.approved(5000, 2500)
    till.approved(1250)
    till.declared(3750)
    count(till)
    assert outlook_of(till).figures.paid == settled(till) == 0
    number = till.draw_up()
    till.sign(number)
    till.release(number)
    count(till)
    figures = outlook_of(till).figures
    assert (figures.paid, figures.approved, figures.awarded) == (8750, 8750, 12500)
    assert figures.paid == settled(till)
    assert till.world.check() == []


def test_what_was_paid_since_the_last_count_breaks_nothing(till: Till) -> None:
    till.approved(5000)
    count(till)
    number = till.draw_up()
    till.sign(number)
    till.release(number)
    assert till.world.check() == []
    count(till)
    assert rows("SELECT stage, cents FROM care_sum") == [("released", 5000)]
