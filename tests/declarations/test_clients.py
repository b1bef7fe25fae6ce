"""The citizen number: whether it can be one, and whether it is known here."""

from __future__ import annotations

import pytest

from declarations.findings import Outcome
from tests.builders import OTHER_BSN, a_client, a_line, a_message, citizen_numbers
from tests.declarations.situations import UNJUDGED, an_allocation, for_client, judged, rules


@pytest.mark.parametrize("bsn", ["999900006", "999990019", "000000012", "111222333"])
def test_numbers_that_can_be_one(bsn: str) -> None:
    known = for_client(an_allocation(), bsn=bsn)
    verdict = judged(a_message(a_client(bsn=bsn)), allocations=known)
    assert verdict.outcome is Outcome.AWARDED


@pytest.mark.parametrize("bsn", ["999900007", "123456789", "000000001", "900000000"])
def test_number_that_cannot_be_one_refuses_the_message_and_is_not_repeated(bsn: str) -> None:
    verdict = judged(a_message(a_client(bsn=bsn)))
    assert (verdict.outcome, rules(verdict)) == (Outcome.REFUSED, ["CS002"])
    (finding,) = verdict.findings
    assert (finding.expected, finding.received) == (None, None)
    assert finding.path == "/Bericht/Declaratie/Clienten/Client[1]/Bsn"


def test_nine_zeros_are_an_unknown_client() -> None:
    verdict = judged(a_message(a_client(bsn="000000000")))
    assert verdict.clients[0].codes == ("8187",)
    assert verdict.lines[0].codes == UNJUDGED


def test_message_with_only_unknown_clients_is_rejected_line_by_line() -> None:
    verdict = judged(a_message(), allocations={})
    assert (verdict.header, verdict.declaration) == (("0200",), ("0200",))
    assert (verdict.outcome, verdict.awarded_cents) == (Outcome.REJECTED, 0)
    assert verdict.processed


def test_unknown_client_is_told_once_whatever_is_wrong_with_its_lines() -> None:
    lines = a_line(amount=1), a_line(reference="B", allocation=5)
    verdict = judged(a_message(a_client(), a_client(*lines, bsn=OTHER_BSN)))
    assert rules(verdict) == ["TR304"]
    assert verdict.outcome is Outcome.PARTLY_AWARDED


def test_all_builders_of_numbers_pass() -> None:
    numbers = citizen_numbers()
    clients = [
        a_client(a_line(reference=f"R{n}", allocation=n), bsn=next(numbers)) for n in range(200)
    ]
    assert "CS002" not in rules(judged(a_message(*clients)))
