"""The refusal of a file at the door (level 1): why it cannot be taken as a message.

A refused file gets no answer message (325); its findings say what is wrong and where, never
with a citizen number, a name or an address in them (decision 29).
"""

from __future__ import annotations

import re

from declarations.findings import Finding, Owner, Severity

MESSAGE_LIMIT = 26_214_400
"""The most bytes one message may have, as unpacked: what the standard calls 25 MB (OP179)."""

QUOTABLE = frozenset((
    "BerichtCode", "BerichtVersie", "BerichtSubversie", "Afzender", "Ontvanger", "Identificatie",
    "Dagtekening", "BasisschemaXsdVersie", "BerichtXsdVersie", "XsltVersie", "DeclaratieNummer",
    "Begindatum", "Einddatum", "DeclaratieDagtekening", "TotaalBedrag", "DebetCredit",
    "ReferentieNummer", "VorigReferentieNummer", "ToewijzingNummer", "ProductCategorie",
    "ProductCode", "GeleverdVolume", "Eenheid", "ProductTarief", "Bedrag", "RetourCode",
    "ReferentieAanbieder", "Categorie", "Code", "Toewijzingsdatum", "Toewijzingstijd",
    "Ingangsdatum", "RedenWijziging", "Volume", "Frequentie", "Budget",
    "ToewijzingIngangsdatum", "RedenBeeindiging", "StatusAanlevering",
))
"""The elements whose text may be repeated to the sender; none of them is about a person."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_CHARACTERS = 40
_FEWEST_DIGITS_OF_A_CITIZEN_NUMBER = 8


class MessageRefused(Exception):
    """The file cannot be taken as a message; ``findings`` (level 1, at least one) say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(f"{f.rule}/{f.detail}" for f in findings))
        self.findings = findings


def door_finding(
    rule: str,
    detail: str,
    *,
    line: int | None = None,
    path: str = "",
    expected: str | None = None,
    received: str | None = None,
    owner: Owner = Owner.SOFTWARE,
) -> Finding:
    """A finding of level 1: ``rule`` XML, XSD, SIZE, ENCODING, ZIP, SENDER or RECEIVER.

    ``detail`` is the key of its sentence in ``schemas.wording``. What is received must be safe
    to repeat: see ``quotable``.
    """
    return Finding(
        rule=rule, code=None, level=1, severity=Severity.ERROR, owner=owner, path=path,
        source_line=line, expected=expected, received=received, detail=detail,
    )


def refusal(
    rule: str,
    detail: str,
    *,
    line: int | None = None,
    path: str = "",
    expected: str | None = None,
    received: str | None = None,
    owner: Owner = Owner.SOFTWARE,
) -> MessageRefused:
    """A refusal for one reason, see ``door_finding``."""
    return MessageRefused((door_finding(
        rule, detail, line=line, path=path, expected=expected, received=received, owner=owner,
    ),))


def harmless(text: str) -> bool:
    """Whether a text is short and printable and has too few digits to hold a citizen number."""
    if len(text) > _MOST_CHARACTERS or not text.isprintable():
        return False
    digits = sum(character.isnumeric() for character in text)
    return digits < _FEWEST_DIGITS_OF_A_CITIZEN_NUMBER


def quotable(element: str, text: str | None) -> str | None:
    """The text of an element as far as it may be repeated to the sender, else None."""
    if not text or element not in QUOTABLE:
        return None
    return text if harmless(text) or _DATE.fullmatch(text) else None
