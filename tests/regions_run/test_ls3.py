"""LS3: providers without contract get 70 %, transitional clients about 75 % of the list."""

from datetime import date

from declarations.model import Law
from tests.intake.world import codes

BUYING = """
[[tariff_list]]
id = "nza"
name = "Referentietarieven"
law = "jeugdwet"
product = [
  { category = "45", code = "45A41", unit = "04", tariff = 10001, start = 2020-01-01 },
]

[[tariff_list]]
id = "wmo-oud"
name = "Tarieven van voor de overgang"
law = "wmo"
product = [
  { category = "02", code = "02A41", unit = "04", tariff = 6001, start = 2020-01-01 },
]

[[contract]]
id = "zonder-contract"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2026-12-31
product = [{ category = "45", code = "45A41", unit = "04", list = "nza", percentage = 70 }]

[[contract]]
id = "wmo-overgang"
law = "wmo"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2022-12-31
continuity = 2023-12-31
product = [{ category = "02", code = "02A41", unit = "04", list = "wmo-oud", percentage = 75 }]

[[contract]]
id = "wmo-nieuw"
law = "wmo"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2023-01-01
end = 2027-12-31
product = [{ category = "02", code = "02A41", unit = "04", tariff = 5500 }]
"""
TRANSITIONAL, NEW = 4501, 5500  # 75 % of € 60.01 is € 45.0075, half a cent upwards


def support(buying, month, allocation, tariff):
    line = {"category": "02", "code": "02A41", "tariff": tariff, "volume": 2}
    return codes(buying.line(month, allocation=allocation, **line))


def test_ls3_without_a_contract_a_provider_gets_seventy_percent(buying):
    buying.buy(BUYING)
    buying.allocate_product(1, "45", "45A41", law=Law.YOUTH)
    line = {"allocation": 1, "category": "45", "code": "45A41", "volume": 2}
    april = date(2023, 4, 1)
    assert codes(buying.line(april, Law.YOUTH, tariff=10001, **line)) == [("0611",)]
    assert codes(buying.line(april, Law.YOUTH, tariff=7001, **line)) == [("0200",)]


def test_ls3_the_tariff_switches_on_the_date_of_the_new_decision(buying):
    buying.buy(BUYING)
    until, since = date(2023, 5, 31), date(2023, 6, 1)
    buying.allocate_product(1, "02", "02A41", start=date(2022, 6, 1), end=until,
                            assigned_at="2022-05-20T12:00:00")  # fmt: skip
    buying.allocate_product(2, "02", "02A41", start=since, end=date(2024, 5, 31),
                            assigned_at="2023-05-08T12:00:00")  # fmt: skip
    assert support(buying, date(2023, 5, 1), 1, NEW) == [("0611",)]
    assert support(buying, date(2023, 5, 1), 1, TRANSITIONAL) == [("0200",)]
    assert support(buying, since, 2, TRANSITIONAL) == [("0611",)]
    assert support(buying, since, 2, NEW) == [("0200",)]
    assert buying.check() == []
