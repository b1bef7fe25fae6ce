"""HB2: youth, living: P×Q with a decision, and quick placement."""

from datetime import date

from declarations.model import Law
from portal.allocations.running import Bought
from portal.starts.placement import placements_on
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import transaction
from tests.identity.people import signed_in
from tests.intake.world import codes

LIVING = """
[[contract]]
id = "jeugd-wonen"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2024-12-31
product = [{ category = "44", code = "44A08", unit = "14", tariff = 21475 }]
"""
PRODUCT = frozenset({("44", "44A08")})


def allocated(buying, number):
    buying.allocate_product(
        number, "44", "44A08", law=Law.YOUTH, unit="14", volume=31, start=date(2023, 1, 1),
        assigned_at="2023-04-01T12:00:00",
    )  # fmt: skip


def placed(buying, term):
    provider = buying.scalar("SELECT id FROM provider WHERE agb = '65656055'")
    tenant = Tenant(Scope.MUNICIPALITY, buying.municipality_id())
    with transaction() as session:
        asked = Bought(provider, "jeugdwet", PRODUCT)
        return placements_on(session, tenant, asked, term, buying.clock.today())


def test_hb2_living_is_declared_against_its_decision(buying):
    buying.buy(LIVING)
    allocated(buying, 1)
    line = {"category": "44", "code": "44A08", "unit": "14", "tariff": 21475, "volume": 30}
    assert codes(buying.line(date(2023, 4, 1), Law.YOUTH, allocation=1, **line)) == [("0200",)]
    without = buying.line(date(2023, 4, 1), Law.YOUTH, allocation=9, **line)
    assert codes(without) != [("0200",)]
    assert buying.check() == []


def test_hb2_the_share_that_started_in_time_is_computed(buying):
    buying.buy(LIVING)
    for number in (1, 2):
        allocated(buying, number)
    buying.start(1, date(2023, 4, 20))
    assert (placed(buying, 14).within, placed(buying, 14).late) == (0, 1)
    found = placed(buying, 30)
    assert (found.within, found.overdue, found.percentage) == (1, 1, 50)


def test_hb2_the_page_of_the_contract_says_it(app, buying):
    buying.buy(LIVING)
    allocated(buying, 1)
    app.config["PORTAL_CLOCK"] = buying.clock
    number = buying.scalar("SELECT id FROM contract WHERE slug = 'jeugd-wonen'")
    page = signed_in(app, "een@diemen.example").get(f"/contracten/{number}").text
    assert "Hoe snel zorg begint" in page
