"""The lines of a message as a file to work from: the provider's own order and references."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from declarations.findings import Finding, Severity
from portal.allocations.clients import masked, open_numbers
from portal.intake.outcome import JudgedMessage
from portal.intake.outcome_choice import Choice
from portal.intake.outcome_lines import DeclaredLine, all_lines
from portal.intake.outcome_words import STATES, UNITS, finding_in_words, next_step
from portal.settlement.stage_words import STAGES
from portal.settlement.standing import Standing, where_are
from portal.store.crypto import Keyring
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.labels import OWNERS, SEVERITIES

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


@dataclass(frozen=True, slots=True)
class Row:
    """A line on its way to a file; ``number`` is the citizen number as it may be shown.

    ``standing`` is where an awarded line is on its way to payment.
    """

    line: DeclaredLine
    number: str
    standing: Standing | None


def lines_as_file(
    session: Session,
    message: JudgedMessage,
    choice: Choice,
    keyring: Keyring,
    kind: str,
    in_full: bool = False,
) -> Response:
    """The chosen lines as ``xlsx`` or ``csv``; citizen numbers masked unless ``in_full``."""
    name = f"regels-{message.batch}-{message.position}"
    return FORMATS[kind](name, _columns(), _rows(session, message, choice, keyring, in_full))


def _rows(
    session: Session, message: JudgedMessage, choice: Choice, keyring: Keyring, in_full: bool
) -> Iterator[Row]:
    for lines in all_lines(session, message, choice):
        numbers = open_numbers(session, {line.client_id for line in lines}, keyring)
        standings = where_are(session, [each.id for each in lines if each.state == "awarded"])
        for line in lines:
            number = numbers[line.client_id]
            yield Row(line, number if in_full else masked(number), standings.get(line.id))


def _columns() -> tuple[Column, ...]:
    units, states, stages = _told(UNITS), _told(STATES), _told(STAGES)
    return (
        Column(_("Positie"), lambda row: row.line.position),
        Column(_("ReferentieNummer"), lambda row: row.line.reference),
        Column(_("VorigReferentieNummer"), lambda row: row.line.previous_reference),
        Column(_("Burgerservicenummer"), lambda row: row.number),
        Column(_("Toewijzing"), lambda row: row.line.allocation_number),
        Column(_("Categorie"), lambda row: row.line.category),
        Column(_("Productcode"), lambda row: row.line.code),
        Column(_("Begindatum"), lambda row: row.line.start),
        Column(_("Einddatum"), lambda row: row.line.end),
        Column(_("Volume"), lambda row: row.line.volume),
        Column(_("Eenheid"), lambda row: units.get(row.line.unit, row.line.unit)),
        Column(_("Tarief"), lambda row: row.line.tariff_cents, euros=True),
        Column(_("Bedrag"), lambda row: row.line.cents, euros=True),
        Column(_("Stand"), lambda row: states[row.line.state]),
        Column(_("Retourcodes"), lambda row: " ".join(row.line.codes)),
        Column(_("Stap naar betaling"), lambda row: row.standing and stages[row.standing.stage]),
        Column(_("Kenmerk van de betaling"), _payment),
        *_finding_columns(),
    )


def _payment(row: Row) -> str | None:
    """What a payment is called that went to the bank."""
    payment = row.standing.payment if row.standing else None
    return payment.reference if payment and payment.sent else None


def _finding_columns() -> tuple[Column, ...]:
    owners, severities = _told(OWNERS), _told(SEVERITIES)
    return (
        Column(_("Regels"), _each(lambda finding: finding.rule)),
        Column(_("Ernst"), _each(lambda finding: severities[finding.severity])),
        Column(_("Wat er mis is"), _each(finding_in_words)),
        Column(_("Verwacht"), _each(lambda finding: finding.expected)),
        Column(_("Ontvangen"), _each(lambda finding: finding.received)),
        Column(_("Verschil"), _difference, euros=True),
        Column(_("Aan zet"), _each(lambda finding: owners[finding.owner])),
        Column(_("Wat nu"), _each(lambda finding: next_step(finding.rule, _warns(finding)))),
    )


def _warns(finding: Finding) -> bool:
    return finding.severity is Severity.WARNING


def _told(words: Mapping[Any, object]) -> dict[Any, str]:
    """Words in the reader's language, looked up once instead of in every cell."""
    return {name: str(word) for name, word in words.items()}


def _each(value: Callable[[Any], Any]) -> Callable[[Row], str | None]:
    """That value of every finding, each once, with a bar between."""

    def joined(row: Row) -> str | None:
        if not row.line.findings:
            return None
        values = (value(finding) for finding in row.line.findings)
        return " | ".join(dict.fromkeys(str(each) for each in values if each is not None)) or None

    return joined


def _difference(row: Row) -> int | None:
    """What the amounts differ; rules that see the same difference do not add up."""
    found = {each.difference_cents for each in row.line.findings if each.difference_cents}
    return max(found, key=abs) if found else None
