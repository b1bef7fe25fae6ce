"""The books as readers see them: figures that open, identities that hold or say they do not."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.clock import FixedClock
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import transaction
from tests.approvals.world import Office
from tests.identity.people import signed_in


def as_(app: Flask, office: Office, name: str) -> FlaskClient:
    return signed_in(app, office.email(name))


def page_of(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return answer.text.replace("\xa0", " ")


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def change(*statements: str) -> None:
    with acting_for(PORTAL), transaction(write=True) as session:
        for each in statements:
            session.execute(text(each))


@pytest.fixture
def year(office: Office) -> int:
    office.declared(5000, 2500)
    office.declared(1250)
    return office.world.clock.today().year


def test_figures_open_to_their_bookings_and_lines(app: Flask, office: Office, year: int) -> None:
    coen = as_(app, office, "coen")
    page = page_of(coen, "/boekhouding")
    assert "€ 87,50" in page
    assert "klopt niet" not in page
    bookings = rows_of(coen, f"/boekhouding/boekingen.csv?rekening=awarded&jaar={year}")
    assert sorted(each["Bedrag"] for each in bookings) == ["12,50", "75,00"]
    assert "2 boekingen" in page_of(coen, f"/boekhouding/boekingen?rekening=awarded&jaar={year}")
    lines = rows_of(coen, "/boekhouding/nog-te-betalen.csv")
    assert sorted(each["Bedrag"] for each in lines) == ["12,50", "25,00", "50,00"]
    assert "€ 50,00" in page_of(coen, "/boekhouding/nog-te-betalen")
    assert coen.get("/boekhouding/nog-te-betalen.xlsx").data.startswith(b"PK")
    assert "87,50" in {each["Toegekend"] for each in rows_of(coen, "/boekhouding.csv")}


@pytest.mark.parametrize("per", ["aanbieder", "contract", "wet"])
def test_each_way_to_look_shows_the_same_money(
    app: Flask, office: Office, year: int, per: str
) -> None:
    coen = as_(app, office, "coen")
    rows = rows_of(coen, f"/boekhouding.csv?per={per}")
    assert sum(each["Maand"] == str(year) and each["Toegekend"] == "87,50" for each in rows) == 1


def test_a_broken_identity_says_so_in_words(app: Flask, office: Office, year: int) -> None:
    change("UPDATE line SET amount_cents = amount_cents - 100 WHERE amount_cents = 1250")
    page = page_of(as_(app, office, "coen"), "/boekhouding")
    assert "klopt niet" in page
    assert "Het verschil is € 1,00." in page


def test_a_contract_manager_sees_contracts_alone(app: Flask, office: Office, year: int) -> None:
    page = page_of(as_(app, office, "mona"), "/boekhouding?per=aanbieder")
    assert '<option value="contract" selected>' in page
    assert '<option value="aanbieder"' not in page


@pytest.mark.parametrize(
    "address",
    ["?jaar=9999999999999", "?van=x", "?van=99999999999999999999", "?per=wet&van=geen",
     "/boekingen?maand=13", "/boekingen?rekening=settled", "/boekingen?na=²",
     "/nog-te-betalen?na=-1&van=7", "/boekingen?maand=²&jaar=²"],
)  # fmt: skip
def test_nonsense_in_an_address_is_as_if_it_were_not_there(
    app: Flask, office: Office, year: int, address: str
) -> None:
    page_of(as_(app, office, "coen"), f"/boekhouding{address}")


def test_months_are_closed_in_order_and_once(app: Flask, office: Office, year: int) -> None:
    coen, today = as_(app, office, "coen"), office.world.clock.today()
    month = f"{today:%Y-%m}"
    page_of(coen, "/boekhouding/maanden/afsluiten", 303)  # it is not over
    assert coen.post("/boekhouding/maanden/afsluiten", data={"month": month}).status_code == 409
    app.config["PORTAL_CLOCK"] = FixedClock(office.world.clock.now() + timedelta(days=32))
    coen = as_(app, office, "coen")
    assert "Sluit de maand af" in page_of(coen, "/boekhouding/maanden/afsluiten")
    done = coen.post("/boekhouding/maanden/afsluiten", data={"month": month})
    assert done.status_code == 303
    again = coen.post("/boekhouding/maanden/afsluiten", data={"month": month})
    assert again.status_code == 409
    assert "al afgesloten" in again.text
    office.declared(2500)  # the world's clock stands still: it happens in the closed month
    later = rows_of(coen, "/boekhouding/boekingen.csv?rekening=awarded&jaar=" + str(year))
    if today.month < 12:
        assert {each["Boekmaand"] for each in later} == {month, f"{year}-{today.month + 1:02d}"}


def test_broken_books_stay_open(app: Flask, office: Office, year: int) -> None:
    month = f"{office.world.clock.today():%Y-%m}"
    app.config["PORTAL_CLOCK"] = FixedClock(office.world.clock.now() + timedelta(days=32))
    change("UPDATE stage SET cents = cents + 1")
    coen = as_(app, office, "coen")
    answer = coen.post("/boekhouding/maanden/afsluiten", data={"month": month})
    assert answer.status_code == 409
    assert "sommen per stap" in answer.text
    assert "De boeken kloppen niet" in page_of(coen, "/boekhouding/maanden/afsluiten")


def test_the_journal_wants_an_account_for_every_product(
    app: Flask, office: Office, year: int
) -> None:
    coen = as_(app, office, "coen")
    month = {"month": f"{office.world.clock.today():%Y-%m}", "kind": "csv"}
    refused = coen.post("/boekhouding/journaal/bestand", data=month)
    assert refused.status_code == 409
    assert "hebben nog geen rekening" in refused.text
    rule = {"law": "wmo", "category": "", "cost_account": "46700", "debt_account": "16100",
            "cost_centre": "WMO-1"}  # fmt: skip
    bad = coen.post("/boekhouding/journaal", data={**rule, "cost_account": "=1+1"})
    assert bad.status_code == 422
    assert "=1+1" in bad.text
    assert coen.post("/boekhouding/journaal", data=rule).status_code == 303
    taken = coen.post("/boekhouding/journaal/bestand", data=month)
    rows = list(csv.DictReader(io.StringIO(taken.data.decode("utf-8-sig")), delimiter=";"))
    assert [each["Debet"] for each in rows[:-1] if each["Rekening"] == "46700"] == [
        "75,00", "12,50",
    ]  # fmt: skip
    assert rows[-1]["Debet"] == rows[-1]["Credit"] == "87,50"
    assert "46700" in page_of(coen, "/boekhouding/journaal")


def test_the_journal_of_a_closed_month_never_changes(app: Flask, office: Office, year: int) -> None:
    month = f"{office.world.clock.today():%Y-%m}"
    app.config["PORTAL_CLOCK"] = FixedClock(office.world.clock.now() + timedelta(days=32))
    coen = as_(app, office, "coen")
    rule = {"law": "wmo", "category": "", "cost_account": "46700", "debt_account": "16100"}
    coen.post("/boekhouding/journaal", data=rule)
    assert coen.post("/boekhouding/maanden/afsluiten", data={"month": month}).status_code == 303
    for kind in ("csv", "xlsx"):
        wanted = {"month": month, "kind": kind}
        first = coen.post("/boekhouding/journaal/bestand", data=wanted).data
        coen.post("/boekhouding/journaal", data={**rule, "cost_account": "99999"})
        assert coen.post("/boekhouding/journaal/bestand", data=wanted).data == first
    with acting_for(PORTAL), transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM journal_export")) == 1


def test_the_end_of_the_year(app: Flask, office: Office, year: int) -> None:
    coen = as_(app, office, "coen")
    rows = rows_of(coen, f"/boekhouding/jaareinde.csv?jaar={year}")
    assert [each["Toegekend, niet betaald"] for each in rows] == ["87,50"]
    before = rows_of(coen, f"/boekhouding/jaareinde.csv?jaar={year - 1}")
    assert all(each["Toegekend, niet betaald"] == "0,00" for each in before)
    assert "Zo is het berekend" in page_of(coen, "/boekhouding/jaareinde")
