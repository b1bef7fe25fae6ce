"""HB4: youth, common care: trajectories paid by result, and dyslexia by the hour beside them."""

from datetime import date

from declarations.decided import Known
from declarations.model import Law
from tests.intake.world import codes
from tests.regions_run.deciding import note

COMMON = """
[[track]]
id = "jeugd"
name = "Jeugd"
law = "jeugdwet"
participant = [{ municipality = "0384" }]

[[segment]]
id = "gangbaar"
track = "jeugd"
name = "Gangbare jeugdhulp"

[[contract]]
id = "trajecten"
law = "jeugdwet"
funding = "outcome"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2026-12-31
segment = "gangbaar"
requires = ["result"]
product = [{ category = "50", code = "50B01", unit = "83", milestones = [70, 30] }]

[[contract]]
id = "dyslexie"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2026-12-31
segment = "gangbaar"
product = [{ category = "54", code = "54D01", unit = "04", tariff = 9870 }]
"""
APRIL, MAY = date(2023, 4, 1), date(2023, 5, 1)


def part(buying, month, cents):
    return buying.line(
        month, Law.YOUTH, allocation=1, category="50", code="50B01", unit="83", volume=cents,
        tariff=None, amount=cents,
    )  # fmt: skip


def a_trajectory(buying):
    buying.buy(COMMON)
    buying.allocate_product(
        1, "50", "50B01", law=Law.YOUTH, unit="83", volume=500_000, frequency="6"
    )
    assert codes(part(buying, APRIL, 350_000)) == [("0200",)]
    assert buying.scalar("SELECT count(*) FROM review") == 0


def test_hb4_the_last_thirty_percent_waits_for_its_result_and_is_then_free(buying):
    a_trajectory(buying)
    assert codes(part(buying, MAY, 150_000)) == [("0200",)]
    assert buying.scalar("SELECT state FROM review WHERE reasons = 'decision'") == "picked"
    blocked = "SELECT sum(cents) FROM stage WHERE stage = 'blocked'"
    assert buying.scalar(blocked) == 150_000

    note(buying, 1, Known.RESULT)
    assert buying.scalar("SELECT state FROM review") == "cleared"
    assert buying.scalar(blocked) == 0
    assert buying.check() == []


def test_hb4_a_result_that_was_not_reached_frees_nothing(buying):
    a_trajectory(buying)
    part(buying, MAY, 150_000)
    note(buying, 1, Known.RESULT, holds=False)
    assert buying.scalar("SELECT state FROM review") == "picked"
    assert buying.check() == []


def test_hb4_with_the_result_known_beforehand_nothing_waits(buying):
    a_trajectory(buying)
    note(buying, 1, Known.RESULT)
    assert codes(part(buying, MAY, 150_000)) == [("0200",)]
    assert buying.scalar("SELECT count(*) FROM review") == 0


def test_hb4_dyslexia_pays_hours_times_the_tariff_in_the_same_segment(buying):
    buying.buy(COMMON)
    buying.allocate_product(2, "54", "54D01", law=Law.YOUTH)
    verdict = buying.line(
        APRIL, Law.YOUTH, allocation=2, category="54", code="54D01", tariff=9870, volume=3
    )
    assert codes(verdict) == [("0200",)]
    assert verdict.awarded_cents == 29_610
    assert buying.scalar("SELECT count(*) FROM review") == 0
