"""The conditions a report of start or stop (305, 307) must meet by itself.

One that is broken sends the whole message back (level 2). What is already known is another
matter: see ``declarations.start_history``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from declarations.client_conditions import CLIENT_CONDITIONS, no_test_number
from declarations.conditions import CLIENT, Condition, Place, condition
from declarations.findings import Finding, Owner
from declarations.rulebook import Text
from declarations.start_history import HISTORY
from declarations.starts import FIRST, REMOVAL, Care, CareEvent, CareMessage


def problems(message: CareMessage, test_numbers: bool) -> list[Finding]:
    """Every condition the message breaks by itself; empty when it can be stored.

    ``test_numbers`` says whether citizen numbers of the test range are accepted. No finding
    quotes a citizen number.
    """
    found = [found for check in CONDITIONS for found in check(message, Owner.PROVIDER)]
    if not test_numbers:
        found.extend(no_test_number(message, Owner.PROVIDER))
    return found


def place_of(message: CareMessage, position: int, element: str = "") -> Place:
    """Where an event (counted from 0) stands in the message, or an element of it."""
    word = "Start" if message.care is Care.START else "Stop"
    path = f"{CLIENT}/{word}Producten/{word}Product[{position + 1}]"
    line = message.events[position].source_line or None
    return Place(f"{path}/{element}" if element else path, line)


@condition(
    "TR134",
    "Deze datum ligt na de dagtekening van het bericht. Vul een datum in die niet later is.",
    "This date lies after the date of the message. Give a date that is not later.",
)
def no_date_after_the_message(message: CareMessage) -> Iterator[Place]:
    """Birth, start and stop are not later than the date of the message."""
    dated = message.dated.isoformat()
    if message.born > message.dated:
        path = f"{CLIENT}/Geboortedatum/Datum"
        yield Place(path, None, dated, message.born.isoformat())
    for position, event in enumerate(message.events):
        for element, day in (("Begindatum", event.start), ("Einddatum", event.end)):
            if day is not None and day > message.dated:
                place = place_of(message, position, element)
                yield place._replace(expected=dated, received=day.isoformat())


Question = Callable[[CareEvent], bool]


def _on_events(
    rule: str, element: str, nl: str, en: str
) -> Callable[[Question], Condition[CareMessage]]:
    """Make a function that says whether one event is right a condition on all of them."""

    def attach(is_right: Question) -> Condition[CareMessage]:
        def check(message: CareMessage) -> Iterator[Place]:
            for position, event in enumerate(message.events):
                if not is_right(event):
                    yield place_of(message, position, element)

        return Condition(rule, Text(nl, en), check)

    return attach


@_on_events(
    "TR018",
    "Einddatum",
    "De einddatum ligt voor de begindatum.",
    "The end date lies before the start date.",
)
def care_does_not_end_before_it_starts(event: CareEvent) -> bool:
    """A stop is not earlier than its start."""
    return event.end is None or event.start <= event.end


@_on_events(
    "CS058",
    "StatusAanlevering",
    "Meld een start of stop met status 1 (eerste aanlevering) of 3 (verwijderen). Wijzigen gaat"
    " door te verwijderen en opnieuw te melden.",
    "Report a start or stop with status 1 (first delivery) or 3 (remove). To change one, remove it"
    " and report it again.",
)
def the_status_may_be_used(event: CareEvent) -> bool:
    """An event is new or takes one back; changing is not allowed."""
    return event.status in {FIRST, REMOVAL}


@condition(
    "TR101",
    "Deze melding staat twee keer in het bericht. Laat haar één keer staan.",
    "This report appears twice in the message. Leave it in once.",
)
def nothing_stands_twice(message: CareMessage) -> Iterator[Place]:
    """No two events of a message have the same key."""
    seen = set()
    for position, event in enumerate(message.events):
        if event.key in seen:
            yield place_of(message, position)
        seen.add(event.key)


CONDITIONS: tuple[Condition[CareMessage], ...] = (
    *CLIENT_CONDITIONS,
    no_date_after_the_message,
    care_does_not_end_before_it_starts,
    the_status_may_be_used,
    nothing_stands_twice,
)
"""In the order of the message: client, then events."""

_DOOR = {
    "SENDER": Text(
        "De afzender is hier geen bekende aanbieder. Vraag de gemeente om u op te nemen.",
        "The sender is not a provider known here. Ask the municipality to add you.",
    ),
    "RECEIVER": Text(
        "De ontvanger is geen gemeente die met dit portaal werkt. Stuur het bericht naar de"
        " gemeente zelf.",
        "The receiver is not a municipality that works with this portal. Send the message to the"
        " municipality itself.",
    ),
}
"""What only the store can tell about the parties."""


def text_of(rule: str) -> Text:
    """The sentence of a finding on a 305 or 307; KeyError for a rule that is not about them."""
    own = {each.rule: each.text for each in CONDITIONS}
    return {**own, no_test_number.rule: no_test_number.text, **_DOOR, **HISTORY}[rule]
