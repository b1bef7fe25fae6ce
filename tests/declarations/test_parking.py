"""Lines that wait for the municipality's own data, and judging them again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import DebitKey, Decision, Facts, Settled
from declarations.findings import NO_REMARK, Assessment, Outcome
from declarations.model import Line, Message
from declarations.rules import RULEBOOK
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.declarations import strategies
from tests.declarations.situations import (
    AWARDED,
    UNJUDGED,
    an_allocation,
    for_client,
    judged,
    some_facts,
)

MAY_WAIT = frozenset({1})
UNKNOWN = 99
quick = settings(max_examples=150, deadline=None)


def settled(verdict: Assessment) -> Settled:
    """What a later round finds decided."""
    lines = {
        position: Decision(each.codes, each.contract, each.allocation)
        for position, each in enumerate(verdict.lines, 1)
        if not each.parked
    }
    clients = {
        position: each.codes
        for position, each in enumerate(verdict.clients, 1)
        if each.codes not in ((), NO_REMARK)
    }
    return Settled(lines, clients)


def key(line: Line) -> DebitKey:
    return line.allocation, line.category, line.code, line.month


def live_after(known: Facts, verdict: Assessment) -> frozenset[DebitKey]:
    """The months that are filled once this verdict counts: credits first, then debits."""
    awarded = [each.line for each in verdict.lines if each.awarded]
    taken_back = {key(line) for line in awarded if line.credit}
    return (known.live_debits - taken_back) | {key(line) for line in awarded if not line.credit}


def test_line_on_an_unknown_allocation_waits() -> None:
    verdict = judged(
        a_message(a_client(a_line(), a_line(reference="B", allocation=UNKNOWN))), parkable=MAY_WAIT
    )
    assert (verdict.outcome, verdict.declaration) == (Outcome.PARKED, AWARDED)
    assert [(each.codes, each.parked) for each in verdict.lines] == [(AWARDED, False), ((), True)]
    assert verdict.awarded_cents == 5000
    assert [each.code for each in verdict.findings] == ["9338"]


def test_line_with_another_fault_does_not_wait() -> None:
    line = a_line(allocation=UNKNOWN, amount=1)
    verdict = judged(a_message(a_client(line)), parkable=MAY_WAIT)
    assert not verdict.lines[0].parked
    assert "9338" in verdict.lines[0].codes


def test_line_without_a_contract_does_not_wait() -> None:
    verdict = judged(a_message(a_client(a_line(allocation=UNKNOWN))), parkable=MAY_WAIT, tariffs={})
    assert verdict.outcome is Outcome.REJECTED


def test_line_on_a_contract_without_waiting_does_not_wait() -> None:
    message = a_message(a_client(a_line(allocation=UNKNOWN)))
    verdict = judged(message, parkable=frozenset({2}))
    assert verdict.lines[0].codes == ("9338",)


def test_unknown_client_waits_with_all_lines_or_falls_with_all() -> None:
    debit = a_line(allocation=UNKNOWN)
    waits = judged(a_message(a_client(debit, bsn=OTHER_BSN)), parkable=MAY_WAIT)
    assert [each.codes for each in waits.clients] == [()]
    assert waits.lines[0].parked
    mixed = a_client(debit, a_credit(a_line(reference="P"), reference="C"), bsn=OTHER_BSN)
    falls = judged(a_message(mixed), parkable=MAY_WAIT)
    assert [each.codes for each in falls.clients] == [("8187",)]
    assert [each.codes for each in falls.lines] == [UNJUDGED, UNJUDGED]


def test_later_round_does_not_ask_header_and_declaration_again() -> None:
    message = a_message(a_client(a_line(allocation=UNKNOWN)))
    first = judged(message, parkable=MAY_WAIT)
    again = judged(
        message, settled=settled(first), number_used=True, identification_used=True,
        allocations=for_client(an_allocation(UNKNOWN)),
    )  # fmt: skip
    assert (again.outcome, again.declaration) == (Outcome.AWARDED, ("8001",))


def test_client_that_fell_stays_fallen() -> None:
    message = a_message(
        a_client(a_line(allocation=UNKNOWN), bsn=BSN),
        a_client(a_line(reference="B", allocation=7, category="01", code="01A99"), bsn=OTHER_BSN),
    )
    first = judged(message, parkable=MAY_WAIT)
    assert [each.codes for each in first.clients] == [AWARDED, ("8187",)]
    everything = for_client(an_allocation(UNKNOWN)) | for_client(an_allocation(7), bsn=OTHER_BSN)
    again = judged(message, settled=settled(first), allocations=everything)
    assert [each.codes for each in again.clients] == [AWARDED, ("8187",)]
    assert [each.codes for each in again.lines] == [AWARDED, UNJUDGED]


def test_facts_are_other_facts_when_waiting_is_allowed_or_something_is_settled() -> None:
    plain = some_facts()
    told = {
        plain.fingerprint(),
        replace(plain, parkable=MAY_WAIT).fingerprint(),
        replace(plain, settled=Settled()).fingerprint(),
        replace(plain, settled=Settled({1: Decision(("9338",))})).fingerprint(),
        replace(plain, settled=Settled({1: Decision(("0200",))})).fingerprint(),
    }
    assert len(told) == 5


def awarded_after(known: Facts, verdict: Assessment) -> dict[int, dict[str, tuple[int, int]]]:
    """What counts on the allocations once the lines that were awarded count too."""
    found = {number: dict(units) for number, units in known.awarded.items()}
    for line in (each.line for each in verdict.lines if each.awarded):
        units = found.setdefault(line.allocation, {})
        volume, cents = units.get(line.unit, (0, 0))
        volume += -line.volume if line.credit else line.volume
        units[line.unit] = (volume, cents + line.signed_cents)
    return found


@st.composite
def late_facts(draw: st.DrawFn) -> tuple[Message, Facts, Facts]:
    """A message, all facts about it, and the same without some allocations or a client."""
    message, known = draw(strategies.situations())
    kept = {
        bsn: {n: each for n, each in owned.items() if draw(st.booleans())}
        for bsn, owned in known.allocations.items()
        if draw(st.booleans())
    }
    return message, known, replace(known, allocations=kept, parkable=MAY_WAIT)


@quick
@given(late_facts())
def test_judging_again_gives_what_judging_once_would_have_given(
    situation: tuple[Message, Facts, Facts],
) -> None:
    message, known, early = situation
    once, first = assess(message, known, RULEBOOK), assess(message, early, RULEBOOK)
    if not first.lines or not once.lines:
        return
    late = replace(
        known, settled=settled(first), live_debits=live_after(known, first),
        awarded=awarded_after(known, first), earlier={},
    )  # fmt: skip
    again = assess(message, late, RULEBOOK)
    for before, after, alone in zip(first.lines, again.lines, once.lines, strict=True):
        if before.parked:
            assert after == alone
        else:
            assert (after.codes, after.contract, after.allocation) == (
                before.codes, before.contract, before.allocation
            )  # fmt: skip
    assert again.outcome is not Outcome.PARKED


@quick
@given(late_facts())
def test_what_is_decided_never_changes_however_often_it_is_judged(
    situation: tuple[Message, Facts, Facts],
) -> None:
    message, _, early = situation
    first = assess(message, early, RULEBOOK)
    if not first.lines:
        return
    same = replace(early, settled=settled(first), live_debits=live_after(early, first), earlier={})
    again = assess(message, same, RULEBOOK)
    assert [each.codes for each in again.lines] == [each.codes for each in first.lines]
    assert [each.parked for each in again.lines] == [each.parked for each in first.lines]
    assert [each.codes for each in again.clients] == [each.codes for each in first.clients]
    assert (again.outcome, again.awarded_cents) == (first.outcome, first.awarded_cents)
