"""What rules that a declaration must keep ask of its answer, which repeats so much of it.

Each question is attached to its rule, where that stands; none of them words a rule of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

from declarations.answers import AnswerLine, Reply
from declarations.findings import TECHNICAL_FAULT
from declarations.rulebook import Breach

DATED_IN_THE_FUTURE = "8848"


def places(reply: Reply) -> Iterator[tuple[str, str, AnswerLine]]:
    """Every returned line with its place below the message and its citizen number."""
    for number, client in enumerate(reply.answer.clients, 1):
        for position, line in enumerate(client.lines, 1):
            place = f"DeclaratieAntwoord/Clienten/Client[{number}]/Prestaties/Prestatie[{position}]"
            yield place, client.bsn, line


def numbered_once(reply: Reply) -> Breach | None:
    """TR056: no earlier answer of the municipality has this identification."""
    if not reply.identification_used:
        return None
    element = "Header/BerichtIdentificatie/Identificatie"
    return Breach(element, received=reply.answer.identification)


def dated_until_today(reply: Reply) -> Breach | None:
    """TR135: neither date lies in the future; one that is returned for it is repeated as it was."""
    answer, today = reply.answer, reply.today
    if answer.dated > today:
        return Breach("Header/BerichtIdentificatie/Dagtekening", today, answer.dated)
    excused = DATED_IN_THE_FUTURE in answer.codes or answer.codes == TECHNICAL_FAULT
    if answer.answers_dated > today and not excused:
        return Breach("Header/DeclaratieIdentificatie/Dagtekening", today, answer.answers_dated)
    return None


def from_the_municipality_declared_to(reply: Reply) -> Breach | None:
    """TR378: Afzender is the code that the declaration was sent to, which was looked up then."""
    expected, sender = reply.message.header.receiver, reply.answer.sender
    return None if sender == expected else Breach("Header/Afzender", expected, sender)


def no_key_twice(reply: Reply) -> Breach | None:
    """TR101: no client twice, and no line of a client twice."""
    if _twice(client.bsn for client in reply.answer.clients):
        return Breach("DeclaratieAntwoord/Clienten/Client")
    keys = ((b, x.line.reference, x.line.previous_reference) for _, b, x in places(reply))
    if _twice(keys):
        return Breach("DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie/ProductReferentie")
    return None


def begins_before_the_answer(reply: Reply) -> Breach | None:
    """TR134: no returned line begins after the date of the answer."""
    dated = reply.answer.dated
    for place, _, each in places(reply):
        if each.line.start > dated:
            return Breach(f"{place}/ProductPeriode/Begindatum", dated, each.line.start)
    return None


def ends_before_the_answer(reply: Reply) -> Breach | None:
    """TR137: every returned line ends on or after its first day, and not after the answer."""
    dated = reply.answer.dated
    for place, _, each in places(reply):
        if not each.line.start <= each.line.end <= dated:
            return Breach(f"{place}/ProductPeriode/Einddatum", dated, each.line.end)
    return None


def client_was_declared(reply: Reply) -> Breach | None:
    """TR304: every client in the answer is one of the declaration."""
    declared = {client.bsn for client in reply.message.declaration.clients}
    for number, client in enumerate(reply.answer.clients, 1):
        if client.bsn not in declared:
            return Breach(f"DeclaratieAntwoord/Clienten/Client[{number}]/Bsn")
    return None


def nothing_is_a_debit(reply: Reply) -> Breach | None:
    """CS325: a returned line of nothing is a debit; the totals are written that way."""
    for place, _, each in places(reply):
        if each.line.credit and not each.line.amount:
            return Breach(f"{place}/IngediendBedrag/DebetCredit", "D", "C")
    return None


def _twice(keys: Iterable[Hashable]) -> bool:
    return any(count > 1 for count in Counter(keys).values())
