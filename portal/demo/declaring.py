"""A provider's administration for one lane: what it declares month by month, slips included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from declarations.model import Client, Declaration, Header, Line, Message, Period, XsdVersions
from declarations.periods import month_end
from portal.demo import slips
from portal.demo.care import Care, Supply
from portal.demo.slips import COMMON, SELDOM, Make, outside_care
from portal.demo.window import Lane, Window

VERSIONS = XsdVersions("1.0.0", "1.0.0")
SLIPS = 0.03  # of the lines
CREDITED = 0.015  # of the lines, a month later
MENDED = 0.8  # of what was rejected
EARNEST = 2  # the month from which what must still happen is tried on every line


class Wanted:
    """What must happen so many times in a demonstration of any size, and what already has."""

    def __init__(self, times: int) -> None:
        self._left: dict[object, int] = defaultdict(lambda: times)

    def still(self, what: object) -> bool:
        """Whether it has to happen once more."""
        return self._left[what] > 0

    def happened(self, what: object) -> None:
        """Count it."""
        self._left[what] -= 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration as its provider means it, with the rules that some of its lines break."""

    lane: Lane
    month: date
    sent: date
    message: Message
    rules: frozenset[str]


@dataclass
class Administration:
    """One lane: its care, what was declared and awarded, and what still has to be put right."""

    lane: Lane
    cares: Sequence[Care]
    supplies: Sequence[Supply]
    window: Window
    wanted: Wanted
    chance: Random
    references: list[str] = field(default_factory=list)
    _awarded: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _pending: list[tuple[str, Line]] = field(default_factory=list)
    _credited: list[tuple[str, Line]] = field(default_factory=list)

    def declare(self, position: int, month: date) -> Draft | None:
        """The declaration of a month, the window's so manieth; None when there is nothing in it."""
        sheet = _Sheet(self.lane, month)
        sent = self.window.sent_on(self.lane, month)
        pending, self._pending = self._pending, []
        for bsn, line in pending:
            self._award(sheet.add(bsn, line))
        if position:
            self._take_back(sheet, month)
        for care in self.cares:
            self._tell(sheet, care, position, month, sent)
        if not sheet.lines:
            return None
        self.references += [line.reference for _, line in sheet.lines[:3]]
        return Draft(self.lane, month, sent, sheet.message(sent), frozenset(sheet.rules))

    def awarded_on(self, care: Care) -> Line | None:
        """The newest line on the allocation that was awarded and not taken back."""
        return next(reversed(self._awarded[care.number]), None)

    def _award(self, line: Line) -> None:
        self._awarded[line.allocation].append(line)

    def _tell(self, sheet: _Sheet, care: Care, position: int, month: date, sent: date) -> None:
        line = None if care.unused else care.line(month, self.chance)
        if line is None:
            self._tell_too_much(sheet, care, month, sent)
        elif care.told >= sent:  # the allocation is late, and the client not known yet
            self._reject(sheet, care, slips.Slip(line, frozenset({"TR304"})), line)
        elif self.chance.random() > 0.05:
            self._tell_line(sheet, care, position, line)

    def _tell_line(self, sheet: _Sheet, care: Care, position: int, line: Line) -> None:
        slip = self._slip(care, position, line, sheet)
        if slip is None:
            self._award(sheet.add(care.bsn, line))
        else:
            self._reject(sheet, care, slip, line)

    def _reject(self, sheet: _Sheet, care: Care, slip: slips.Slip, right: Line) -> None:
        sheet.add(care.bsn, slip.line, slip.rules)
        if slip.mended and self.chance.random() < MENDED:
            self._pending.append((care.bsn, right))

    def _tell_too_much(self, sheet: _Sheet, care: Care, month: date, sent: date) -> None:
        rules = outside_care(care, month, sent)
        if not rules or care.told >= sent or not care.supply.first <= month <= care.supply.last:
            return
        if not self.wanted.still(rules) and self.chance.random() > 0.1:
            return
        whole = replace(care, start=month, end=month_end(month)).line(month, self.chance)
        if whole is not None:
            self.wanted.happened(rules)
            sheet.add(care.bsn, whole, rules)

    def _slip(self, care: Care, position: int, line: Line, sheet: _Sheet) -> slips.Slip | None:
        for make in self._tries(position):
            slip = make(care, line, self)
            if slip is not None and not sheet.holds(slip.line):
                self.wanted.happened(make)
                return slip
        return None

    def _tries(self, position: int) -> Iterator[Make]:
        """What may go wrong with the line at hand: what has to happen, or else by chance."""
        if position >= EARNEST or self.chance.random() < 0.05:
            yield from (make for make in (*COMMON, *SELDOM) if self.wanted.still(make))
        if self.chance.random() < SLIPS:
            yield self.chance.choices(list(COMMON), list(COMMON.values()))[0]

    def _take_back(self, sheet: _Sheet, month: date) -> None:
        """Credits: of lines that were too much, and now and then one that cannot be."""
        for care in self.cares:
            line = self.awarded_on(care)
            if line is None or line.start >= month or sheet.holds(line):
                continue
            if self.wanted.still("credit") or self.chance.random() < CREDITED:
                self.wanted.happened("credit")
                self._correct(sheet, care, line)
            else:
                self._take_back_wrongly(sheet, care, line)
        for bsn, line in self._credited[:1]:
            if self.wanted.still("TR390") and not sheet.credits(line) and line.start < month:
                self.wanted.happened("TR390")
                sheet.add_credit(bsn, line, {"TR390"})

    def _correct(self, sheet: _Sheet, care: Care, line: Line) -> None:
        """The whole line back, and a smaller one in its place in the same message."""
        self._awarded[care.number].remove(line)
        sheet.add_credit(care.bsn, line)
        self._credited.append((care.bsn, line))
        smaller = care.of_volume(line, _smaller(care, line))
        self._award(sheet.add(care.bsn, replace(smaller, previous_reference=None)))

    def _take_back_wrongly(self, sheet: _Sheet, care: Care, line: Line) -> None:
        changes: dict[str, Callable[[], Line]] = {
            "unknown": lambda: replace(line, reference=f"X{line.reference[1:]}"),
            "unequal": lambda: replace(line, amount=line.amount + 1),
        }
        for name, change in changes.items():
            if self.wanted.still(name) and self.chance.random() < 0.2:
                self.wanted.happened(name)
                sheet.add_credit(care.bsn, change(), {"TR323"})
                return


def _smaller(care: Care, line: Line) -> int:
    """A little less than what was declared, in the unit of the allocation."""
    volume = line.volume // 60 if care.in_minutes else line.volume
    return max(1, volume - 1 - volume // 10)


class _Sheet:
    """The lines of one declaration while it is made; gives out their references."""

    def __init__(self, lane: Lane, month: date) -> None:
        self.lane, self.month = lane, month
        self.lines: list[tuple[str, Line]] = []
        self.rules: set[str] = set()

    def add(self, bsn: str, line: Line, rules: frozenset[str] = frozenset()) -> Line:
        """Put a line on the sheet, under a new reference unless it has one of its own choice."""
        _, municipality, _ = self.lane
        reference = f"R{municipality}-{self.month:%y%m}-{len(self.lines) + 1:03}"
        chosen = "TR314" in rules
        numbered = line if chosen else replace(line, reference=reference)
        self.lines.append((bsn, numbered))
        self.rules |= rules
        return numbered

    def add_credit(self, bsn: str, line: Line, rules: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """Put a credit of an earlier line on the sheet."""
        credit = replace(line, previous_reference=line.reference, credit=True)
        self.add(bsn, credit, frozenset(rules))

    def holds(self, line: Line) -> bool:
        """Whether the same month of the same allocation is on the sheet already."""
        return any(
            (each.allocation, each.month) == (line.allocation, line.month) for _, each in self.lines
        )

    def credits(self, line: Line) -> bool:
        """Whether a line is taken back on this sheet."""
        return any(each.previous_reference == line.reference for _, each in self.lines)

    def message(self, sent: date) -> Message:
        """The message, one entry for each client."""
        provider, municipality, law = self.lane
        own: dict[str, list[Line]] = defaultdict(list)
        for bsn, line in self.lines:
            own[bsn].append(line)
        header = Header(provider, municipality, f"{municipality}{self.month:%y%m}A", sent, VERSIONS)
        total = sum(line.signed_cents for _, line in self.lines)
        declaration = Declaration(
            number=f"D{municipality}{self.month:%y%m}",
            period=Period(self.month, month_end(self.month)),
            dated=sent, total=abs(total), total_credit=total < 0,
            clients=tuple(Client(bsn, tuple(lines)) for bsn, lines in own.items()),
        )  # fmt: skip
        return Message(law, header, declaration)
