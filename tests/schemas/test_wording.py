"""A refusal in words: where, what, and what to do; nothing is left open."""

from __future__ import annotations

import pytest

from schemas.refusals import door_finding
from schemas.wording import describe


def test_line_and_element_come_first_then_the_values() -> None:
    finding = door_finding("XSD", "code", line=45, path="/Bericht/Declaratie/Eenheid",
                           expected="01, 04", received="99")
    assert describe(finding, "en").startswith(
        "Line 45, Eenheid: the value ‘99’ is not in the code list. Allowed: 01, 04. ")
    assert describe(finding).startswith(
        "Regel 45, Eenheid: de waarde ‘99’ staat niet in de codelijst. Toegestaan: 01, 04. ")


def test_without_a_value_the_sentence_closes_around_it() -> None:
    finding = door_finding("XSD", "code", path="/Bericht/Client/Geslacht")
    assert "the value is not in the code list. Check" in describe(finding, "en")
    fixed = door_finding("XSD", "fixed", path="/Bericht/Header/BerichtCode", expected="484")
    assert "this must be 484. " in describe(fixed, "en")


def test_without_a_place_the_sentence_begins_with_a_capital() -> None:
    assert describe(door_finding("XML", "empty")).startswith("Het bestand is leeg.")


@pytest.mark.parametrize("rule", ["XML", "XSD", "SIZE", "ENCODING", "ZIP", "SENDER", "RECEIVER"])
def test_an_unknown_detail_still_has_a_sentence(rule: str) -> None:
    assert describe(door_finding(rule, "nog onbekend")) != describe(
        door_finding(rule, "nog onbekend"), "en")


def test_a_finding_of_the_rule_book_is_not_described_here() -> None:
    with pytest.raises(KeyError):
        describe(door_finding("TR346", ""))
