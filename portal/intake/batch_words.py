"""Batches and messages in sentences: how they stand, and who is on the move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.findings import Finding, Outcome
from portal.clock import NETHERLANDS
from portal.intake.batch_list import Batch, Result
from portal.intake.message_list import ReceivedMessage
from portal.intake.outcome import Division
from portal.intake.outcome_words import lines_in_words, moment, month
from portal.web.formatting import day, euros
from portal.web.labels import LAWS
from portal.web.language import current
from schemas.wording import describe

__all__ = ["LAWS", "moment", "month"]

STATES = {
    "bezig": _l("wordt beoordeeld"),
    "toegekend": _l("helemaal toegekend"),
    "terug": _l("iets terug"),
    "wacht": _l("wacht op de gemeente"),
}
OUTCOMES = {
    "bezig": _l("wordt beoordeeld"),
    Outcome.AWARDED.value: _l("toegekend"),
    Outcome.PARTLY_AWARDED.value: _l("deels terug"),
    Outcome.REJECTED.value: _l("afgewezen"),
    Outcome.REFUSED.value: _l("geheel terug"),
    Outcome.PARKED.value: _l("wacht op de gemeente"),
}
TONES = {
    Outcome.AWARDED: "good",
    Outcome.PARTLY_AWARDED: "warn",
    Outcome.REJECTED: "bad",
    Outcome.REFUSED: "bad",
    Outcome.PARKED: "busy",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands: a word, its colour, and who is on the move."""

    word: str
    tone: str
    mover: str


def standing_of(batch: Batch) -> Standing:
    """How a batch stands, as its provider reads it."""
    if not batch.done:
        return Standing(_("wordt beoordeeld"), "busy", _("het portaal"))
    if batch.answer_by:
        return Standing(_("wordt nagekeken"), "busy", _("de gemeente"))
    back = batch.rejected.count + batch.fallen + batch.refused
    movers = [_("u")] if back else []
    if batch.parked.count:
        movers.append(_("de gemeente"))
    if back and not batch.awarded.count and not batch.parked.count:
        return Standing(_("geheel terug"), "bad", _("u"))
    if back:
        return Standing(_("deels terug"), "warn", _(" en ").join(movers))
    if batch.parked.count:
        return Standing(_("wacht op de gemeente"), "busy", _("de gemeente"))
    return Standing(_("toegekend"), "good", _("niemand: dit is klaar"))


def outcome_of(message: ReceivedMessage | Result) -> Standing:
    """How one message stands; nobody is named to be on the move."""
    if isinstance(message, Result) and message.answer_by:
        return Standing(_("wordt nagekeken"), "busy", "")
    if message.outcome is None:
        return Standing(_("wordt beoordeeld"), "busy", "")
    return Standing(str(OUTCOMES[message.outcome.value]), TONES[message.outcome], "")


def summary(result: Result) -> str:
    """What became of a message in one sentence, never rosier than it is."""
    if result.answer_by:
        return held_back_until(result.answer_by)
    if result.outcome is None:
        return str(_("Wacht op zijn beurt om beoordeeld te worden"))
    if result.outcome is Outcome.REFUSED:
        return str(_("Ontvangen, maar geheel teruggestuurd: het bericht klopt niet met zichzelf"))
    if result.fell:
        amount = euros(result.submitted_cents)
        return str(_("Ontvangen, maar de hele declaratie is afgewezen (%(amount)s)", amount=amount))
    return lines_in_words(Division(result.awarded, result.rejected, result.parked, ()))


def headline(batch: Batch) -> str:
    """What became of a batch of more than one message, in one sentence."""
    if not batch.done:
        return str(_("Ontvangen: uw aanlevering wordt beoordeeld"))
    if batch.answer_by:
        return held_back_until(batch.answer_by)
    if not batch.lines:
        return str(_("Ontvangen, maar niets kon worden toegekend"))
    return lines_in_words(Division(batch.awarded, batch.rejected, batch.parked, ()))


def held_back_until(due: date) -> str:
    """That people look before the answer goes out, and the last day of it."""
    return str(_("Wordt nagekeken door de gemeente, antwoord uiterlijk %(day)s", day=day(due)))


def left_out(batch: Batch) -> list[str]:
    """What the sentence about the lines does not tell: messages and members that fell."""
    told = []
    if batch.fallen:
        told.append(
            ngettext(
                "%(num)s bericht is geheel teruggestuurd; de regels daarvan tellen niet mee.",
                "%(num)s berichten zijn geheel teruggestuurd; de regels daarvan tellen niet mee.",
                batch.fallen,
            )
        )
    if batch.refused:
        told.append(
            ngettext(
                "%(num)s bestand in het ZIP-bestand is geweigerd.",
                "%(num)s bestanden in het ZIP-bestand zijn geweigerd.",
                batch.refused,
            )
        )
    return told


def problem(finding: Finding) -> str:
    """What is wrong with a refused file, where, and what to do about it."""
    return describe(finding, current())


def file_size(size: int) -> str:
    """How long a file is: ``412 bytes``, ``38 kB``, ``2,4 MB``."""
    if size < 1000:
        return str(ngettext("%(num)s byte", "%(num)s bytes", size))
    if size < 1_000_000:
        return f"{size // 1000} kB"
    tenths = size // 100_000
    return f"{tenths // 10}{',' if current() == 'nl' else '.'}{tenths % 10} MB"


def to_the_second(instant: datetime) -> str:
    """An instant as a proof needs it: Dutch time to the second, with its distance to UTC."""
    local = instant.astimezone(NETHERLANDS)
    zone = f"{local:%z}"
    return f"{day(local.date())} {local:%H:%M:%S} (UTC{zone[:3]}:{zone[3:]})"
