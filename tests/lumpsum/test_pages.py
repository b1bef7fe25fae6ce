"""The pages of budgets and drawdowns, as each side reads and uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from tests.identity.people import signed_in
from tests.lumpsum.purse import CONTRACT, Purse


@pytest.fixture
def browse(app: Flask, purse: Purse) -> Any:
    """A browser of somebody."""
    return lambda name: signed_in(app, purse.email(name))


def once(page: str) -> str:
    """The mark in a form by which two clicks are one wish."""
    found = re.search(r'name="once"[^>]*value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_provider_draws_and_a_double_click_draws_once(purse: Purse, browse: Any) -> None:
    carl, budget = browse("carl"), purse.budget().id
    page = carl.get(f"/budgetten/{budget}").text
    assert "Dien deze opname in" in page and "€\xa01.000,00" in page
    form = {"amount": "400,00", "reference": "april", "once": once(page)}
    first, again = (carl.post(f"/budgetten/{budget}/opnemen", data=form) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert purse.balance().reserved == 40_000
    shown = carl.get(first.location).text
    assert "ingediend" in shown and "Trek deze opname in" in shown and "Controleer" not in shown


def test_what_cannot_be_keeps_what_was_typed(purse: Purse, browse: Any) -> None:
    carl, address = browse("carl"), f"/budgetten/{purse.budget().id}/opnemen"
    too_much = carl.post(address, data={"amount": "1.000,01", "reference": "april"})
    assert too_much.status_code == 409
    assert "Vrij is nog €\xa01.000,00" in too_much.text and 'value="1.000,01"' in too_much.text
    assert "<title>Fout:" in too_much.text
    for amount, name in (("nul", "a"), ("0", "a"), ("1", " "), ("1", "999900006"), ("-1", "a")):
        assert carl.post(address, data={"amount": amount, "reference": name}).status_code == 422
    purse.submit(1, reference="april")
    used = carl.post(address, data={"amount": "1", "reference": "april"})
    assert used.status_code == 409 and "gebruikte deze referentie al" in used.text
    assert purse.balance().reserved == 1


def test_the_municipality_decides_on_one_screen(purse: Purse, browse: Any) -> None:
    drawdown = purse.submit(40_000, reference="april").id
    cora, anna, coen = browse("cora"), browse("anna"), browse("coen")
    assert "april" in cora.get("/opnames").text
    assert "april" not in anna.get("/opnames").text
    page = cora.get(f"/opnames/{drawdown}").text
    assert "Controleer €\xa0400,00" in page and "€\xa0600,00" in page and "<svg" in page
    assert "Controleer €" not in coen.get(f"/opnames/{drawdown}").text
    assert coen.post(f"/opnames/{drawdown}/controleren").status_code == 403
    assert anna.post(f"/opnames/{drawdown}/controleren").status_code == 409
    assert cora.post(f"/opnames/{drawdown}/controleren").status_code == 303
    assert "april" in anna.get("/opnames").text
    without = anna.post(f"/opnames/{drawdown}/teruggeven", data={"reason": ""})
    assert without.status_code == 422
    assert anna.post(f"/opnames/{drawdown}/goedkeuren").status_code == 303
    shown = coen.get(f"/opnames/{drawdown}").text
    assert "goedgekeurd" in shown and "Anna" in shown and "Carl" not in shown
    told = browse("carl").get(f"/opnames/{drawdown}").text
    assert "Carl" in told and "Anna" not in told


def test_a_rejection_tells_why(purse: Purse, browse: Any) -> None:
    drawdown = purse.submit(40_000).id
    answer = browse("cora").post(
        f"/opnames/{drawdown}/afwijzen", data={"reason": "dubbel gevraagd"}
    )
    assert answer.status_code == 303
    assert "dubbel gevraagd" in browse("carl").get(f"/opnames/{drawdown}").text
    assert purse.balance().reserved == 0


def test_lists_export_and_lead_on(purse: Purse, browse: Any) -> None:
    purse.submit(40_000, reference="april")
    for name in ("carl", "coen"):
        reader = browse(name)
        listed = reader.get("/budgetten.csv").text
        assert CONTRACT in listed and "1000,00;0,00;400,00;600,00" in listed
        assert "april;" in reader.get("/opnames.csv?lijst=alle").text
        assert reader.get("/opnames.xlsx").data[:2] == b"PK"
        assert f"{CONTRACT} 2023" in reader.get("/budgetten?jaar=2023").text
        assert f"{CONTRACT} 2023" not in reader.get("/budgetten?jaar=2024").text
    assert "april" not in browse("olga").get("/opnames?lijst=alle").text
    contract = purse.budget().contract_id
    assert "/budgetten?contract=" in browse("coen").get(f"/contracten/{contract}").text
    assert "/opnames" in browse("cora").get("/goedkeuring").text
    assert "1 opname te controleren" in browse("cora").get("/overzicht").text
    assert "/budgetten" in browse("carl").get("/overzicht").text


def test_instalments_show_what_is_paid_asked_and_due(purse: Purse, browse: Any) -> None:
    purse.approved_drawdown(10_000)
    purse.settle(_exported(purse))
    purse.submit(7_000)
    page = browse("carl").get(f"/budgetten/{purse.budget().id}").text
    words = re.findall(r'class="status status--\w+">([^<]+)<', page)
    assert words[:6] == [
        "opgenomen", "gevraagd", "kan worden opgenomen", "kan worden opgenomen",
        "kan worden opgenomen", "komt nog",
    ]  # fmt: skip


def test_the_provider_finds_it_among_its_payments(purse: Purse, browse: Any) -> None:
    drawdown = purse.submit(40_000, reference="april").id
    for name, action in (("cora", "check"), ("anna", "approve")):
        purse.decide(name, drawdown, action)
    carl = browse("carl")
    assert "april" in carl.get("/betalingen/nog-te-ontvangen").text
    number = _exported(purse)
    [payment] = purse.payments(number)
    assert payment.reference in carl.get("/betalingen").text
    page = carl.get(f"/betalingen/{payment.id}").text
    assert f"/opnames/{drawdown}" in page and "€\xa0400,00" in page
    assert "april" in carl.get(f"/betalingen/{payment.id}/specificatie.csv").text
    assert carl.get(f"/betalingen/{payment.id}/specificatie.pdf").data[:4] == b"%PDF"
    purse.settle(number)
    assert "april" not in carl.get("/betalingen/nog-te-ontvangen").text


def _exported(purse: Purse) -> str:
    number = purse.released()
    purse.export(number)
    return number
