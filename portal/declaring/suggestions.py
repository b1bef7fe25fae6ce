"""What a finding says should stand in a row, as something that can be taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from declarations.findings import Finding
from portal.declaring.rows import Row
from portal.declaring.working import WorkedRow
from portal.intake.outcome_words import UNITS, quantity
from portal.web.formatting import day, euros

KEPT_AS = {
    "ProductTarief": ("tariff", "amount"),
    "IngediendBedrag/Bedrag": ("amount",),
    "ProductPeriode/Begindatum": ("start",),
    "ProductPeriode/Einddatum": ("end",),
}
"""Elements that are worked out anew once they are no longer kept as sent."""
VALUES = {
    "ProductCategorie": re.compile(r"[0-9]{2}", re.ASCII),
    "ProductCode": re.compile(r"[0-9A-Za-z]{1,5}", re.ASCII),
    "Eenheid": re.compile("|".join(UNITS)),
    "GeleverdVolume": re.compile(r"[0-9]{1,8}", re.ASCII),
}
"""Elements that take the value that was expected, and how such a value looks."""
_ELEMENT = re.compile(r"Prestatie\[\d+\]/(.+)$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The value that a rule expects in an element of one row, as on the wire."""

    key: int
    element: str
    value: str

    def __str__(self) -> str:
        """As a button names it."""
        return f"{self.key}:{self.element}:{self.value}"


def read_suggestion(text: str) -> Suggestion | None:
    """The suggestion that a button names; None for anything else."""
    key, _colon, rest = text.partition(":")
    element, _colon, value = rest.partition(":")
    if not (key.isascii() and key.isdigit()):
        return None
    if element in KEPT_AS or (element in VALUES and VALUES[element].fullmatch(value)):
        return Suggestion(int(key), element, value)
    return None


def suggestion_of(worked: WorkedRow, finding: Finding) -> Suggestion | None:
    """What can be taken over from a finding; None where the row has it already, or it says none."""
    found = _ELEMENT.search(finding.path)
    if worked.row.credit or found is None or finding.expected is None:
        return None
    suggestion = Suggestion(worked.row.key, found[1], finding.expected)
    if read_suggestion(str(suggestion)) is None:
        return None
    return suggestion if adopted(worked.row, suggestion) != worked.row else None


def adopted(row: Row, suggestion: Suggestion) -> Row:
    """The row with what was suggested."""
    if suggestion.element in KEPT_AS:
        return row.mended(*KEPT_AS[suggestion.element])
    value = suggestion.value
    if suggestion.element == "ProductCategorie":
        return row.changed(category=value)
    if suggestion.element == "ProductCode":
        return row.changed(code=value)
    if suggestion.element == "Eenheid":
        return row.changed(unit=value)
    return row.changed(volume=int(value))


def in_words(worked: WorkedRow, suggestion: Suggestion) -> str:
    """The words on the button: ``neem verwacht over: € 12,50``."""
    return str(_("Neem verwacht over: %(value)s", value=_shown(worked, suggestion)))


def _shown(worked: WorkedRow, suggestion: Suggestion) -> str:
    element, value = suggestion.element, suggestion.value
    if element in ("ProductTarief", "IngediendBedrag/Bedrag"):
        return euros(int(value))
    if element.startswith("ProductPeriode"):
        return day(date.fromisoformat(value))
    if element == "Eenheid":
        return str(UNITS.get(value, value))
    if element == "GeleverdVolume":
        return quantity(int(value), worked.unit or "")
    return value
