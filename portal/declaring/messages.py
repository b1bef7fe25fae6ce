"""A draft as the message (323) it becomes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from declarations.model import EUROS, Client, Declaration, Header, Line, Message, XsdVersions
from portal.declaring.numbers import declaration_number, reference_of
from portal.declaring.sheet import Sheet
from portal.declaring.working import WorkedRow
from schemas.istandaarden.declaration_writer import write_declaration

VERSIONS = XsdVersions("1.0.0", "1.0.0")  # what our schemas stand for (decision 10)


def message_of(
    sheet: Sheet, sender: str, receiver: str, numbers: dict[int, str], today: date
) -> Message:
    """The filled rows of a ready sheet as a message, dated today.

    ``sender`` is the AGB code, ``receiver`` the CBS code, ``numbers`` the citizen numbers by
    client. References follow the order of ``sheet.filled``.
    """
    identification = declaration_number(sheet.draft.number)
    total = sheet.total
    header = Header(sender, receiver, identification, today, VERSIONS)
    declaration = Declaration(
        number=identification,
        period=sheet.period,
        dated=today,
        total=abs(total),
        total_credit=total < 0,
        clients=_clients(sheet, numbers),
    )
    return Message(sheet.draft.law, header, declaration)


def bytes_of(message: Message) -> bytes:
    """The message as it is handed in."""
    return write_declaration(message)


def order_of(sheet: Sheet) -> list[WorkedRow]:
    """The filled rows in the order in which their lines stand in the message: by client."""
    by_client: dict[int, list[WorkedRow]] = defaultdict(list)
    for each in sheet.filled:
        by_client[each.row.client_id].append(each)
    return [each for rows in by_client.values() for each in rows]


def _clients(sheet: Sheet, numbers: dict[int, str]) -> tuple[Client, ...]:
    by_client: dict[int, list[Line]] = defaultdict(list)
    for position, each in enumerate(order_of(sheet), 1):
        reference = reference_of(sheet.draft.number, position)
        by_client[each.row.client_id].append(_line(each, reference))
    return tuple(Client(numbers[client], tuple(lines)) for client, lines in by_client.items())


def _line(each: WorkedRow, reference: str) -> Line:
    row, period = each.row, each.period
    assert period is not None
    assert each.unit is not None
    assert each.amount is not None
    assert row.volume is not None
    assert row.product is not None
    category, code = row.product
    return Line(
        reference=reference,
        previous_reference=row.previous,
        allocation=row.number,
        category=category,
        code=code,
        start=period.start,
        end=period.end,
        volume=row.volume,
        unit=each.unit,
        tariff=None if each.unit == EUROS else each.tariff,
        amount=each.amount,
        credit=row.credit,
    )
