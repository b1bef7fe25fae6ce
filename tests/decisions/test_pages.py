"""The pages of the access team: what decisions miss, and writing down what came."""

from __future__ import annotations

from datetime import date

import pytest

from tests.identity.people import signed_in
from tests.regions_run.buying import Buying
from tests.regions_run.deciding import judged_again
from tests.regions_run.test_hb6 import ACTIVITIES, APRIL, LINE

TEAM = "toegang@diemen.example"
KNOWN = {"kind": "labour-research", "holds": "yes", "dated": "2023-04-03", "note": "Kan werken."}


@pytest.fixture
def buying(app, keyring) -> Buying:
    app.config["WTF_CSRF_ENABLED"] = False
    made = Buying(keyring)
    made.buy(ACTIVITIES)
    made.allocate_product(1, "07", "07A21", unit="16", end=date(2023, 4, 30))
    made.line(APRIL, volume=4, answered=False, **LINE)
    app.config["PORTAL_CLOCK"] = made.clock
    return made


def address(buying: Buying) -> str:
    return f"/beschikkingen/{buying.scalar('SELECT id FROM allocation WHERE number = 1')}"


def test_care_that_ended_stands_in_the_list_while_money_waits_for_it(app, buying):
    page = signed_in(app, TEAM).get("/beschikkingen").text
    assert "arbeidsdeskundig onderzoek" in page and "160,00" in page


def test_what_is_written_down_takes_it_off_the_list(app, buying):
    team = signed_in(app, TEAM)
    assert team.post(address(buying), data=KNOWN).status_code == 303
    judged_again(buying)
    assert "arbeidsdeskundig" not in team.get("/beschikkingen").text
    assert "Kan werken." in team.get(address(buying)).text
    assert buying.check() == []


def test_a_day_that_has_not_come_is_refused_and_what_was_typed_stays(app, buying):
    answer = signed_in(app, TEAM).post(address(buying), data={**KNOWN, "dated": "2023-12-31"})
    assert answer.status_code == 422
    assert "Deze dag is nog niet geweest." in answer.text and "Kan werken." in answer.text
    assert buying.scalar("SELECT count(*) FROM decision_fact") == 0


def test_the_list_exports(app, buying):
    team = signed_in(app, TEAM)
    assert "07A21" in team.get("/beschikkingen.csv").text
    assert team.get("/beschikkingen.xlsx").status_code == 200


def test_looking_at_a_decision_is_noted(app, buying):
    before = buying.scalar("SELECT count(*) FROM access_log")
    signed_in(app, TEAM).get(address(buying))
    assert buying.scalar("SELECT count(*) FROM access_log") == before + 1
