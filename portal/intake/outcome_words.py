"""The outcome of a message in sentences; the reader's own side of it, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.facts import OWN
from declarations.findings import Finding, Outcome, Severity
from declarations.over_ceilings import is_ceiling, sentence_of
from declarations.own_check_sorts import NEXT_STEP, is_own, text_of
from declarations.rules import RULEBOOK
from portal.clock import NETHERLANDS
from portal.intake.outcome import Division, JudgedMessage, Share
from portal.intake.outcome_causes import Advice, anchor_of
from portal.web.formatting import day, euros
from portal.web.labels import FREQUENCIES
from portal.web.language import current
from schemas.api.assessment import sentence

__all__ = ["FREQUENCIES", "anchor_of", "is_ceiling", "is_own"]

STATES = {"awarded": _l("toegekend"), "rejected": _l("terug"), "parked": _l("wacht")}
TONES = {"awarded": "good", "rejected": "bad", "parked": "busy"}
UNITS = {
    "01": _l("minuten"),
    "04": _l("uur"),
    "14": _l("etmalen"),
    "16": _l("dagdelen"),
    "82": _l("stuks"),
    "83": _l("euro"),
    "84": _l("stuks"),
}
ONE_UNIT = {
    "01": _l("minuut"),
    "14": _l("etmaal"),
    "16": _l("dagdeel"),
    "82": _l("stuk"),
    "84": _l("stuk"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an outcome comes down to: a sentence, a colour word, what it means, what to do now."""

    headline: str
    tone: str
    explanation: str
    next_step: str


def meaning_of(message: JudgedMessage, division: Division, own: bool) -> Meaning:
    """The outcome in words for the provider (``own``) or for the municipality."""
    if message.outcome is Outcome.REFUSED:
        return _refused(own)
    if not message.processed:
        return _fell_as_a_whole(message, own)
    return _by_lines(division, own)


def _refused(own: bool) -> Meaning:
    return Meaning(
        headline=_("Ontvangen, maar geheel teruggestuurd: het bericht klopt niet met zichzelf"),
        tone="error",
        explanation=_(
            "Geen enkele regel is beoordeeld. Het bericht telt als niet verzonden: alle nummers"
            " erin zijn weer vrij."
        ),
        next_step=_(
            "Herstel wat hieronder staat en dien het hele bericht opnieuw in. Dezelfde nummers"
            " mogen."
        )
        if own
        else _("De aanbieder herstelt het bericht en dient het opnieuw in. U hoeft niets te doen."),
    )  # fmt: skip


def _fell_as_a_whole(message: JudgedMessage, own: bool) -> Meaning:
    return Meaning(
        headline=_(
            "Ontvangen, maar de hele declaratie is afgewezen (%(amount)s)",
            amount=euros(message.submitted_cents),
        ),
        tone="error",
        explanation=_(
            "Het gaat mis in de kop van het bericht of van de declaratie. Daarom is geen enkele"
            " regel beoordeeld. Dit bericht heeft geen nummers verbruikt."
        ),
        next_step=_(
            "Herstel wat hieronder staat en dien de declaratie opnieuw in. Dezelfde"
            " referentienummers mogen."
        )
        if own
        else _("De aanbieder herstelt de declaratie en dient die opnieuw in."),
    )


def _by_lines(division: Division, own: bool) -> Meaning:
    total, returned, parked = division.all, division.rejected, division.parked
    if not returned.count and not parked.count:
        return _all_awarded(total)
    return Meaning(
        headline=lines_in_words(division),
        tone="error" if not division.awarded.count and returned.count else "warning",
        explanation=_what_happens_now(division),
        next_step=_todo(returned, parked, own),
    )


def _all_awarded(total: Share) -> Meaning:
    return Meaning(
        headline=ngettext(
            "Ontvangen en toegekend: de ene regel (%(amount)s)",
            "Ontvangen en toegekend: alle %(num)s regels (%(amount)s)",
            total.count,
            amount=euros(total.cents),
        ),
        tone="ok",
        explanation=_("Er is niets teruggestuurd."),
        next_step="",
    )


def lines_in_words(division: Division) -> str:
    """How the lines of a message fell: how many are awarded, came back and wait."""
    return ", ".join([_received(division), *_left_over(division.rejected, division.parked)])


def _received(division: Division) -> str:
    return str(
        ngettext(
            "Ontvangen, %(awarded)s van %(num)s regel toegekend",
            "Ontvangen, %(awarded)s van %(num)s regels toegekend",
            division.all.count,
            awarded=division.awarded.count,
        )
    )


def _left_over(returned: Share, parked: Share) -> list[str]:
    words = []
    if returned.count:
        amount = euros(returned.cents)
        words.append(_("%(count)s terug (%(amount)s)", count=returned.count, amount=amount))
    if parked.count:
        amount = euros(parked.cents)
        words.append(
            ngettext(
                "%(num)s wacht op de gemeente (%(amount)s)",
                "%(num)s wachten op de gemeente (%(amount)s)",
                parked.count,
                amount=amount,
            )
        )
    return words


def warned_in_words(lines: int) -> str:
    """What it means that so many awarded lines have a warning."""
    return str(
        ngettext(
            "Bij %(num)s toegekende regel staat een waarschuwing. Die hoeft niet hersteld te"
            " worden; de gemeente kan ernaar kijken voordat hij wordt betaald.",
            "Bij %(num)s toegekende regels staat een waarschuwing. Die hoeven niet hersteld te"
            " worden; de gemeente kan ernaar kijken voordat ze worden betaald.",
            lines,
        )
    )


def _what_happens_now(division: Division) -> str:
    if division.parked.count:
        return str(_("Het antwoord gaat uit als ook de wachtende regels beoordeeld zijn."))
    if not division.awarded.count:
        return str(_("Er wordt niets betaald. De nummers van de regels blijven gebruikt."))
    return str(_("De toegekende regels worden betaald; daar hoeft niets meer mee te gebeuren."))


def _todo(returned: Share, parked: Share, own: bool) -> str:
    if not own:
        if parked.count:
            return str(_("Er wachten regels op gegevens van uw gemeente."))
        return str(_("De aanbieder herstelt de teruggestuurde regels en dient ze opnieuw in."))
    if returned.count:
        return str(
            _(
                "Herstel de teruggestuurde regels en dien ze opnieuw in, met nieuwe"
                " referentienummers en zonder credit."
            )
        )
    return str(_("U hoeft nu niets te doen: de gemeente is aan zet."))


def advice_in_words(advice: Advice) -> str:
    """Where mending is wiser, and why."""
    if advice.here:
        return str(_("Het zijn er weinig: herstellen in dit portaal is het snelst."))
    if advice.shared > 1:
        return str(
            _(
                "%(shared)s van %(returned)s hebben dezelfde oorzaak; herstellen in uw eigen"
                " systeem is sneller.",
                shared=advice.shared,
                returned=advice.returned,
            )
        )
    return str(
        _(
            "Er zijn %(returned)s regels terug; herstellen in uw eigen systeem is sneller.",
            returned=advice.returned,
        )
    )


def finding_in_words(finding: Finding) -> str:
    """What is wrong, with what was expected and received."""
    return sentence(finding, current())


def rule_in_words(rule: str, detail: str | None = None) -> str:
    """What a rule asks; ``detail`` as in ``Finding``, for a check of a municipality's own."""
    if is_ceiling(rule):
        return _in(sentence_of(detail))
    if is_own(rule):
        return _in(text_of(detail))
    return _in(RULEBOOK.by_name[rule].text)


def own_number(rule: str) -> int:
    """The number of a municipality's own check."""
    return int(rule.removeprefix(OWN))


def next_step(rule: str, warning: bool = False) -> str:
    """What to do when a rule is broken; nobody needs to do a thing about a ``warning``.

    A rule that only ever warns says itself what whoever looks at the line may do.
    """
    if is_own(rule) or is_ceiling(rule):
        return _in(NEXT_STEP)
    known = RULEBOOK.by_name[rule]
    if not warning or known.severity is Severity.WARNING:
        return _in(known.next_step)
    later = _("Vanaf %(day)s komt zo’n regel terug.", day=day(known.since))
    return f"{_in(NEXT_STEP)} {later}"


def _in(both: object) -> str:
    return str(getattr(both, current()))


def quantity(volume: int, unit: str) -> str:
    """A volume with its unit: ``4 uur``; euros as an amount."""
    if unit == "83":
        return euros(volume)
    words = ONE_UNIT.get(unit, UNITS.get(unit, unit)) if volume == 1 else UNITS.get(unit, unit)
    return f"{volume} {words}"


def is_month(start: date, end: date) -> bool:
    """Whether a period is one whole calendar month."""
    return start.day == 1 and (end + timedelta(days=1)) == (start + timedelta(days=31)).replace(
        day=1
    )


def month(first: date) -> str:
    """The month of a day in words: ``april 2026``."""
    return str(format_date(first, "MMMM y", locale=current()))


def moment(instant: datetime) -> str:
    """An instant in Dutch time: ``6 mei 2026 09:12``."""
    local = instant.astimezone(NETHERLANDS)
    return f"{day(local.date())} {local:%H:%M}"
