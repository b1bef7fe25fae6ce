"""Starts and stops held against what is already known: what was allocated and reported before.

What contradicts that rejects the whole message, as its retour says (decision 33): it is kept with
its findings and does not count. Declarations are never judged by it (OP364).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from declarations.rulebook import Text
from declarations.starts import TEMPORARY, Care, CareEvent

CODES = {
    "TR019": "9019",
    "TR056": "9056",
    "TR063": "9063",
    "TR071": "9071",
    "TR074": "9074",
    "TR135": "8848",
    "TR326": "9326",
    "TR378": "S300",
    "TR381": "S329",
    "TR382": "9069",
    "TR413": "9413",
    "TR414": "9414",
    "TR415": "9415",
}
"""The return code of each rule."""

HISTORY = {
    "TR019": Text(
        "Bij deze melding hoort geen toewijzing die u van deze gemeente voor deze cliënt hebt."
        " Controleer het toewijzingsnummer.",
        "This report belongs to no allocation you have from this municipality for this client."
        " Check the allocation number.",
    ),
    "TR056": Text(
        "U gebruikte deze identificatie al voor een ander bericht van deze soort. Geef elk bericht"
        " een eigen identificatie.",
        "You used this identification for another message of this kind. Give each message its own.",
    ),
    "TR063": Text(
        "Er is geen eerdere melding om te verwijderen. Neem alle gegevens van die melding precies"
        " over.",
        "There is no earlier report to remove. Repeat every detail of that report exactly.",
    ),
    "TR071": Text(
        "Bij deze start hoort een stop. Verwijder eerst de stop, dan de start.",
        "This start has a stop. Remove the stop first, then the start.",
    ),
    "TR074": Text(
        "Deze melding is al gedaan.",
        "This was reported before.",
    ),
    "TR135": Text(
        "De dagtekening ligt in de toekomst. Gebruik de datum waarop u het bericht maakt.",
        "The date of the message lies in the future. Use the day on which you make it.",
    ),
    "TR326": Text(
        "De zorg op deze toewijzing is al gestart en nog niet gestopt. Meld eerst de stop.",
        "Care on this allocation has started and not stopped. Report the stop first.",
    ),
    "TR378": Text(
        "De ontvanger bestond niet op deze dag. Gebruik een gemeentecode die op dat moment in de"
        " lijst van het CBS stond.",
        "The receiver did not exist on this day. Use a municipality code that stood in the list of"
        " CBS at that time.",
    ),
    "TR381": Text(
        "Deze productcode hoort niet bij deze productcategorie. Neem beide over uit de toewijzing.",
        "This product code does not belong to this product category. Repeat both from the"
        " allocation.",
    ),
    "TR382": Text(
        "Bij deze stop hoort geen gemelde start. Neem toewijzingsnummer, product en begindatum van"
        " de start over, of meld eerst de start.",
        "This stop has no reported start. Repeat allocation number, product and start date of the"
        " start, or report the start first.",
    ),
    "TR413": Text(
        "Deze zorg is al tijdelijk gestopt. Meld een nieuwe start als zij weer begint, of een stop"
        " met een andere reden.",
        "This care has already stopped for the time being. Report a new start when it begins"
        " again, or a stop for another reason.",
    ),
    "TR414": Text(
        "Deze zorg is al op een latere dag gestopt. Gebruik die dag of een latere.",
        "This care has already stopped on a later day. Use that day or a later one.",
    ),
    "TR415": Text(
        "Deze zorg is al voorgoed gestopt. Verwijder die stop eerst als hij niet klopt.",
        "This care has already stopped for good. Remove that stop first if it is wrong.",
    ),
}
"""What each rule says."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An event that was reported before and counts; nothing has taken it back since."""

    care: Care
    event: CareEvent


def contradictions(care: Care, event: CareEvent, living: Sequence[Reported]) -> Iterator[str]:
    """The rules that an event breaks, given what counts for its client with this provider.

    ``living`` are the reports for the same client and law that nothing took back; an event that
    takes one back is held against TR063 and TR071 alone.
    """
    if event.removes:
        yield from _of_removal(care, event, living)
        return
    if any(each.care is care and each.event.key == event.key for each in living):
        yield "TR074"
    elif care is Care.START:
        yield from _of_start(event, living)
    if care is Care.STOP:
        yield from _of_stop(event, living)


def _of_removal(care: Care, event: CareEvent, living: Sequence[Reported]) -> Iterator[str]:
    if not any(each.care is care and each.event.key == event.key for each in living):
        yield "TR063"
    if care is Care.START and _stops_of(event, living):
        yield "TR071"


def _of_start(event: CareEvent, living: Sequence[Reported]) -> Iterator[str]:
    """TR326 looks at the allocation; without one, at the product."""
    for each in living:
        same = (
            each.event.allocation == event.allocation
            if event.allocation is not None
            else each.event.begun[:3] == event.begun[:3]
        )
        if each.care is Care.START and same and not _stops_of(each.event, living):
            yield "TR326"
            return


def _of_stop(event: CareEvent, living: Sequence[Reported]) -> Iterator[str]:
    if not any(each.care is Care.START and each.event.begun == event.begun for each in living):
        yield "TR382"
    stops = _stops_of(event, living)
    if event.reason == TEMPORARY and any(stop.reason == TEMPORARY for stop in stops):
        yield "TR413"
    if any(stop.end and event.end and event.end < stop.end for stop in stops):
        yield "TR414"
    if any(stop.reason != TEMPORARY for stop in stops):
        yield "TR415"


def _stops_of(event: CareEvent, living: Sequence[Reported]) -> list[CareEvent]:
    return [
        each.event for each in living if each.care is Care.STOP and each.event.begun == event.begun
    ]
