"""Trials in sentences: what would become of a file, and what changed since it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.findings import Outcome
from declarations.trials import Cause
from portal.intake.batch_words import LAWS, file_size, problem, to_the_second
from portal.intake.outcome_words import (
    finding_in_words,
    moment,
    next_step,
    rule_in_words,
)
from portal.trials.compared import Change, Comparison
from portal.trials.listing import Trial
from portal.web.formatting import day, euros, month

__all__ = [
    "LAWS", "file_size", "finding_in_words", "moment", "next_step", "problem", "rule_in_words",
    "to_the_second",
]  # fmt: skip

CHANGES = {
    Cause.IDENTIFICATION: _l("De identificatie van dit bericht is sindsdien al gebruikt."),
    Cause.NUMBER: _l("Het declaratienummer van dit bericht is sindsdien al gebruikt."),
    Cause.PERIOD: _l(
        "Er is sindsdien een andere declaratie verwerkt, en perioden volgen op elkaar."
    ),
    Cause.LISTED: _l("De lijst van gemeenten is sindsdien veranderd."),
    Cause.CLIENT: _l("De gemeente kent de cliënt van toewijzing %(about)s pas sindsdien."),
    Cause.ALLOCATION: _l("Toewijzing %(about)s is sindsdien toegevoegd, gewijzigd of ingetrokken."),
    Cause.PRODUCT: _l("Het contract of het tarief voor product %(about)s is sindsdien gewijzigd."),
    Cause.REFERENCE: _l("De referentie %(about)s is sindsdien in een andere declaratie gebruikt."),
    Cause.MONTH: _l(
        "Op toewijzing %(about)s is voor dezelfde maand sindsdien een regel toegekend of"
        " gecrediteerd."
    ),
    Cause.VOLUME: _l("Op toewijzing %(about)s is sindsdien meer of minder toegekend."),
    Cause.DEBIT: _l("De eerdere regel %(about)s is sindsdien toegekend of gecrediteerd."),
    Cause.WAITING: _l("Hoe lang regels op de gemeente mogen wachten, is sindsdien veranderd."),
    Cause.SAME_MESSAGE: _l(
        "Een andere regel van dit bericht kwam anders uit, en deze regel volgt daaruit."
    ),
    Cause.RULES: _l("De regels zijn sindsdien gewijzigd."),
    Cause.DAY: _l("Het bericht is op een andere dag beoordeeld dan de proef."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a trial comes down to: a sentence, a colour word, and what to do now."""

    headline: str
    tone: str
    next_step: str


def meaning_of(trial: Trial) -> Meaning:
    """A trial in words for its provider."""
    if trial.outcome is Outcome.REFUSED:
        return Meaning(
            _("Proef: dit bericht komt geheel terug, het klopt niet met zichzelf"),
            "error",
            _("Herstel wat hieronder staat en probeer het opnieuw. Er is niets verbruikt."),
        )
    if not trial.processed:
        amount = euros(trial.submitted_cents)
        return Meaning(
            _("Proef: de hele declaratie wordt afgewezen (%(amount)s)", amount=amount),
            "error",
            _("Herstel wat hieronder staat en probeer het opnieuw. Er is niets verbruikt."),
        )
    return _by_lines(trial)


def _by_lines(trial: Trial) -> Meaning:
    division = trial.division
    parts = [
        ngettext(
            "Proef: %(awarded)s van %(num)s regel wordt toegekend",
            "Proef: %(awarded)s van %(num)s regels worden toegekend",
            division.all.count,
            awarded=division.awarded.count,
        )
    ]
    if division.rejected.count:
        amount = euros(division.rejected.cents)
        parts.append(
            ngettext(
                "%(num)s komt terug (%(amount)s)", "%(num)s komen terug (%(amount)s)",
                division.rejected.count, amount=amount,
            )
        )  # fmt: skip
    if division.parked.count:
        amount = euros(division.parked.cents)
        parts.append(
            ngettext(
                "%(num)s wacht op de gemeente (%(amount)s)",
                "%(num)s wachten op de gemeente (%(amount)s)",
                division.parked.count,
                amount=amount,
            )
        )
    returned = division.rejected.count
    todo = _("Herstel dit bestand eerst in uw eigen systeem, of dien het zo in.")
    fine = _("Dien dit bestand in: het is nog niet ingediend.")
    return Meaning(", ".join(parts), "warning" if returned else "ok", todo if returned else fine)


def outcome_in_words(trial: Trial) -> str:
    """A trial in a few words, for a list."""
    if not trial.processed:
        return _("komt geheel terug")
    return ngettext(
        "%(awarded)s van %(num)s regel toegekend",
        "%(awarded)s van %(num)s regels toegekend",
        trial.division.all.count,
        awarded=trial.division.awarded.count,
    )


def compared_in_words(comparison: Comparison) -> str:
    """Whether the verdict is the one that was told, in one sentence."""
    when = moment(comparison.tried_at)
    if comparison.same:
        return _("Dit bestand is geprobeerd op %(when)s. Het oordeel is hetzelfde.", when=when)
    if comparison.whole:
        return _("Dit bestand is geprobeerd op %(when)s. Het oordeel is nu anders.", when=when)
    return ngettext(
        "Dit bestand is geprobeerd op %(when)s. Het oordeel over %(num)s regel is nu anders.",
        "Dit bestand is geprobeerd op %(when)s. Het oordeel over %(num)s regels is nu anders.",
        comparison.lines,
        when=when,
    )


def change_in_words(change: Change) -> str:
    """What changed since the trial."""
    return str(CHANGES[change.cause]) % {"about": _about(change)}


def _about(change: Change) -> str:
    if change.cause is Cause.MONTH:
        allocation, _space, first = change.about.partition(" ")
        return f"{allocation} ({month(date.fromisoformat(first + '-01'))})"
    return change.about


def binding(trial: Trial) -> str:
    """What the receipt is worth, and for how long."""
    return _(
        "Dit oordeel bindt tot en met %(day)s: hetzelfde bestand krijgt hetzelfde oordeel."
        " Verandert er intussen een toewijzing, een tarief of een eerdere regel, dan noemt de"
        " pagina van het bericht wat er veranderde.",
        day=day(trial.binds_until.date()),
    )
