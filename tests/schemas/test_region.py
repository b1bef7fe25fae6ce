"""Region files: what is accepted, and every way to be wrong with its place and line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.model import Law
from portal.identity import records
from schemas.region import Product, RegionRefused, read_region, values
from schemas.region.sentences import SENTENCES, sentence
from schemas.region.shape import is_iban
from tests.region_files import ACCOUNTS, a_contract, a_product, a_region_file

LISTED = {"0384", "0855"}
LUMPSUM = """
[[contract]]
id = "gebied"
law = "jeugdwet"
funding = "lumpsum"
provider = "65656055"
municipalities = ["0384"]
start = 2026-01-01
end = 2027-12-31
"""
BUDGET = """
[[contract.budget]]
municipality = "0384"
year = 2026
amount = 490000000
bandwidth = 5
instalments = 12
"""


def read(text: str, accounts: bool = True):
    return read_region(text.encode(), LISTED, accounts)


def problems(text: str, accounts: bool = True) -> list[tuple[str, int | None]]:
    with pytest.raises(RegionRefused) as refused:
        read(text, accounts)
    return [(problem.place, problem.line) for problem in refused.value.problems]


def only_problem(text: str, accounts: bool = True):
    with pytest.raises(RegionRefused) as refused:
        read(text, accounts)
    [problem] = refused.value.problems
    return problem


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_right_file_is_a_region():
    region = read(a_region_file(accounts=True))
    assert (region.name, region.slug) == ("Proef", "proef")
    [contract] = region.contracts
    assert contract.law is Law.WMO
    assert (contract.answer, contract.park_days) == ("automatic", 0)
    assert contract.products == (Product("01", "01A03", "04", 1250, date(2021, 1, 1)),)
    assert [account.role for account in region.accounts] == [
        "provider-clerk",
        "checker",
        "functional-admin",
    ]


def test_the_short_name_comes_from_the_name():
    assert read(a_region_file(name="Hart van Brabant")).slug == "hart-van-brabant"
    assert read(a_region_file(name="Súdwest-Fryslân")).slug == "sudwest-fryslan"


def test_a_short_name_can_be_given():
    text = a_region_file().replace("[region]", '[region]\nslug = "hier"')
    assert read(text).slug == "hier"


def test_a_lump_sum_has_budgets():
    [contract] = read(a_region_file(LUMPSUM + BUDGET)).contracts
    assert contract.budgets[0].amount == 490000000
    assert contract.products == ()


def test_what_the_interface_names_as_optional_is_taken():
    text = a_region_file(a_contract(more='answer = "after-review"\npark_days = 10'))
    [contract] = read(text).contracts
    assert (contract.answer, contract.park_days) == ("after-review", 10)


FIELDS = {
    "agb": ('agb = "65656055"', 'agb = "6565605"', "[[provider]] 1, agb"),
    "agb is text": ('agb = "65656055"', "agb = 65656055", "[[provider]] 1, agb"),
    "agb in other digits": ('agb = "65656055"', 'agb = "٦٥٦٥٦٠٥٥"', "[[provider]] 1, agb"),
    "kvk": ('kvk = "12345678"', 'kvk = "123"', "[[provider]] 1, kvk"),
    "iban": ("NL91ABNA0417164300", "NL91ABNA0417164301", "[[provider]] 1, iban"),
    "name": ('name = "Zorg 65656055"', 'name = " "', "[[provider]] 1, name"),
    "name that cannot be stored": (
        'name = "Zorg 65656055"', r'name = "Zorg \u0000"', "[[provider]] 1, name",
    ),
    "cbs": ('code = "0384"', 'code = "384"', "[[municipality]] 1, code"),
    "law": ('law = "wmo"', 'law = "wlz"', "[[contract]] 1, law"),
    "funding": ('funding = "pxq"', 'funding = "free"', "[[contract]] 1, funding"),
    "municipalities": ('["0384"]', "[]", "[[contract]] 1, municipalities"),
    "municipality twice": ('["0384"]', '["0384", "0384"]', "[[contract]] 1, municipalities"),
    "date as text": ("start = 2021-01-01", 'start = "2021-01-01"', "[[contract]] 1, start"),
    "date with time": ("end = 2030-12-31", "end = 2030-12-31T00:00:00", "[[contract]] 1, end"),
    "unit": ('unit = "04"', 'unit = "02"', "[[contract]] 1, product 1, unit"),
    "tariff in euros": ("tariff = 1250", "tariff = 12.50", "[[contract]] 1, product 1, tariff"),
    "tariff is text": ("tariff = 1250", 'tariff = "1250"', "[[contract]] 1, product 1, tariff"),
    "tariff is no yes": ("tariff = 1250", "tariff = true", "[[contract]] 1, product 1, tariff"),
    "tariff below zero": ("tariff = 1250", "tariff = -1", "[[contract]] 1, product 1, tariff"),
    "code": ('code = "01A03"', 'code = "01A034"', "[[contract]] 1, product 1, code"),
    "code that cannot be stored": (
        'code = "01A03"', r'code = "01A\u0000"', "[[contract]] 1, product 1, code",
    ),
    "category of law": (
        'category = "01"', 'category = "45"', "[[contract]] 1, product 1, category",
    ),
    "later work": ("tariff = 1250", 'tariff = 1250\nsegment = "a"',
                   "[[contract]] 1, product 1, segment"),
}  # fmt: skip


@pytest.mark.parametrize("case", FIELDS)
def test_a_field_that_is_wrong(case):
    right, wrong, place = FIELDS[case]
    text = a_region_file().replace(right, wrong)
    assert wrong in text
    lines = dict(problems(text))
    assert wrong.splitlines()[-1] in text.splitlines()[lines[place] - 1]


@pytest.mark.parametrize(
    "field", ["agb", "kvk", "iban", "law", "funding", "provider", "end", "category", "unit"]
)
def test_a_field_that_is_missing(field):
    lines = a_region_file().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{field} ="))
    found = problems("\n".join(lines[:at] + lines[at + 1 :]))
    assert any(place.endswith(f", {field}") for place, _ in found)


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file():
    text = (
        a_region_file(accounts=True)
        .replace('"0384"', '"9999"')
        .replace("NL91", "NL92")
        .replace('unit = "04"', 'unit = "4"')
        .replace('role = "checker"', 'role = "boss"')
    )
    found = problems(text)
    assert [place for place, _ in found] == [
        "[[municipality]] 1, code",
        "[[provider]] 1, iban",
        "[[contract]] 1, product 1, unit",
        "[[account]] 2, role",
    ]
    lines = [line for _, line in found]
    assert None not in lines
    assert lines == sorted(lines)


def test_unit_83_has_no_tariff_and_any_other_has_one():
    assert only_problem(a_region_file(a_contract(a_product(unit="83")))).place.endswith("tariff")
    missing = only_problem(a_region_file(a_contract(a_product(tariff=None))))
    assert missing.text == sentence("tariff-missing")
    read(a_region_file(a_contract(a_product(unit="83", tariff=None))))


def test_a_contract_does_not_end_before_it_begins():
    text = a_region_file(a_contract(start="2024-01-01", end="2023-12-31"))
    assert "[[contract]] 1, end" in [place for place, _ in problems(text)]


@pytest.mark.parametrize("start", ["2020-12-31", "2031-01-01"])
def test_a_tariff_begins_inside_the_term(start):
    text = a_region_file(a_contract(a_product(start=start)))
    assert problems(text) == [("[[contract]] 1, product 1, start", line_of(text, start))]


def test_the_same_tariff_day_twice():
    text = a_region_file(a_contract(a_product(), a_product(tariff=1300)))
    assert only_problem(text).place == "[[contract]] 1, product 2"


def test_hours_and_minutes_of_one_product_may_both_have_a_tariff():
    read(a_region_file(a_contract(a_product(), a_product(unit="01", tariff=21))))


def test_unknown_parties():
    text = a_region_file(a_contract(provider="11111111", municipalities='["0855"]'))
    assert [place for place, _ in problems(text)] == [
        "[[contract]] 1, provider",
        "[[contract]] 1, municipalities",
    ]


def test_a_municipality_that_does_not_exist():
    text = a_region_file(municipalities=("0384", "0001"))
    assert only_problem(text).place == "[[municipality]] 2, code"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"municipalities": ("0384", "0384")}, "[[municipality]] 2, code"),
        ({"providers": ("65656055", "65656055")}, "[[provider]] 2, agb"),
    ],
)
def test_a_party_twice(changes, place):
    assert only_problem(a_region_file(**changes)).place == place


def test_a_contract_id_twice():
    text = a_region_file(a_contract(), a_contract(a_product(code="01A04")))
    assert only_problem(text).place == "[[contract]] 2, id"


def test_two_contracts_for_one_product_on_one_day():
    text = a_region_file(
        a_contract(id="een", end="2025-01-01"),
        a_contract(a_product(code="01A04"), a_product(), id="twee", start="2025-01-01"),
    )
    problem = only_problem(text)
    assert problem.place == "[[contract]] 2"
    assert "een" in problem.text.nl


@pytest.mark.parametrize(
    "other",
    [
        a_contract(id="twee", start="2026-01-01"),
        a_contract(a_product(code="01A04"), id="twee"),
        a_contract(id="twee", municipalities='["0855"]'),
        a_contract(a_product(category="45"), id="twee", law="jeugdwet"),
        a_contract(id="twee", provider="42424242"),
    ],
)
def test_contracts_that_may_stand_side_by_side(other):
    first = a_contract(id="een", end="2025-12-31")
    parties = {"municipalities": ("0384", "0855"), "providers": ("65656055", "42424242")}
    assert len(read(a_region_file(first, other, **parties)).contracts) == 2


@pytest.mark.parametrize(
    ("contract", "key"),
    [
        (LUMPSUM, "budget-missing"),
        (LUMPSUM + BUDGET + a_product(category="45"), "product-of-lumpsum"),
        (LUMPSUM.replace("lumpsum", "pxq"), "product-missing"),
        (a_contract() + BUDGET.replace("2026", "2025"), "budget-without-lumpsum"),
        (LUMPSUM + BUDGET + BUDGET, "twice"),
        (LUMPSUM + BUDGET.replace("0384", "0855"), "municipality-not-in-contract"),
        (LUMPSUM + BUDGET.replace("year = 2026", "year = 2028"), "year-outside-term"),
    ],
)
def test_funding_that_does_not_fit(contract, key):
    problem = only_problem(a_region_file(contract))
    assert problem.text.en.startswith(SENTENCES[key].en.split("{")[0])


ROLES = [
    ('role = "checker"\nprovider = "65656055"', "account-party"),
    ('role = "provider-admin"', "account-party"),
    (
        'role = "provider-admin"\nprovider = "65656055"\nmunicipality = "0384"',
        "account-party",
    ),
    ('role = "functional-admin"\nmunicipality = "0384"', "account-without-party"),
    ('role = "auditor"\nmunicipality = "0855"', "municipality-unknown"),
    ('role = "provider-clerk"\nprovider = "11111111"', "provider-unknown"),
]


@pytest.mark.parametrize(("fields", "key"), ROLES)
def test_an_account_has_the_party_of_its_role(fields, key):
    text = a_region_file() + f'[[account]]\nemail = "a@b.example"\n{fields}\n'
    start = SENTENCES[key].en.split("{")[0]
    assert only_problem(text).text.en.startswith(start)


def test_an_email_stands_once_whatever_its_capitals():
    text = a_region_file(accounts=True) + ACCOUNTS.replace("clerk@", "CLERK@").split("\n\n")[0]
    assert only_problem(text).place == "[[account]] 4, email"


@pytest.mark.parametrize("email", ["clerk", "clerk@", "@aanbieder.example", "a b@c.example"])
def test_an_email_looks_like_one(email):
    text = a_region_file(accounts=True).replace("clerk@aanbieder.example", email)
    assert only_problem(text).place == "[[account]] 1, email"


def test_production_takes_no_accounts():
    text = a_region_file(accounts=True)
    assert only_problem(text, accounts=False).text == sentence("accounts-in-production")
    assert read(a_region_file(), accounts=False).accounts == ()


def test_a_table_the_file_does_not_know():
    text = a_region_file() + '\n[segment]\nname = "x"\n'
    problem = only_problem(text)
    assert (problem.place, problem.line) == ("segment", line_of(text, "[segment]"))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'[region]\nname = "x\n', 2),
        (b'[region]\nname = "x"\nname = "y"\n', 3),
        (b"[region\n", 1),
        (b'[region]\nname = "\xff"\n', 2),
        (b'\xef\xbb\xbf[region]\nname = "x"\n', 1),
        ('[region]\nname = "x"'.encode("utf-16"), 1),
        (b"%PDF-1.7", 1),
        (b"a = " + b"[" * 100_000, 1),
    ],
)
def test_what_is_not_a_toml_file(data, line):
    with pytest.raises(RegionRefused) as refused:
        read_region(data, LISTED, accounts=True)
    [problem] = refused.value.problems
    assert (problem.place, problem.line) == ("file", line)


@pytest.mark.parametrize(
    "data", [b"", b"region = 1", b"contract = 1\n[region]\nname = 'x'", b"[[region]]\nname='x'"]
)
def test_a_file_of_another_shape(data):
    with pytest.raises(RegionRefused):
        read_region(data, LISTED, accounts=True)


def test_a_table_in_a_text_is_not_taken_for_a_table():
    text = (
        a_region_file()
        .replace('name = "Gemeente 0384"', 'name = """Gemeente\n[[contract]]\nlaw = 1\n"""')
        .replace('funding = "pxq"', 'funding = "x"')
    )
    assert only_problem(text).line == line_of(text, "funding")


def test_an_inline_table_has_the_line_of_its_key():
    text = a_region_file(LUMPSUM + 'budget = [{ municipality = "0384", year = 26, amount = 1 }]')
    problem = only_problem(text)
    assert (problem.place, problem.line) == (
        "[[contract]] 1, budget 1, year",
        line_of(text, "budget ="),
    )


def test_the_roles_are_those_of_the_accounts():
    assert set(values.PROVIDER_ROLES) == set(records.PROVIDER_ROLES)
    assert set(values.MUNICIPAL_ROLES) == set(records.MUNICIPALITY_ROLES)
    assert set(values.REGION_ROLES) == set(records.REGION_ROLES)


def test_every_sentence_takes_the_same_values_in_both_languages():
    for key, text in SENTENCES.items():
        filled = text.nl.format(*"abcd"), text.en.format(*"abcd")
        assert all(part.endswith(".") for part in filled), key


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("NL91ABNA0417164300", True),
        ("BE71096123456769", True),
        ("NL91ABNA041716430", False),
        ("nl91ABNA0417164300", False),
        ("NL91 ABNA 0417 1643 00", False),
    ],
)
def test_iban(number, right):
    assert is_iban(number) == right


@given(st.integers(4, 17), st.sampled_from("0123456789"))
def test_a_changed_digit_of_an_iban_is_noticed(place, digit):
    right = "NL91ABNA0417164300"
    changed = right[:place] + digit + right[place + 1 :]
    if right[place].isdigit() and changed != right:
        assert not is_iban(changed)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        read(text)
    except RegionRefused as refused:
        assert refused.problems


TRAJECTORY = a_product(unit="83", tariff=None)


def test_a_trajectory_may_be_declared_at_milestones():
    [contract] = read(a_region_file(a_contract(f"{TRAJECTORY}\nmilestones = [70, 30]"))).contracts
    assert [product.milestones for product in contract.products] == [(70, 30)]
    [contract] = read(a_region_file(a_contract(TRAJECTORY))).contracts
    assert [product.milestones for product in contract.products] == [()]


@pytest.mark.parametrize(
    "wrong",
    ["[70, 20]", "[]", "[70, 30, 0]", "[130, -30]", "[70.0, 30.0]", '"70/30"', "[true, 99]"],
)
def test_milestones_are_whole_percentages_that_are_100_together(wrong):
    text = a_region_file(a_contract(f"{TRAJECTORY}\nmilestones = {wrong}"))
    problem = only_problem(text)
    assert problem.line == line_of(text, "milestones")
    assert (problem.place, problem.text) == (
        "[[contract]] 1, product 1, milestones", sentence("milestones"),
    )  # fmt: skip


def test_hours_have_no_milestones():
    text = a_region_file(a_contract(f"{a_product()}\nmilestones = [70, 30]"))
    problem = only_problem(text)
    assert problem.text == sentence("milestones-without-euros")
    assert problem.line == line_of(text, "milestones")
