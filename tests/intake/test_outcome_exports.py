"""The lines of a message as a spreadsheet and as text, read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from python_calamine import CalamineWorkbook

from declarations.rules import RULEBOOK
from tests import databases
from tests.builders import BSN, citizen_numbers
from tests.intake.outcome_pages import (
    CHECKER,
    STRANGER,
    Pages,
    a_month_of_care,
    allocate_many,
    pages_on,
    unknown,
)

LINES = 12


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pages(request, tmp_path_factory) -> Iterator[Pages]:
    """A world for the tests of this module, which only read, on each engine in turn."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        database = databases.copied(template, tmp_path_factory.mktemp("exports"))
    else:
        database, owner = request.getfixturevalue("postgresql_database")
        databases.empty(database, owner)
    with pages_on(database) as pages:
        yield pages


@pytest.fixture(scope="module")
def month(pages) -> str:
    """Twelve lines of which one has a wrong tariff, and two of an unknown client."""
    allocate_many(pages.world, LINES)
    return pages.hand_in(unknown(a_month_of_care(LINES, {4: {"tariff": 1300}})))


def as_rows(answer) -> list[dict[str, object]]:
    """The rows of a file by their headings, whatever the file."""
    assert answer.status_code == 200
    if answer.mimetype == "text/csv":
        return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    heading, *rows = sheet.to_python()
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_row_for_every_line_in_the_order_of_the_file(pages, month, kind):
    rows = as_rows(pages.browser().get(f"{month}/regels.{kind}"))
    assert [row["ReferentieNummer"] for row in rows] == [
        *(f"R-{10_000 + n}" for n in range(LINES)), "U1", "U2",
    ]  # fmt: skip
    assert [int(row["Positie"]) for row in rows] == list(range(1, LINES + 3))


def test_a_row_says_what_is_wrong_and_what_to_do(pages, month):
    row = as_rows(pages.browser().get(f"{month}/regels.xlsx"))[4]
    assert (row["Tarief"], row["Bedrag"], row["Stand"]) == (13.0, 65.0, "terug")
    assert (row["Retourcodes"], row["Verwacht"], row["Ontvangen"]) == ("0611", "1250", "1300")
    assert row["Wat nu"] == RULEBOOK.by_name["TR418"].next_step.nl
    assert row["Aan zet"] == "de aanbieder"


def test_a_line_that_fell_with_its_client_says_why(pages, month):
    row = as_rows(pages.browser().get(f"{month}/regels.csv"))[-1]
    assert (row["Retourcodes"], row["Regels"]) == ("0233", "TR304")
    assert row["Aan zet"] == "de gemeente"


def test_a_file_holds_what_was_chosen(pages, month):
    rows = as_rows(pages.browser().get(f"{month}/regels.csv?regel=TR418&stand=alle"))
    assert [row["ReferentieNummer"] for row in rows] == ["R-10004"]
    assert len(as_rows(pages.browser().get(f"{month}/regels.csv?stand=terug"))) == 3


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_citizen_numbers_are_masked(pages, month, kind):
    pages.seen()
    answer = pages.browser().get(f"{month}/regels.{kind}")
    assert {row["Burgerservicenummer"][:6] for row in as_rows(answer)} == {"•" * 6}
    assert BSN.encode() not in answer.data
    assert pages.seen() == [("export", "message")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_whole_citizen_numbers_on_a_click_that_is_noted(pages, month, kind):
    pages.seen()
    rows = as_rows(pages.browser().post(f"{month}/regels.{kind}"))
    numbers = citizen_numbers()
    clients = [next(numbers) for _ in range(LINES // 4)]
    assert [row["Burgerservicenummer"] for row in rows][:LINES:4] == clients
    assert pages.seen() == [("export with citizen numbers", "message")]


def test_whole_numbers_are_for_the_provider_alone(pages, month):
    pages.seen()
    assert pages.browser(CHECKER).post(f"{month}/regels.csv").status_code == 403
    assert pages.browser(STRANGER).post(f"{month}/regels.csv").status_code == 404
    assert pages.seen() == []


def test_a_file_goes_on_where_the_memory_ended(pages, month, monkeypatch):
    monkeypatch.setattr("portal.intake.outcome_lines.CHUNK", 5)
    assert len(as_rows(pages.browser().get(f"{month}/regels.csv"))) == LINES + 2
