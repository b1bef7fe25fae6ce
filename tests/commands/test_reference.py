"""Regions, allocations, keys, rule book: what declarations are judged by, loaded by commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from declarations.rules import RULEBOOK
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import BSN, a_message, the_sample, xml_of
from tests.commands.installed import Portal
from tests.intake.world import zipped
from tests.region_files import a_contract, a_product, a_region_file


def test_a_region_loads_once_and_a_wrong_file_loads_nothing(bare):
    assert bare.run("upgrade").text == "The database is up to date.\n"
    assert bare.run("upgrade").text == "The database was up to date.\n"
    first = bare.run("region", "load", "sandbox", "--lang", "en")
    assert first.status == 0 and "65656055" in first.text
    again = bare.run("region", "load", "sandbox", "--lang", "en")
    assert (again.status, again.text) == (0, "Nothing changed.\n")
    wrong = a_region_file(a_contract(a_product(tariff=1300), provider="99999999"))
    file = bare.file("wrong.toml", wrong)
    refused = bare.run("region", "load", file, "--lang", "en")
    assert (refused.status, refused.out) == (1, b"")
    assert refused.err.splitlines()[-1] == "Nothing was loaded."
    assert re.match(rf"{re.escape(str(file))}(:\d+)? .+: .+\.", refused.err), refused.err
    assert bare.run("region", "load", "sandbox", "--lang", "en").text == "Nothing changed.\n"


def test_a_region_that_is_not_there_or_is_a_folder_is_one_sentence(bare):
    for name in ("nowhere", bare.folder):
        done = bare.run("region", "load", name)
        assert (done.status, done.out) == (1, b"")
        assert done.err == (
            f"There is no region '{name}', and no file of that name that can be read."
            " The portal ships with: hart-van-brabant, lekstroom, noord-limburg, sandbox.\n"
        )
    missing = bare.run("region", "load", "atlantis")
    assert missing.status == 1
    assert "'atlantis'" in missing.err and "sandbox" in missing.err
    assert bare.run("check").status == 0


def test_import_tells_which_awarded_lines_no_longer_fit(ready: Portal):
    assert ready.submit(ready.file("323.xml", xml_of(the_sample()))).status == 0
    shorter = an_allocation(volume=1, assigned_at="2023-05-02T09:00:00")
    file = ready.file("301.xml", allocation_xml(an_allocation_message(shorter)))
    told = ready.run("allocations", "import", file, "--lang", "en")
    first, *noted = told.text.splitlines()
    assert first == "301.xml: 1 changed; 1 awarded line no longer fits (€ 50.00)"
    assert [each.split(":")[0].strip() for each in noted] == ["OP033x1"]
    assert noted[0].endswith("[40 -> 1]")
    assert ready.run("check").status == 0


def test_allocations_are_imported_one_line_a_message(ready: Portal):
    allocations = ready.allocations()
    again = ready.run("allocations", "import", *allocations, "--lang", "en")
    assert again.status == 0
    assert again.text.splitlines() == [f"{each.name}: 1 unchanged" for each in allocations]
    product = an_allocation(555, category="02", code="02A03")
    new = allocation_xml(an_allocation_message(product))
    bad = allocation_xml(an_allocation_message(an_allocation(556), provider="11111111"))
    archive = ready.file("301.zip", zipped(("a.xml", new), ("b.xml", b"geen XML"), ("c.xml", bad)))
    mixed = ready.run("allocations", "import", archive, "--lang", "en")
    assert mixed.status == 1
    first, second, third = mixed.text.splitlines()
    assert first == "a.xml: 1 added"
    assert second.startswith("b.xml: refused: ")
    assert third.startswith("c.xml: refused: ")
    assert BSN not in mixed.text + mixed.err
    wrong_kind = ready.file("323.xml", xml_of(a_message()))
    told = ready.run("allocations", "import", wrong_kind)
    assert told.status == 1 and told.text.startswith("323.xml: geweigerd: ")


def test_a_key_is_printed_once_for_an_account_that_exists(ready: Portal):
    made = [ready.run("key", "create", "clerk@voorbeeldzorg.example") for _ in range(2)]
    assert [each.status for each in made] == [0, 0]
    keys = [each.text.strip() for each in made]
    assert all(re.fullmatch(r"\S{24,}", key) for key in keys)
    assert len(set(keys)) == 2
    unknown = ready.run("key", "create", "nobody@nowhere.example")
    assert (unknown.status, unknown.out) == (1, b"")
    assert unknown.err.startswith("There is no active account nobody@nowhere.example.")
    assert unknown.err.count("\n") == 1
    assert ready.run("check").status == 0


def test_the_rule_book_as_json_and_as_lines(bare):
    [book] = bare.run("rules", "--json").objects
    assert {each["rule"] for each in book} >= {"TR056", "TR101", "TR346", "TR389", "TR390"}
    for each in book:
        assert {"code", "rule", "level", "severity", "class", "text", "basis", "since"} <= set(each)
        assert each["text"]["nl"] and each["text"]["en"]
    lines = bare.run("rules").text.splitlines()
    assert len(lines) == len(RULEBOOK.rules)


@pytest.mark.parametrize("arguments", [["rules", "--json"], ["submit"], ["region", "load", "x"]])
def test_the_installed_program_says_the_same(bare, arguments):
    """The other tests fork what was imported before; see `tests.commands.forking`."""
    assert bare.run_installed(*arguments) == bare.run(*arguments)


@pytest.mark.parametrize("arguments", [
    ["submit"], ["nothing"], ["submit", "--today", "tomorrow", "x.xml"],
    ["submit", "there-is-no-such-file.xml"], ["assess", "."], ["assess", "--lang", "fr", "x"],
])  # fmt: skip
def test_wrong_use_ends_in_2(bare, arguments):
    done = bare.run(*arguments)
    assert (done.status, done.out) == (2, b"")
    assert "Usage: portal" in done.err and "Traceback" not in done.err


def test_the_retour_to_an_allocation_is_written_into_a_folder(ready: Portal, tmp_path: Path):
    file = ready.file("301.xml", allocation_xml(an_allocation_message(an_allocation(777))))
    for _ in range(2):
        done = ready.run("allocations", "import", file, "--out", tmp_path / "out")
        assert done.status == 0
    [written] = (tmp_path / "out").iterdir()
    assert written.name.startswith("wmo302-") and b"RetourCodes" not in written.read_bytes()
