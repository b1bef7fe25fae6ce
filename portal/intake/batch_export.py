"""The lists of batches and of messages as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.intake import batch_words as words
from portal.intake.batch_choice import Choice
from portal.intake.batch_list import every_batch
from portal.intake.message_list import MessageChoice, every_message
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def batches_as_file(session: Session, provider_id: int, choice: Choice, kind: str) -> Response:
    """The chosen batches as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Uw kenmerk"), lambda batch: batch.own_reference),
        Column(_("Bestand"), lambda batch: batch.file_name),
        Column(_("Aanlevering"), lambda batch: batch.name),
        Column(_("Ontvangen"), lambda batch: batch.received_at),
        Column(_("Berichten"), lambda batch: len(batch.results)),
        Column(_("Geweigerde bestanden"), lambda batch: batch.refused),
        Column(_("Regels"), lambda batch: batch.lines),
        Column(_("Toegekende regels"), lambda batch: batch.awarded.count),
        Column(_("Teruggestuurde regels"), lambda batch: batch.rejected.count),
        Column(_("Gedeclareerd"), lambda batch: batch.submitted_cents, euros=True),
        Column(_("Toegekend"), lambda batch: batch.awarded.cents, euros=True),
        Column(_("Terug"), lambda batch: batch.rejected.cents, euros=True),
        Column(_("Stand"), lambda batch: words.standing_of(batch).word),
        Column(_("Aan zet"), lambda batch: words.standing_of(batch).mover),
        Column(_("Betaling uiterlijk"), lambda batch: batch.paid_before),
        Column(_("Betaald op"), lambda batch: batch.paid_on),
    )
    return FORMATS[kind]("aanleveringen", columns, every_batch(session, provider_id, choice))


def messages_as_file(
    session: Session, municipality_id: int, choice: MessageChoice, kind: str
) -> Response:
    """The chosen messages to a municipality as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Aanbieder"), lambda message: message.provider),
        Column(_("Declaratienummer"), lambda message: message.number),
        Column(_("Wet"), lambda message: words.LAWS[message.law]),
        Column(_("Declaratieperiode"), lambda message: message.period_start),
        Column(_("Ontvangen"), lambda message: message.received_at),
        Column(_("Regels"), lambda message: message.line_count),
        Column(_("Toegekende regels"), lambda message: message.awarded.count),
        Column(_("Teruggestuurde regels"), lambda message: message.rejected.count),
        Column(_("Wachtende regels"), lambda message: message.parked.count),
        Column(_("Gedeclareerd"), lambda message: message.submitted_cents, euros=True),
        Column(_("Toegekend"), lambda message: message.awarded_cents, euros=True),
        Column(_("Uitkomst"), lambda message: words.outcome_of(message).word),
        Column(_("Beantwoord op"), lambda message: message.answered_on),
        Column(_("Betalen vóór"), lambda message: message.pay_before),
    )
    return FORMATS[kind]("berichten", columns, every_message(session, municipality_id, choice))
