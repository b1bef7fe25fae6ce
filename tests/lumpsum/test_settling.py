"""Settling a year: two persons, nothing while money moves, and back again on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.lumpsum import Balance
from portal.identity.service import Role
from portal.lumpsum.settling import Facts, YearNotOver
from tests.identity.people import signed_in
from tests.lumpsum.purse import USUAL, Purse

LESS = Facts(final_cents=30_000)


def test_another_person_confirms(purse: Purse) -> None:
    purse.hire("marc", Role.CONTROLLER, person_of="mara")
    number = purse.propose(LESS)
    with pytest.raises(NotAllowed):
        purse.propose(LESS)
    with pytest.raises(SamePerson):
        purse.settlement("marc", number, "confirm")
    with pytest.raises(NotFound):
        purse.settlement("coen", 987654, "confirm")
    purse.settlement("coen", number, "refuse")
    with pytest.raises(NotAllowed):
        purse.settlement("coen", number, "confirm")
    assert purse.balance() == Balance(100_000)
    assert purse.world.check() == []


def test_nothing_is_settled_while_money_is_on_its_way(purse: Purse) -> None:
    purse.approved_drawdown(40_000)
    with pytest.raises(YearNotOver):
        purse.propose(LESS)
    purse.pay_all()
    number = purse.propose(LESS)
    purse.submit(1)
    with pytest.raises(YearNotOver):
        purse.settlement("coen", number, "confirm")
    assert purse.world.check() == []


def test_a_new_version_keeps_what_was_settled(purse: Purse) -> None:
    purse.approved_drawdown(40_000)
    purse.pay_all()
    purse.settlement("coen", purse.propose(LESS), "confirm")
    assert purse.balance() == Balance(90_000, drawn=30_000)
    purse.load(USUAL[0].replace("amount = 100000", "amount = 120000"), USUAL[1])
    assert purse.balance() == Balance(110_000, drawn=30_000)
    assert purse.world.check() == []


def test_it_is_done_on_the_page_of_the_budget(app: Flask, purse: Purse) -> None:
    purse.approved_drawdown(40_000)
    purse.pay_all()
    budget = purse.budget().id

    def browse(name: str) -> Any:
        return signed_in(app, purse.email(name))

    mara, address = browse("mara"), f"/budgetten/{budget}/afrekenen"
    wrong = mara.post(address, data={"basis": "volume", "agreed": "0", "note": "jaar"})
    assert wrong.status_code == 422 and 'value="jaar"' in wrong.text
    form = {"basis": "final", "final": "300,00", "note": "eindverantwoording"}
    assert mara.post(address, data=form).status_code == 303
    shown = browse("carl").get(f"/budgetten/{budget}").text
    assert "voorgesteld" in shown and "Bevestig deze afrekening" not in shown
    page = browse("coen").get(f"/budgetten/{budget}").text
    assert "Bevestig deze afrekening" in page
    number = purse.world.scalar("SELECT max(id) FROM settlement")
    place = f"/budgetten/{budget}/afrekening/{number}"
    assert browse("coen").post(f"{place}/bevestigen").status_code == 303
    books = browse("coen").get("/boekhouding?jaar=2023").text
    assert "klopt niet" not in books
    bookings = browse("coen").get("/boekhouding/boekingen?jaar=2023&rekening=awarded")
    assert "terug te ontvangen" in bookings.text
    assert browse("mila").post(f"{place}/ontvangen").status_code == 303
    assert "terugontvangen" in browse("carl").get(f"/budgetten/{budget}").text
    assert purse.world.check() == []


def test_the_volume_is_told_by_month_and_settled_on(app: Flask, purse: Purse) -> None:
    budget = purse.budget().id
    carl, mara = (signed_in(app, purse.email(name)) for name in ("carl", "mara"))
    address = f"/budgetten/{budget}/volume"
    for month, places in (("2023-01", 70), ("2023-02", 60), ("2023-02", 65)):
        form = {"month": month, "clients": "80", "places": str(places)}
        assert carl.post(address, data=form).status_code == 303
    for month in ("2023-06", "2022-12", "mei", "2023-13"):  # it is the tenth of May 2023
        form = {"month": month, "clients": "80", "places": "70"}
        wrong = carl.post(address, data=form)
        assert wrong.status_code == 422 and f'value="{month}"' in wrong.text
    assert carl.post(address, data={"month": "2023-03", "clients": "x"}).status_code == 422
    page = mara.get(f"/budgetten/{budget}").text
    assert 'value="135"' in page and "verbeterd" in page and "Leg dit volume vast" not in page
    listed = mara.get(f"{address}.csv").text.splitlines()
    assert [line.split(";")[2] for line in listed[1:]] == ["70", "65"]
    assert signed_in(app, purse.email("olga")).get(f"{address}.csv").status_code == 404
    assert purse.world.check() == []
