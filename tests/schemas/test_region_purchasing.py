"""How a region buys, in its file: what is read, what is refused, and what tariffs come of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.tariffs import indexed, part_of
from schemas.region import RegionRefused, read_region, write_region
from schemas.region.purchasing_store import from_json, to_json
from tests.region_files import a_contract, a_product, a_region_file

CODES = {"0384", "0855", "0867"}
STRUCTURE = """
[[track]]
id = "jeugd"
name = "Jeugd"
law = "jeugdwet"
participant = [{ municipality = "0384" }, { municipality = "0855", start = 2023-01-01 }]

[[track]]
id = "wmo"
name = "Wmo"
law = "wmo"
participant = [{ municipality = "0384" }, { municipality = "0855", start = 2023-01-01 }]

[[segment]]
id = "begeleiding"
track = "wmo"
name = "Begeleiding"
target_group = "Volwassenen"
goals = ["Meer zelf doen.", "Minder \\"zware\\" zorg.\\nOok later."]

[[lot]]
id = "lokaal"
track = "wmo"
name = "Lokaal"
municipalities = ["0384"]

[[area]]
id = "noord"
name = "Noord"
municipality = "0384"

[[indexation]]
id = "2022"
start = 2022-01-01
status = "prognosis"
wages = 9000
wages_rate = 400
material_rate = 100

[[indexation]]
id = "2022-def"
start = 2022-07-01
status = "definitive"
wages = 9000
wages_rate = 500
material_rate = 200
replaces = "2022"

[[tariff_list]]
id = "nza"
name = "Referentie"
law = "wmo"
product = [
  { category = "01", code = "01A03", unit = "04", tariff = 1001, start = 2020-01-01 },
  { category = "01", code = "01A03", unit = "04", tariff = 1101, start = 2022-05-01 },
]
"""
BOTH = {"municipalities": ("0384", "0855"), "providers": ("65656055", "42424242")}


def read(*contracts: str, structure: str = STRUCTURE):
    text = a_region_file(*contracts, **BOTH) + structure
    return read_region(text.encode(), CODES, True)


def refused(*contracts: str, structure: str = STRUCTURE) -> list[str]:
    with pytest.raises(RegionRefused) as found:
        read(*contracts, structure=structure)
    return [problem.text.en for problem in found.value.problems]


def in_wmo(**more: str) -> str:
    return a_contract(more="\n".join(f"{name} = {value}" for name, value in more.items()))


def test_a_municipality_that_joins_later_takes_part_from_that_day():
    both = '["0384", "0855"]'
    region = read(a_contract(municipalities=both, more='segment = "begeleiding"'))
    [contract] = region.contracts
    assert contract.joined == {"0855": date(2023, 1, 1)}
    offered = {offer.subject.municipality: offer.start for offer in contract.offers()}
    assert offered == {"0384": date(2021, 1, 1), "0855": date(2023, 1, 1)}


def test_a_part_of_a_list_follows_the_list():
    product = '[[contract.product]]\ncategory = "01"\ncode = "01A03"\nunit = "04"\nlist = "nza"'
    [contract] = read(a_contract(f"{product}\npercentage = 85")).contracts
    found = [(each.start, each.tariff) for each in contract.products]
    assert found == [(date(2021, 1, 1), 851), (date(2022, 5, 1), 936)]  # 850.85 and 935.85


def test_a_prognosis_is_replaced_by_what_became_definitive():
    [contract] = read(in_wmo(indexed='["2022", "2022-def"]')).contracts
    found = [(each.start, each.tariff) for each in contract.products]
    # 90 % rises by 4 % and 10 % by 1 %: 3.7 %; definitive 4.7 %, both from € 12.50
    assert found == [
        (date(2021, 1, 1), 1250), (date(2022, 1, 1), 1296), (date(2022, 7, 1), 1309),
    ]  # fmt: skip


def test_an_agreed_tariff_counts_instead_of_an_index():
    products = (a_product(), a_product(tariff=1400, start="2022-01-01"))
    [contract] = read(a_contract(*products, more='indexed = ["2022"]')).contracts
    assert [each.tariff for each in contract.products] == [1250, 1400]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"segment": '"zorg"'}, "zorg is not in this file."),
        ({"lot": '"groot"'}, "groot is not in this file."),
        ({"area": '"zuid"'}, "zuid is not in this file."),
        ({"indexed": '["2030"]'}, "2030 is not in this file."),
        ({"continuity": "2029-12-31"}, "Care goes on beyond 2030-12-31"),
        ({"continuity": '"altijd"'}, "Give the last day on which care goes on"),
        ({"extensions": "[2030-12-31]"}, "An extension must reach beyond 2030-12-31"),
        ({"extensions": "[2032-12-31, 2031-12-31]"}, "Name the last days"),
        ({"member": '[{ provider = "65656055", share = 9999 }]'}, "The shares are 9999 together"),
        ({"member": '[{ provider = "42424242", share = 10000 }]'}, "The lead provider 65656055"),
    ],
)
def test_what_a_contract_cannot_say(more, said):
    assert any(each.startswith(said) for each in refused(in_wmo(**more)))


def test_an_area_has_one_contract_at_a_time():
    area = 'area = "noord"'
    first = a_contract(a_product(), id="een", more=area)
    second = a_contract(a_product(code="01A04"), id="twee", more=area)
    [said] = refused(first, second)
    assert said.startswith("Contract een is in force in this area at the same time.")


def test_a_track_is_for_one_law():
    youth = a_contract(a_product("45", "45A03"), law="jeugdwet", more='segment = "begeleiding"')
    assert any(each.startswith("Track wmo is for the law wmo.") for each in refused(youth))


def test_what_is_written_is_read_as_the_same():
    both = '["0384", "0855"]'
    listed = '[[contract.product]]\ncategory = "01"\ncode = "01A03"\nunit = "04"\nlist = "nza"'
    lead = 'member = [{ provider = "65656055", share = 7550 }, '
    region = read(
        a_contract(
            f"{listed}\npercentage = 70", municipalities=both, start="2021-02-03",
            more='segment = "begeleiding"\ncontinuity = "decision"\nextensions = [2031-12-31]\n'
            + lead + '{ provider = "42424242", share = 2450 }]',
        ),
        a_contract(
            a_product(code="01A04"), id="los", more='indexed = ["2022", "2022-def"]\npark_days = 7'
        ),
    )  # fmt: skip
    assert read_region(write_region(region).encode(), CODES, False) == region
    assert from_json(to_json(region.structure)) == region.structure


@given(st.text(max_size=60).filter(lambda text: text.strip() != ""))
def test_any_name_that_is_read_is_written_so_that_it_is_read(name):
    region = read(a_contract())
    named = replace(region.structure.segments[0], goals=(name,))
    structure = replace(region.structure, segments=(named,))
    text = write_region(replace(region, structure=structure))
    assert read_region(text.encode(), CODES, False).structure == structure


@given(st.integers(0, 10**8), st.integers(1, 200))
def test_a_part_is_within_half_a_cent(cents, percentage):
    assert abs(part_of(cents, percentage) * 100 - cents * percentage) * 2 <= 100


@given(st.integers(0, 10**8), st.integers(0, 10_000), st.integers(-2000, 2000))
def test_an_index_of_one_rate_is_that_rate(cents, wages, rate):
    raised = indexed(cents, ((wages, rate), (10_000 - wages, rate)))
    assert abs(raised * 10_000 - cents * (10_000 + rate)) * 2 <= 10_000


@given(st.integers(0, 10**8))
def test_no_rise_changes_nothing(cents):
    assert indexed(cents, ((9000, 0), (1000, 0))) == cents == part_of(cents, 100)
