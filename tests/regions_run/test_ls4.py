"""LS4: new Wmo products have one fixed tariff, the same for every provider."""

from datetime import date

import pytest

from tests.intake.world import codes

LIST = """
[[tariff_list]]
id = "wmo-2015"
name = "Vaste tarieven Wmo"
law = "wmo"
binding = true
product = [
  { category = "02", code = "02A51", unit = "04", tariff = 4800, start = 2021-01-01 },
  { category = "02", code = "02A51", unit = "04", tariff = 4950, start = 2023-01-01 },
  { category = "07", code = "07A51", unit = "16", tariff = 3100, start = 2021-01-01 },
]

[[contract]]
id = "wmo-vast"
law = "wmo"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2025-12-31
product = [{ category = "02", code = "02A51", unit = "04", %s }]
"""
REFUSED = (
    "Product 02A51 has one tariff for everyone: that of list wmo-2015. Use that list, without a"
    " percentage."
)


@pytest.mark.parametrize("own", ["tariff = 4700", 'list = "wmo-2015", percentage = 95'])
def test_ls4_a_tariff_of_its_own_is_refused_by_the_region_file(buying, own):
    assert buying.refused(LIST % own) == [REFUSED]


def test_ls4_every_provider_is_paid_by_the_list(buying):
    buying.buy(LIST % 'list = "wmo-2015"')
    buying.allocate_product(1, "02", "02A51")
    line = {"allocation": 1, "category": "02", "code": "02A51", "volume": 2}
    assert codes(buying.line(date(2023, 4, 1), tariff=4800, **line)) == [("0611",)]
    assert codes(buying.line(date(2023, 4, 1), tariff=4950, **line)) == [("0200",)]
