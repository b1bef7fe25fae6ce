"""One row worked out: its period, product, unit, tariff and amount, and what is left for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from declarations.allowance import Balance, Room, period_in, room_in
from declarations.facts import Allocation, Product, Tariff
from declarations.model import EUROS, HOURS, MINUTES, Period
from declarations.money import MINUTES_PER_HOUR
from declarations.periods import month_end
from declarations.rules.amounts import agreed_amount, agreed_tariff
from declarations.tariffs import tariffs_on
from portal.allocations.clients import masked
from portal.allocations.declarable import Declarable, Market
from portal.declaring.problems import Problem
from portal.declaring.rows import Row
from portal.intake.standing import Counted

LARGEST = 99_999_999  # of a volume and of an amount in a message


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A row with all that follows from it; ``client`` is the masked number.

    ``products`` and ``units`` are what may be chosen. ``sixty`` is what sixty units come to, from
    which any volume can be reckoned. ``period``, ``unit``, ``tariff`` and
    ``amount`` are None while they do not follow yet. ``declared`` tells that the month is awarded
    already. ``problems`` keep a filled row from being sent, ``doubts`` do not.
    """

    row: Row
    client: str
    allocated: Allocation | None
    products: tuple[Product, ...]
    units: tuple[str, ...]
    period: Period | None
    unit: str | None
    tariff: int | None
    amount: int | None
    sixty: int | None
    room: Room
    declared: bool
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def signed_cents(self) -> int:
        """What the row counts for in the total; an empty one for nothing."""
        if not self.row.filled or self.amount is None:
            return 0
        return -self.amount if self.row.credit else self.amount


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are worked out with, read in a fixed number of queries."""

    held: Mapping[int, Declarable]
    tariffs: Mapping[Product, tuple[Tariff, ...]]
    clients: Mapping[int, str]
    counted: Mapping[int, Mapping[str, Counted]]
    live: frozenset[tuple[int, str, str, date]]
    credited: frozenset[tuple[int, str, str, date]] = field(default_factory=frozenset)


def worked_row(row: Row, market: Market, ground: Ground) -> WorkedRow:
    held = ground.held.get(row.number)
    if held is not None and held.client_id != row.client_id:
        held = None  # somebody else's allocation is none
    allocated = held.allocated if held else None
    period = _period(row, allocated)
    first = period.start if period else row.month
    products = _products(row, allocated, ground.tariffs, first)
    if row.product is None and len(products) == 1:
        row = row.changed(category=products[0][0], code=products[0][1])
    tariffs = _in_force(ground.tariffs, row.product, first, allocated)
    units = _units(row, allocated, tariffs)
    unit = row.unit or (units[0] if units else None)
    tariff = row.kept["tariff"] if "tariff" in row.kept else _tariff(tariffs, unit)
    amount = _amount(row, tariffs, unit, tariff)
    key = (held.allocation_id, *row.product, row.month) if held and row.product else None
    room = _room(held, market, period, ground) if held else Room()
    declared = not row.credit and key in ground.live and key not in ground.credited
    worked = WorkedRow(
        row, masked(ground.clients.get(row.client_id, "")), allocated, products, units, period,
        unit, tariff, amount, _priced(tariffs, unit, 60, tariff), room, declared,
    )  # fmt: skip
    return _judged(worked)


def _judged(worked: WorkedRow) -> WorkedRow:
    if worked.row.credit:
        return worked
    return replace(worked, problems=tuple(_problems(worked)), doubts=tuple(_doubts(worked)))


def _period(row: Row, allocated: Allocation | None) -> Period | None:
    usual = period_in(allocated, row.month) if allocated else None
    if usual is None:
        usual = Period(row.month, month_end(row.month)) if allocated is None else None
    if "start" in row.kept or "end" in row.kept:
        whole = usual or Period(row.month, month_end(row.month))
        return Period(row.kept.get("start", whole.start), row.kept.get("end", whole.end))
    return usual


def _products(
    row: Row,
    allocated: Allocation | None,
    tariffs: Mapping[Product, tuple[Tariff, ...]],
    day: date,
) -> tuple[Product, ...]:
    """What may be declared on the allocation; what a row holds stays among it."""
    if allocated is not None and allocated.category and allocated.code:
        offered = {(allocated.category, allocated.code)}
    else:
        category = allocated.category if allocated else None
        offered = {
            product
            for product, agreed in tariffs.items()
            if category in (None, product[0]) and any(each.covers(day) for each in agreed)
        }
    if row.product:
        offered.add(row.product)
    return tuple(sorted(offered))


def _in_force(
    tariffs: Mapping[Product, tuple[Tariff, ...]], product: Product | None, day: date,
    allocated: Allocation | None,
) -> tuple[Tariff, ...]:  # fmt: skip
    return tariffs_on(tariffs.get(product, ()) if product else (), day, allocated)


def _units(row: Row, allocated: Allocation | None, tariffs: Sequence[Tariff]) -> tuple[str, ...]:
    """The unit of the allocation, or of the contract; minutes may stand for hours."""
    named = [allocated.unit] if allocated and allocated.unit else [each.unit for each in tariffs]
    if HOURS in named and agreed_tariff(tariffs, MINUTES) is not None:
        named.append(MINUTES)
    if row.unit:
        named.append(row.unit)
    return tuple(dict.fromkeys(named))


def _tariff(tariffs: Sequence[Tariff], unit: str | None) -> int | None:
    return agreed_tariff(tariffs, unit) if unit and unit != EUROS else None


def _amount(
    row: Row, tariffs: Sequence[Tariff], unit: str | None, tariff: int | None
) -> int | None:
    if "amount" in row.kept:
        kept: int = row.kept["amount"]
        return kept
    return None if row.volume is None else _priced(tariffs, unit, row.volume, tariff)


def _priced(
    tariffs: Sequence[Tariff], unit: str | None, volume: int, tariff: int | None
) -> int | None:
    """What a volume comes to in eurocents; None while unit or tariff is not known."""
    if unit == EUROS:
        return volume
    if unit is None or tariff is None:
        return None
    amount = agreed_amount(tariffs, unit, volume, tariff)
    return volume * tariff if amount is None else amount


def _room(held: Declarable, market: Market, period: Period | None, ground: Ground) -> Room:
    if period is None:
        return Room()
    counted = ground.counted.get(held.allocation_id, {})
    return room_in(held.allocated, period, _balance(held.allocated, counted))


def _balance(allocated: Allocation, counted: Mapping[str, Counted]) -> Balance:
    """What counts against the allocation, in its own unit; minutes as part of hours."""
    own = counted.get(allocated.unit) if allocated.unit else None
    volume = own.volume if own else 0
    if allocated.unit == HOURS and MINUTES in counted:
        volume += -(-counted[MINUTES].volume // MINUTES_PER_HOUR)
    return Balance(volume, sum(each.cents for each in counted.values()))


def _problems(worked: WorkedRow) -> list[Problem]:
    """Why this row cannot become a line at all; what the rules say of it is for the trial."""
    found = []
    if worked.period is None:
        found.append(Problem.OUTSIDE_ALLOCATION)
    if worked.row.product is None:
        found.append(Problem.NO_PRODUCT)
    elif worked.unit is None or (worked.unit != EUROS and worked.tariff is None):
        found.append(Problem.NO_TARIFF)
    if worked.amount is not None and worked.amount > LARGEST:
        found.append(Problem.TOO_MUCH)
    return found


def _doubts(worked: WorkedRow) -> list[Problem]:
    found = []
    if worked.declared:
        found.append(Problem.DECLARED_BEFORE)
    if worked.allocated is None:
        found.append(Problem.NO_ALLOCATION)
    if worked.row.filled and _beyond(worked):
        found.append(Problem.ABOVE_ROOM)
    return found


def _beyond(worked: WorkedRow) -> bool:
    """Whether the row asks more than the allocation leaves, in its unit or in euros."""
    room, volume = worked.room, worked.row.volume or 0
    if room.cents is not None and (worked.amount or 0) > room.cents:
        return True
    if room.volume is None or worked.allocated is None:
        return False
    if worked.unit == MINUTES and worked.allocated.unit == HOURS:
        return volume > room.volume * MINUTES_PER_HOUR
    return worked.unit == worked.allocated.unit and volume > room.volume
