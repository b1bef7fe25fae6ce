"""How payment runs, their payments and the guards are written on screens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from declarations.guards import SENTENCES, Hold
from declarations.rulebook import Text
from portal.payments.bank_words import in_groups
from portal.payments.run_list import sentence_of
from portal.web.formatting import euros
from portal.web.language import translated

RUN_STATES: Mapping[str, Any] = {
    "draft": _l("concept"),
    "signed": _l("ondertekend, wacht op vrijgave"),
    "released": _l("vrijgegeven"),
    "exported": _l("naar de bank"),
    "settled": _l("afgehandeld"),
    "cancelled": _l("geannuleerd"),
}
PAYMENT_STATES: Mapping[str, Any] = {
    "included": _l("in de run"),
    "held": _l("tegengehouden"),
    "left-out": _l("uit de run gehaald"),
    "released": _l("vrijgegeven"),
    "paid": _l("betaald"),
    "returned": _l("teruggekomen"),
}
TONES: Mapping[str, str] = {
    "draft": "busy", "signed": "busy", "released": "good", "exported": "good", "settled": "good",
    "cancelled": "bad", "included": "busy", "held": "bad", "left-out": "bad", "paid": "good",
    "returned": "bad",
}  # fmt: skip
# code list ExternalStatusReason1 of ISO 20022: the codes that banks here use
BANK_REASONS: Mapping[str, Text] = {
    "AC01": Text("Het rekeningnummer bestaat niet.", "The account number does not exist."),
    "AC04": Text("De rekening is opgeheven.", "The account was closed."),
    "AC06": Text("De rekening is geblokkeerd.", "The account is blocked."),
    "AG01": Text("Op deze rekening mag niet worden betaald.",
                 "This account takes no payments."),
    "AM04": Text("Er stond niet genoeg op de rekening van de gemeente.",
                 "There was not enough on the account of the municipality."),
    "AM05": Text("De bank zag deze betaling als dubbel.", "The bank took it for a duplicate."),
    "BE04": Text("Het adres van de ontvanger ontbreekt.", "The address of the payee is missing."),
    "FF01": Text("De bank kon het bestand niet lezen.", "The bank could not read the file."),
    "MD07": Text("De rekeninghouder is overleden.", "The account holder has died."),
    "MS02": Text("De ontvanger weigerde de betaling.", "The payee refused the payment."),
    "MS03": Text("De bank gaf geen reden.", "The bank gave no reason."),
    "RC01": Text("De bank van de ontvanger is onbekend.", "The bank of the payee is unknown."),
    "RR04": Text("De bank moest de betaling om wettelijke redenen weigeren.",
                 "The bank had to refuse the payment for legal reasons."),
}  # fmt: skip


def hold_sentence(hold: Hold) -> str:
    """Why a payment is stopped, with the values that were seen."""
    values = {name: _written(name, value) for name, value in hold.values.items()}
    return translated(sentence_of(hold, values)) if values else hold_name(hold.code)


def hold_name(code: str) -> str:
    """What a guard looks at, in a few words."""
    return str(HOLDS[code])


HOLDS: Mapping[str, Any] = {
    "iban-changed": _l("andere rekening dan de vorige keer"),
    "iban-replaced": _l("de aanbieder heeft intussen een andere rekening"),
    "iban-shared": _l("rekening ook van een ander"),
    "name-differs": _l("andere naam bij de rekening"),
    "unusual-amount": _l("ongewoon hoog bedrag"),
    "first-payment": _l("hoge eerste betaling"),
}
assert HOLDS.keys() == SENTENCES.keys()


def bank_reason(code: str | None) -> str:
    """Why the bank sent a payment back."""
    known = BANK_REASONS.get(code or "MS03")
    if known and code:
        return f"{code}: {translated(known)}"
    return code or translated(BANK_REASONS["MS03"])


def until_as_query(until: date | None) -> dict[str, str]:
    """A chosen day, as it stands in addresses."""
    return {"tot": until.isoformat()} if until else {}


def breach_sentence(text: Text) -> str:
    """What does not add up in the books."""
    return translated(text)


def _written(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return euros(value)
    return in_groups(value) if name == "previous" else value
