"""Trials, and what was found wrong in one, as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from declarations.findings import Severity
from portal.trials import words
from portal.trials.choice import Choice
from portal.trials.listing import Details, Trial, every_trial
from portal.trials.telling import TriedFinding
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.labels import SEVERITIES

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def trials_as_file(session: Session, provider_id: int, choice: Choice, kind: str) -> Response:
    """The chosen trials as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Bestand"), lambda each: each.file_name),
        Column(_("Geprobeerd"), lambda each: each.tried_at),
        Column(_("Door"), lambda each: each.by or _("het portaal")),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Wet"), lambda each: str(words.LAWS[each.law])),
        Column(_("Regels"), lambda each: each.division.all.count),
        Column(_("Toegekend"), lambda each: each.division.awarded.count),
        Column(_("Terug"), lambda each: each.division.rejected.count),
        Column(_("Wacht op de gemeente"), lambda each: each.division.parked.count),
        Column(_("Bedrag"), lambda each: each.submitted_cents, euros=True),
        Column(_("Bedrag terug"), lambda each: each.division.rejected.cents, euros=True),
        Column(_("Ingediend als"), lambda each: "/".join(map(str, each.handed_in or ()))),
        Column(_("Proefcode"), lambda each: each.receipt),
    )
    return FORMATS[kind]("proeven", columns, every_trial(session, provider_id, choice))


def _next_step(each: TriedFinding) -> str:
    finding = each.finding
    return words.next_step(finding.rule, finding.severity is Severity.WARNING)


def findings_as_file(trial: Trial, details: Details, kind: str) -> Response:
    """What was found wrong in one trial, finding by finding, as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Regel"), lambda each: each.finding.line),
        Column(_("Referentie"), lambda each: each.reference),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        Column(_("Ernst"), lambda each: str(SEVERITIES[each.finding.severity])),
        Column(_("Wat er mis is"), lambda each: words.finding_in_words(each.finding)),
        Column(_("Wat nu"), _next_step),
        Column(_("Retourcode"), lambda each: each.finding.code),
        Column(_("Regel uit het regelboek"), lambda each: each.finding.rule),
        Column(_("Regel in het bestand"), lambda each: each.finding.source_line),
        Column(_("Plaats in het bericht"), lambda each: each.finding.path),
    )
    return FORMATS[kind](f"proef-{trial.name}", columns, details.findings)
