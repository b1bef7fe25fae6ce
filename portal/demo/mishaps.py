"""What goes wrong with a whole declaration: attempts that never count, before or after the real
one. Each change makes a right message wrong and names every rule that it breaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from declarations.model import EUROS, Client, Line, Message, Period
from declarations.periods import month_end, years_back
from schemas.istandaarden.declaration_writer import write_declaration

LONG_AGO = Period(date(2020, 12, 1), date(2020, 12, 31))
DAY = timedelta(days=1)
NOT_LISTED, NOT_SERVED, NOBODY = "0999", "0363", "98999999"

Change = Callable[[Message], Message]
Spoil = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Mishap:
    """An attempt before the real one: a changed message, or spoiled bytes of it."""

    rules: frozenset[str]
    change: Change | None = None
    spoil: Spoil | None = None

    def fits(self, message: Message) -> bool:
        """Whether the first line of the message can carry it: a debit with a tariff, of the month
        itself."""
        line = next(message.lines())
        return (
            not line.credit
            and line.unit != EUROS
            and line.volume > 0
            and (line.month == message.declaration.period.start)
        )

    def attempt(self, message: Message) -> bytes:
        """What the provider sends at first, a day early."""
        today = message.header.dated - DAY
        early = _declared(dated=today)(_header(dated=today)(message))
        data = write_declaration(self.change(early) if self.change else early)
        return self.spoil(data) if self.spoil else data


def _with_lines(message: Message, *lines: Line) -> Message:
    """The message with these lines in place of the first one; the total follows."""
    first, *others = message.declaration.clients
    client = Client(first.bsn, (*lines, *first.lines[1:]))
    return _with_clients(message, client, *others)


def _with_clients(message: Message, *clients: Client) -> Message:
    total = sum(line.signed_cents for client in clients for line in client.lines)
    declaration = replace(
        message.declaration, clients=clients, total=abs(total), total_credit=total < 0
    )
    return replace(message, declaration=declaration)


def _line(**changes: Any) -> Change:
    """A change of the first line."""
    return lambda message: _with_lines(message, replace(next(message.lines()), **changes))


def _declared(**changes: Any) -> Change:
    return lambda message: replace(message, declaration=replace(message.declaration, **changes))


def _header(**changes: Any) -> Change:
    return lambda message: replace(message, header=replace(message.header, **changes))


def _mistyped(message: Message) -> Message:
    first, *others = message.declaration.clients
    wrong = first.bsn[:8] + str((int(first.bsn[8]) + 1) % 10)
    return _with_clients(message, replace(first, bsn=wrong), *others)


def _from_the_second(message: Message) -> Message:
    period = message.declaration.period
    return _declared(period=replace(period, start=period.start + DAY))(message)


def _two_months(message: Message) -> Message:
    start = message.declaration.period.start - DAY
    return _line(start=start.replace(day=1))(message)


def _dated(days: int) -> Change:
    """Dated so many days after the first of the month."""
    return lambda message: _header(dated=message.declaration.period.start + days * DAY)(message)


def _last_months_period(message: Message) -> Message:
    end = message.declaration.period.start - DAY
    return _declared(period=Period(end.replace(day=1), end))(message)


def _very_late(message: Message) -> Message:
    end = years_back(message.declaration.dated, 5).replace(day=1) - 2 * DAY
    return _line(start=end.replace(day=1), end=month_end(end))(message)


def _credit_of_nothing(message: Message) -> Message:
    return _line(volume=0, amount=0, credit=True, previous_reference="R000")(message)


def _euros_astray(message: Message) -> Message:
    amount = next(message.lines()).amount
    return _line(unit=EUROS, tariff=None, volume=amount + 100)(message)


def _wrong_total(message: Message) -> Message:
    return _declared(total=message.declaration.total + 1000)(message)


def _client_twice(message: Message) -> Message:
    clients = message.declaration.clients
    again = tuple(replace(line, reference=f"{line.reference}B") for line in clients[0].lines)
    plain = tuple(replace(x, previous_reference=None, credit=False) for x in again)
    return _with_clients(message, *clients, Client(clients[0].bsn, plain[:1]))


def _twice_credited(message: Message) -> Message:
    line = next(message.lines())
    credits = [
        replace(line, reference=f"{line.reference}{mark}", previous_reference="R001", credit=True)
        for mark in "CD"
    ]
    return _with_lines(message, line, *credits)


def _credit_at_once(message: Message) -> Message:
    line = next(message.lines())
    credit = replace(
        line, reference=f"{line.reference}C", previous_reference=line.reference, credit=True
    )
    return _with_lines(message, line, credit)


def _line_twice(message: Message) -> Message:
    line = next(message.lines())
    return _with_lines(message, line, replace(line, reference=f"{line.reference}B"))


def _dated_tomorrow(message: Message) -> Message:
    return _header(dated=message.header.dated + DAY)(message)


def _old_software(data: bytes) -> bytes:
    return data.replace(b"BerichtSubversie>2<", b"BerichtSubversie>1<")


def _cut_off(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _other_letters(data: bytes) -> bytes:
    return data.replace(b"<?xml", b"<!-- caf\xe9 --><?xml", 1)


def _half_a_zip(data: bytes) -> bytes:
    return b"PK\x03\x04" + data[:400]


def _of(rules: str, change: Change) -> Mishap:
    return Mishap(frozenset(rules.split()), change)


def _bytes(rules: str, spoil: Spoil) -> Mishap:
    return Mishap(frozenset(rules.split()), spoil=spoil)


MISHAPS = (
    _of("CS002", _mistyped),
    _of("TR358", _wrong_total),
    _of("TR137", _dated(24)),
    _of("CS100 TR335", _line(start=LONG_AGO.start, end=LONG_AGO.end)),
    _of("CS340", _from_the_second),
    _of("CS337", _two_months),
    _of("TR134 TR137", _dated(-1)),
    _of("TR319", _last_months_period),
    _of("TR335", _very_late),
    _of("CS325", _credit_of_nothing),
    _of("CD087", _line(tariff=None)),
    _of("CS339", _euros_astray),
    _of("TR101", _client_twice),
    _of("CD060", _line(previous_reference="R000")),
    _of("TR315", _twice_credited),
    _of("TR316", _credit_at_once),
    _of("TR416", _line_twice),
    _of("TR135", _dated_tomorrow),
    _of("TR378", _header(receiver=NOT_LISTED)),
    _of("SENDER", _header(sender=NOBODY)),
    _of("RECEIVER", _header(receiver=NOT_SERVED)),
    _of("XSD", _declared(number="D-2026-07")),
    _bytes("XSD", _old_software),
    _bytes("XML", _cut_off),
    _bytes("ENCODING", _other_letters),
    _bytes("ZIP", _half_a_zip),
)
"""Attempts before the real message; whoever sends one sends the right one the next day."""


def sent_again(message: Message) -> tuple[frozenset[str], bytes]:
    """The very same message once more."""
    return frozenset({"TR056"}), write_declaration(message)


def numbered_again(message: Message) -> tuple[frozenset[str], bytes]:
    """The same declaration in a new message, under the number it already had."""
    again = _header(identification=f"{message.header.identification}B")(message)
    return frozenset({"TR333"}), write_declaration(again)


def forgotten_month(message: Message) -> tuple[frozenset[str], bytes]:
    """A declaration about the month before the one that was just processed."""
    earlier = _last_months_period(message)
    first = next(message.lines())
    period = earlier.declaration.period
    line = replace(first, start=period.start, end=period.end, reference=f"{first.reference}F")
    client = Client(message.declaration.clients[0].bsn, (line,))
    named = _header(identification=f"{message.header.identification}F")(earlier)
    numbered = _declared(number=f"{message.declaration.number}F")(named)
    return frozenset({"TR318"}), write_declaration(_with_clients(numbered, client))


AFTERWARDS = (sent_again, numbered_again, forgotten_month)
"""Messages that should not have been sent any more, a day after the real one."""
