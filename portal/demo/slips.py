"""What goes wrong in one line: each slip changes a right line and names the rules it breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from declarations.allowance import most_in_all
from declarations.facts import Allocation
from declarations.model import EUROS, HOURS, MINUTES, Law, Line
from declarations.periods import month_end, same_month
from portal.demo.care import Care, Supply

OTHER_CATEGORY = {Law.WMO: "06", Law.YOUTH: "55"}  # bought by nobody
NIGHTS, HALF_DAYS = "14", "16"  # nights as many as days: a shorter period would not hold them
MINUTES_AN_HOUR = 60
LARGEST = 99_999_999  # eurocents that a line can be about
NOWHERE = 40_000_000  # added to an allocation number, it is nobody's


class Past(Protocol):
    """What a provider remembers of its declarations to one municipality."""

    @property
    def supplies(self) -> Sequence[Supply]:
        """What the provider delivers to the municipality under this law."""

    @property
    def references(self) -> Sequence[str]:
        """Some of the references it has used."""

    def awarded_on(self, care: Care) -> Line | None:
        """A line of an earlier month on the same allocation that was awarded and still counts."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A line gone wrong and the rules that say so; ``mended`` when the right one may follow."""

    line: Line
    rules: frozenset[str]
    mended: bool = True


Make = Callable[[Care, Line, Past], Slip | None]
"""None where this slip cannot happen to this line."""


def wrong_tariff(care: Care, line: Line, past: Past) -> Slip | None:
    """Last year's tariff, or a slip of the pen."""
    if line.tariff is None:
        return None
    tariff = next((c for _, c in care.supply.tariffs if c != line.tariff), line.tariff + 35)
    if line.unit == MINUTES:
        return Slip(replace(line, tariff=line.tariff + 3), frozenset({"TR418"}))
    return Slip(replace(line, tariff=tariff, amount=line.volume * tariff), frozenset({"TR418"}))


def wrong_amount(care: Care, line: Line, past: Past) -> Slip | None:
    """A sum that does not come out, by a rounding or by more."""
    if line.tariff is None:
        return None
    return Slip(replace(line, amount=line.amount + 1 + line.volume % 90), frozenset({"TR346"}))


def unknown_number(care: Care, line: Line, past: Past) -> Slip | None:
    """An allocation number that does not exist."""
    return Slip(replace(line, allocation=line.allocation + NOWHERE), frozenset({"TR338"}))


def begins_late(care: Care, line: Line, past: Past) -> Slip | None:
    """The day the care began, where the whole month is asked for."""
    if line.start.day != 1 or line.end.day < 10 or line.unit == NIGHTS:
        return None
    return Slip(replace(line, start=line.start.replace(day=5)), frozenset({"TR387"}))


def ends_early(care: Care, line: Line, past: Past) -> Slip | None:
    """The day of the last visit, where the whole month is asked for."""
    if line.end != month_end(line.end) or (line.end - line.start).days < 6:
        return None
    if line.unit == NIGHTS:
        return None
    if care.end is not None and same_month(care.end, line.end):
        return None
    return Slip(replace(line, end=line.end - timedelta(days=3)), frozenset({"TR388"}))


def wrong_category(care: Care, line: Line, past: Past) -> Slip | None:
    """The right code in a category that it does not belong to."""
    category = OTHER_CATEGORY[care.supply.lane[2]]
    return Slip(replace(line, category=category), frozenset({"TR339", "TR381"}))


def wrong_code(care: Care, line: Line, past: Past) -> Slip | None:
    """Another product of the contract than the one that was allocated."""
    if care.budget is not None or line.unit in (MINUTES, EUROS):
        return None
    for other in past.supplies:
        alike = (other.category, other.unit) == (care.supply.category, care.supply.unit)
        tariff = other.tariff_on(line.start)
        if alike and other.code != line.code and tariff is not None and line.end <= other.last:
            wrong = replace(line, code=other.code, tariff=tariff, amount=line.volume * tariff)
            return Slip(wrong, frozenset({"TR340"}))
    return None


def wrong_unit(care: Care, line: Line, past: Past) -> Slip | None:
    """Half-days, where hours were allocated."""
    if line.unit != HOURS or any(each.unit == HALF_DAYS for each in _same_product(care, past)):
        return None
    return Slip(replace(line, unit=HALF_DAYS), frozenset({"TR341", "TR418"}))


def _same_product(care: Care, past: Past) -> list[Supply]:
    return [each for each in past.supplies if each.code == care.supply.code]


def not_contracted(care: Care, line: Line, past: Past) -> Slip | None:
    """A product nobody bought, within a category that was allocated with a budget."""
    if care.budget is None:
        return None
    return Slip(replace(line, code=f"{line.category}Z99"), frozenset({"TR418"}))


def wrong_list(care: Care, line: Line, past: Past) -> Slip | None:
    """A code of another category, within a category that was allocated with a budget."""
    if care.budget is None:
        return None
    code = f"{OTHER_CATEGORY[care.supply.lane[2]]}Z11"
    return Slip(replace(line, code=code), frozenset({"TR381"}))


def used_reference(care: Care, line: Line, past: Past) -> Slip | None:
    """A reference of an earlier month."""
    if not past.references:
        return None
    reference = past.references[line.volume % len(past.references)]
    return Slip(replace(line, reference=reference), frozenset({"TR314"}))


def second_debit(care: Care, line: Line, past: Past) -> Slip | None:
    """An earlier month once more; the month at hand is forgotten."""
    earlier = past.awarded_on(care)
    if earlier is None or line.start.day != 1 or line.end != month_end(line.end):
        return None  # a broken month leaves no room for a whole one
    return Slip(replace(earlier, reference=""), frozenset({"TR389"}), mended=False)


def minutes_as_hours(care: Care, line: Line, past: Past) -> Slip | None:
    """The minutes, filled in as hours: more than the month allows, and often than there is."""
    if line.unit != HOURS or line.tariff is None or care.budget is not None or care.revision:
        return None
    volume = line.volume * MINUTES_AN_HOUR
    wrong = replace(line, volume=volume, amount=volume * line.tariff)
    total = most_in_all(_allocated(care))
    if wrong.amount > LARGEST or (total is not None and volume <= total):
        return None
    return Slip(wrong, frozenset({"TR321"} if total is None else {"TR321", "TR322"}))


def more_than_the_budget(care: Care, line: Line, past: Past) -> Slip | None:
    """All that was allocated and one more, in a single month."""
    if care.budget is None or line.tariff is None or line.unit == MINUTES:
        return None
    volume = care.budget // line.tariff + 1
    wrong = replace(line, volume=volume, amount=volume * line.tariff)
    return Slip(wrong, frozenset({"TR369"})) if wrong.amount <= LARGEST else None


def _allocated(care: Care) -> Allocation:
    """What the allocation says, where it was never revised."""
    return Allocation(
        number=care.number, version=0, start=care.start, end=care.end,
        category=care.supply.category, code=care.supply.code, volume=care.volume,
        unit=care.supply.unit, frequency=care.frequency,
    )  # fmt: skip


COMMON: dict[Make, int] = {
    wrong_tariff: 6, unknown_number: 3, second_debit: 3, wrong_amount: 2, ends_early: 2,
    wrong_code: 2, minutes_as_hours: 2, begins_late: 1, wrong_unit: 1, used_reference: 1,
    wrong_category: 1,
}  # fmt: skip
"""What happens time and again, and how often beside the others."""

SELDOM: tuple[Make, ...] = (more_than_the_budget, not_contracted, wrong_list)


def outside_care(care: Care, month: date, sent: date) -> frozenset[str]:
    """The rules broken by declaring a month in which there was no care; none where it is not
    a slip that anybody makes."""
    if care.deleted and care.revision is not None:
        seen = care.start < month and care.revision.told < sent
        return frozenset({"TR384", "TR308"}) if seen else frozenset()
    if care.end is not None and care.end < month and (month - care.end).days < 31:
        return frozenset({"TR308"})
    if month_end(month) < care.start and (care.start - month).days < 61 and care.told < sent:
        return frozenset({"TR307"})
    return frozenset()
