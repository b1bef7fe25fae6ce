"""Rules that the schema enforces: a message that breaks one is refused before it is judged."""

from __future__ import annotations

from functools import partial

from declarations.example import unchanged
from declarations.findings import Owner
from declarations.rulebook import Example, Rule, Scope, Text, rule

_NEXT = Text(
    "Laat de leverancier van uw software het bericht opnieuw maken volgens release 3.2.",
    "Have your software supplier make the message again by release 3.2.",
)
_by_schema = partial(rule, level=1, scope=Scope.SCHEMA, owner=Owner.SOFTWARE, next_step=_NEXT)


def _left_to_schema() -> None:
    """Nothing to ask: no message that breaks such a rule becomes a value."""


def _schema_rule(name: str, element: str, text: Text, example: tuple[str, str]) -> Rule:
    attach = _by_schema(
        name,
        None,
        elements=(element,),
        basis=f"iWmo/iJw 3.2, {name}; XSD",
        text=text,
        example=Example(*example, change=unchanged),
    )
    return attach(_left_to_schema)


subversion_is_2 = _schema_rule(
    "CS015",
    "Header/BerichtSubversie",
    Text(
        "De subversie van het bericht moet 2 zijn.",
        "The subversion of the message must be 2.",
    ),
    ("BerichtSubversie 1.", "BerichtSubversie 1."),
)

version_is_3 = _schema_rule(
    "CS025",
    "Header/BerichtVersie",
    Text(
        "De versie van het bericht moet 3 zijn.",
        "The version of the message must be 3.",
    ),
    ("BerichtVersie 2.", "BerichtVersie 2."),
)

declaration_number_is_letters_and_digits = _schema_rule(
    "CS319",
    "Declaratie/DeclaratieNummer",
    Text(
        "Het declaratienummer mag alleen uit letters en cijfers bestaan.",
        "The declaration number may have letters and digits only.",
    ),
    ("DeclaratieNummer DN-001.", "DeclaratieNummer DN-001."),
)

lengths_and_formats = _schema_rule(
    "RS0xx",
    "Bericht",
    Text(
        "Elk element moet gevuld zijn, niet te lang, en in de vorm die het schema voorschrijft.",
        "Every element must be filled, not too long, and in the form the schema prescribes.",
    ),
    ("Een referentienummer van 21 tekens.", "A reference of 21 characters."),
)
