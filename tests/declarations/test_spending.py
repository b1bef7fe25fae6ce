"""What counts on an allocation, over whatever is declared: held against a second reading."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.assessment import assess
from declarations.facts import Allocation, EarlierDebit, Facts
from declarations.findings import Assessment
from declarations.model import Line, Message
from declarations.rules import RULEBOOK
from tests.builders import BSN, a_credit
from tests.declarations import day_by_day, strategies
from tests.declarations.day_by_day import Reckoning, counted
from tests.declarations.room import help_of, of, verdict_on
from tests.declarations.situations import awarded_after

MONTHS = 5
thorough = settings(max_examples=300, deadline=None)


@st.composite
def allocations(draw: st.DrawFn) -> Allocation:
    """An allocation of any variant, from any day on, that lasts up to five months or for ever."""
    category = draw(st.sampled_from(["01", "02", "45"]))
    start = draw(st.dates(date(2022, 1, 1), date(2028, 12, 31)))
    lasts = timedelta(draw(st.one_of(st.integers(0, 12), st.integers(0, 130))))
    return help_of(
        draw(st.sampled_from([1, 3, 40])),
        draw(st.sampled_from(["01", "04", "04", "14", "16", "82", "82", "83", "84"])),
        draw(st.sampled_from("12246")),
        category=category, code=f"{category}A03", start=start,
        end=draw(st.sampled_from([start + lasts] * 4 + [None])),
        budget=draw(st.sampled_from([None, None, 0, 3_000, 90_000])),
    )  # fmt: skip


def months_of(allocated: Allocation) -> list[date]:
    """The first days of the months it lies in, five at most."""
    end = allocated.end or allocated.start + timedelta(days=130)
    return [day for day in day_by_day.days(allocated.start.replace(day=1), end) if day.day == 1][
        :MONTHS
    ]


@st.composite
def lines(draw: st.DrawFn, allocated: Allocation, month: date) -> Line:
    """A line with a volume on, near or far from what its month holds; hours also as minutes."""
    period = of(allocated, month, 0)
    most = day_by_day.most_in_period(allocated, period.start, period.end) or 0
    total = day_by_day.most_in_all(allocated) or 0
    volume = draw(st.sampled_from([0, 1, most // 2, most, most, most + 1, total, total + 1]))
    if allocated.unit == "04" and draw(st.booleans()):
        minutes = max(0, 60 * volume + draw(st.integers(-1, 1)))
        return of(allocated, month, minutes, unit="01")
    return of(allocated, month, volume)


Situation = tuple[Allocation, list[Line], list[Line]]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """An allocation, what was awarded on it before, and what is declared now: fresh months, and
    earlier ones taken back, with or without a new line."""
    allocated = draw(allocations())
    earlier, declared = [], []
    for month in months_of(allocated):
        how = draw(st.sampled_from(["fresh", "fresh", "kept", "credited", "redone", "nothing"]))
        line = draw(lines(allocated, month))
        if how in ("kept", "credited", "redone"):
            old = draw(lines(allocated, month).filter(lambda each: each.amount))
            earlier.append(replace(old, reference=f"OLD-{month:%y%m}"))
        if how in ("credited", "redone"):
            declared.append(a_credit(earlier[-1]))
        if how in ("fresh", "redone"):
            declared.append(line)
    draw(st.randoms(use_true_random=False)).shuffle(declared)
    return allocated, earlier, declared


def known(allocated: Allocation, earlier: list[Line]) -> dict[str, object]:
    """The facts that earlier lines leave behind."""
    nothing = Facts(today=allocated.start)
    return {
        "hourly": allocated.unit == "04",
        "awarded": awarded_after(nothing, *earlier),
        "earlier": {
            line.reference: EarlierDebit(BSN, line, awarded=True, credited=False)
            for line in earlier
        },
        "live_debits": frozenset(
            (line.allocation, line.category, line.code, line.month) for line in earlier
        ),
    }


def judge(situation: Situation) -> Assessment | None:
    allocated, earlier, declared = situation
    if not declared:
        return None
    return verdict_on([allocated], *declared, **known(allocated, earlier))


@thorough
@given(situations())
def test_a_walk_along_the_days_comes_to_the_same(situation: Situation) -> None:
    allocated, earlier, declared = situation
    verdict = judge(situation)
    if verdict is None:
        return
    assert verdict.level is None, [each.rule for each in verdict.findings]
    reckoning = Reckoning(allocated)
    for line in earlier:
        reckoning.count(line)
    expected = {
        line.reference: tuple(reckoning.judge(line)) or ("0200",)
        for line in sorted(declared, key=lambda each: (not each.credit, each.start))
    }
    assert {each.line.reference: each.codes for each in verdict.lines} == expected


@thorough
@given(situations(), st.integers())
def test_order_decides_nothing_where_every_line_begins_on_another_day(
    situation: Situation, seed: int
) -> None:
    allocated, earlier, declared = situation
    mixed = list(declared)
    Random(seed).shuffle(mixed)
    verdicts = [judge((allocated, earlier, each)) for each in (declared, mixed)]
    told = [{x.line.reference: x.codes for x in each.lines} if each else {} for each in verdicts]
    assert told[0] == told[1]


@thorough
@given(strategies.situations())
def test_no_verdict_leads_above_the_allocation(given_: tuple[Message, Facts]) -> None:
    message, facts = given_
    verdict = assess(message, facts, RULEBOOK)
    before, after = (
        spent(facts, each) for each in ([], [x.line for x in verdict.lines if x.awarded])
    )
    for owned in facts.allocations.values():
        for allocated in owned.values():
            (volume, cents), (was, cents_were) = after[allocated.number], before[allocated.number]
            total = day_by_day.most_in_all(allocated)
            if total is not None:
                assert volume <= max(total, was)
            if allocated.budget is not None:
                assert cents <= max(allocated.budget, cents_were)


def spent(facts: Facts, awarded: list[Line]) -> dict[int, tuple[Fraction, int]]:
    """What counts by allocation, in its own unit and in eurocents, once these are awarded."""
    found: dict[int, tuple[Fraction, int]] = defaultdict(lambda: (Fraction(0), 0))
    allocations = {n: each for owned in facts.allocations.values() for n, each in owned.items()}
    for number, units in awarded_after(facts, *awarded).items():
        if number in allocations:
            own = allocations[number]
            volume = sum(
                (counted(own, unit, volume) for unit, (volume, _) in units.items()
                 if unit == own.unit or (own.unit, unit) == ("04", "01")),
                Fraction(0),
            )  # fmt: skip
            found[number] = volume, sum(cents for _, cents in units.values())
    return found


@thorough
@given(situations())
def test_crediting_everything_gives_everything_back(situation: Situation) -> None:
    allocated, earlier, _ = situation
    if not earlier:
        return
    facts = known(allocated, earlier)
    credits = [a_credit(line) for line in earlier]
    verdict = verdict_on([allocated], *credits, **facts)
    assert [each.codes for each in verdict.lines] == [("0200",)] * len(credits)
    left = awarded_after(Facts(today=allocated.start, awarded=facts["awarded"]), *credits)
    assert {sums for units in left.values() for sums in units.values()} == {(0, 0)}
    again = [replace(line, reference=f"N{line.reference}") for line in earlier]
    fresh = {line.reference: tuple(Reckoning(allocated).judge(line)) for line in again}
    [alone] = verdict_on([allocated], again[0], hourly=facts["hourly"]).lines
    assert alone.codes == (fresh[again[0].reference] or ("0200",))
