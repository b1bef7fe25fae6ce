"""NL1: lots "regional" and "local"; each municipality chooses one or both."""

from datetime import date

from tests.intake.world import codes

BUYING = """
[[track]]
id = "wmo"
name = "Wmo"
law = "wmo"
participant = [{ municipality = "0384" }, { municipality = "0855" }]

[[segment]]
id = "1a"
track = "wmo"
name = "Zelfstandig leven"

[[lot]]
id = "regionaal"
track = "wmo"
name = "Regionaal"
municipalities = ["0384"]

[[lot]]
id = "lokaal"
track = "wmo"
name = "Lokaal"
municipalities = ["0384", "0855"]
"""
REGIONAL = """
[[contract]]
id = "wmo-1a-regionaal"
law = "wmo"
funding = "pxq"
provider = "65656055"
municipalities = {municipalities}
start = 2021-01-01
end = 2026-12-31
segment = "1a"
lot = "regionaal"
product = [{{ category = "02", code = "02A21", unit = "04", tariff = 6000 }}]
"""


def test_nl1_a_municipality_with_the_local_lot_cannot_be_in_a_regional_contract(buying):
    said = buying.refused(BUYING + REGIONAL.format(municipalities='["0384", "0855"]'))
    assert said == [
        "Municipality 0855 did not choose lot regionaal and so cannot use this contract. Remove it"
        " here or let it choose the lot."
    ]


def test_nl1_its_lines_find_no_contract(buying):
    buying.buy(BUYING + REGIONAL.format(municipalities='["0384"]'))
    for number, municipality in ((1, "0384"), (2, "0855")):
        buying.allocate_product(number, "02", "02A21", municipality=municipality)
    line = {"category": "02", "code": "02A21", "tariff": 6000, "volume": 2}
    april = date(2023, 4, 1)
    assert codes(buying.line(april, allocation=1, **line)) == [("0200",)]
    other = buying.line(april, allocation=2, receiver="0855", **line)
    assert codes(other) != [("0200",)]
