"""HB9: care of before a transition goes on, for living until decisions end."""

from datetime import date

import pytest

from declarations.model import Law
from tests.intake.world import codes
from tests.regions_run.buying import Buying

OLD = """
[[contract]]
id = "oud-specialistisch"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2015-01-01
end = 2021-12-31
continuity = 2022-12-31
product = [{ category = "45", code = "45A31", unit = "04", tariff = 8000 }]

[[contract]]
id = "oud-wonen"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2015-01-01
end = 2021-12-31
continuity = "decision"
product = [{ category = "44", code = "44A08", unit = "14", tariff = 20000 }]

[[contract]]
id = "nieuw-wonen"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2022-01-01
end = 2026-12-31
product = [{ category = "44", code = "44A08", unit = "14", tariff = 23000 }]
"""
BEGAN = {"start": date(2021, 6, 1), "end": date(2024, 12, 31), "law": Law.YOUTH, "volume": 31}
JANUARY, DECEMBER = date(2023, 1, 1), date(2022, 12, 1)


def old_decisions(buying: Buying) -> None:
    """Two decisions of before the transition, until the end of 2024."""
    buying.buy(OLD)
    buying.allocate(1, code="A31", assigned_at="2021-05-01T12:00:00", **BEGAN)
    buying.allocate_product(
        2, "44", "44A08", assigned_at="2021-05-01T12:00:00", **{**BEGAN, "unit": "14"}
    )


def specialised(buying: Buying, month: date):
    return buying.line(
        month, Law.YOUTH, allocation=1, category="45", code="45A31", tariff=8000, volume=3
    )


def living(buying: Buying, month: date, allocation: int, tariff: int):
    return buying.line(
        month, Law.YOUTH, allocation=allocation, category="44", code="44A08", unit="14",
        tariff=tariff, volume=10,
    )  # fmt: skip


def test_hb9_specialised_care_of_an_old_decision_ends_with_its_limit(buying):
    old_decisions(buying)
    assert codes(specialised(buying, DECEMBER)) == [("0200",)]
    assert codes(specialised(buying, JANUARY)) == [("0611",)]
    assert buying.check() == []


def test_hb9_living_of_an_old_decision_goes_on_at_its_old_tariff(buying):
    old_decisions(buying)
    assert codes(living(buying, JANUARY, 2, 23000)) == [("0611",)]
    assert codes(living(buying, JANUARY, 2, 20000)) == [("0200",)]
    assert buying.check() == []


@pytest.mark.parametrize(("tariff", "code"), [(20000, "0611"), (23000, "0200")])
def test_hb9_a_new_decision_has_the_tariff_of_now(buying, tariff, code):
    buying.buy(OLD)
    buying.allocate_product(
        3, "44", "44A08", law=Law.YOUTH, start=date(2022, 3, 1), end=date(2024, 12, 31),
        volume=31, unit="14",
    )  # fmt: skip
    assert codes(living(buying, JANUARY, 3, tariff)) == [(code,)]
