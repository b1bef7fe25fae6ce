"""HB6: Wmo day activities, P×Q, with research into work on the decision."""

from datetime import date

from declarations.decided import Known
from tests.intake.world import codes
from tests.regions_run.deciding import judged_again, note

ACTIVITIES = """
[[contract]]
id = "dagactiviteiten"
law = "wmo"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2026-12-31
park_days = 14
requires = ["labour-research"]
product = [{ category = "07", code = "07A21", unit = "16", tariff = 4000 }]
"""
APRIL = date(2023, 4, 1)
LINE = {"allocation": 1, "category": "07", "code": "07A21", "unit": "16", "tariff": 4000}


def without_research(buying):
    buying.buy(ACTIVITIES)
    buying.allocate_product(1, "07", "07A21", unit="16")
    return buying.line(APRIL, volume=4, answered=False, **LINE)


def states(buying) -> list[str]:
    return [buying.scalar("SELECT state FROM line ORDER BY id DESC LIMIT 1")]


def test_hb6_a_line_without_research_waits_for_the_municipality(buying):
    verdict = without_research(buying)
    [line] = verdict.lines
    assert line.parked and line.codes == ()
    [finding] = verdict.findings
    assert (finding.rule, finding.owner, finding.expected) == (
        "ZP003", "municipality", "labour-research",
    )  # fmt: skip
    assert buying.check() == []


def test_hb6_the_research_arrives_and_the_line_is_awarded(buying):
    without_research(buying)
    note(buying, 1, Known.RESEARCH)
    judged_again(buying)
    assert states(buying) == ["awarded"]
    assert buying.scalar("SELECT count(*) FROM review") == 0
    assert buying.check() == []


def test_hb6_what_is_taken_back_is_missing_again(buying):
    buying.buy(ACTIVITIES)
    buying.allocate_product(1, "07", "07A21", unit="16")
    note(buying, 1, Known.RESEARCH)
    note(buying, 1, Known.RESEARCH, holds=False)
    [line] = buying.line(APRIL, volume=4, answered=False, **LINE).lines
    assert line.parked


def test_hb6_nobody_brought_it_in_time_so_somebody_looks_before_it_is_paid(buying):
    without_research(buying)
    buying.later(30)
    judged_again(buying)
    assert states(buying) == ["awarded"]
    assert buying.scalar("SELECT reasons FROM review") == "decision"
    note(buying, 1, Known.RESEARCH)
    assert buying.scalar("SELECT state FROM review") == "cleared"
    assert buying.check() == []


def test_hb6_a_product_for_the_elderly_is_refused_here(buying):
    buying.buy(ACTIVITIES)
    buying.allocate_product(2, "02", "02A99")
    line = {"category": "02", "code": "02A99", "unit": "04", "tariff": 5000, "volume": 2}
    verdict = buying.line(APRIL, allocation=2, **line)
    assert codes(verdict) == [("0611",)]


def test_hb6_a_plain_contract_asks_nothing(buying):
    buying.allocate()
    with_plain = buying.line(APRIL, volume=4)
    assert codes(with_plain) == [("0200",)]
    assert buying.scalar("SELECT count(*) FROM decision_fact") == 0
