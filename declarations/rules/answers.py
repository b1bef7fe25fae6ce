"""Rules about nothing but the answer (325), which the municipality's own portal must keep."""

from __future__ import annotations

from functools import partial

from declarations.answers import AnswerDeclaration, Reply
from declarations.example import answered, returned
from declarations.findings import FULLY_AWARDED, NO_REMARK, Owner
from declarations.model import Line
from declarations.rulebook import Breach, Example, Scope, Shows, Text, rule
from declarations.rules.answer_copies import places

_answer = partial(
    rule, scope=Scope.ANSWER, owner=Owner.MUNICIPALITY,
    next_step=Text(
        "Meld het de gemeente: dit antwoord had niet verstuurd mogen worden.",
        "Tell the municipality: this answer should not have been sent.",
    ),
)  # fmt: skip
_DECLARATION = "DeclaratieAntwoord"


@_answer(
    "TR337",
    None,
    level=3,
    elements=("Header/DeclaratieIdentificatie",),
    basis="iWmo/iJw 3.2, TR337; OP304",
    text=Text(
        "Een antwoord noemt de identificatie en de dagtekening van de declaratie die het "
        "beantwoordt.",
        "An answer names the identification and the date of the declaration it answers.",
    ),
    example=Example(
        "Een antwoord op bericht 2, terwijl bericht 1 is beoordeeld.",
        "An answer to message 2, where message 1 was judged.",
        answered(answers="2"),
    ),
)
def names_the_message_answered(reply: Reply) -> Breach | None:
    """DeclaratieIdentificatie is the BerichtIdentificatie of the declaration."""
    answer, header = reply.answer, reply.message.header
    if (answer.answers, answer.answers_dated) == (header.identification, header.dated):
        return None
    return Breach("Header/DeclaratieIdentificatie", header.identification, answer.answers)


@_answer(
    "TR371",
    None,
    level=3,
    elements=("Header/XsdVersieDeclaratie",),
    basis="iWmo/iJw 3.2, TR371",
    text=Text(
        "Een antwoord herhaalt de schemaversies van de declaratie zoals zij er stonden.",
        "An answer repeats the schema versions of the declaration as they stood there.",
    ),
    example=Example(
        "Versie 1.0.1, waar de declaratie 1.0.0 noemt.",
        "Version 1.0.1, where the declaration says 1.0.0.",
        answered(message_version="1.0.1"),
    ),
)
def repeats_the_schema_versions(reply: Reply) -> Breach | None:
    """XsdVersieDeclaratie is the XsdVersie of the declaration."""
    told, known = reply.answer.answers_versions, reply.message.header.versions
    if told == known:
        return None
    return Breach("Header/XsdVersieDeclaratie", known.message, told.message)


@_answer(
    "TR376",
    None,
    level=3,
    elements=("DeclaratieAntwoord/DeclaratieNummer",),
    basis="iWmo/iJw 3.2, TR376",
    text=Text(
        "Een antwoord noemt het nummer van de declaratie die het beantwoordt.",
        "An answer names the number of the declaration it answers.",
    ),
    example=Example(
        "Declaratienummer DN002, waar DN001 is beoordeeld.",
        "Declaration number DN002, where DN001 was judged.",
        answered(number="DN002"),
    ),
)
def names_the_declaration_answered(reply: Reply) -> Breach | None:
    """DeclaratieNummer is that of the declaration."""
    told, known = reply.answer.declaration, reply.message.declaration.number
    if told is None or told.number == known:
        return None
    return Breach(f"{_DECLARATION}/DeclaratieNummer", known, told.number)


@_answer(
    "TR366",
    "9366",
    level=3,
    elements=("Prestatie/ProductReferentie",),
    basis="iWmo/iJw 3.2, TR366",
    text=Text(
        "Elke regel in een antwoord is een regel van de declaratie, te herkennen aan de "
        "referentie.",
        "Every line in an answer is a line of the declaration, known by its reference.",
    ),
    example=Example(
        "Regel RN009 in het antwoord, die niet gedeclareerd is.",
        "Line RN009 in the answer, which was not declared.",
        returned(reference="RN009"),
    ),
)
def line_was_declared(reply: Reply) -> Breach | None:
    """ProductReferentie is that of a line of the same client in the declaration."""
    for place, bsn, each in places(reply):
        if (bsn, each.line.reference, each.line.previous_reference) not in reply.declared:
            return Breach(f"{place}/ProductReferentie", received=each.line.reference)
    return None


@_answer(
    "TR367",
    "9367",
    level=3,
    elements=(
        "Prestatie/Eenheid", "Prestatie/GeleverdVolume", "Prestatie/IngediendBedrag",
        "Prestatie/ProductCategorie", "Prestatie/ProductCode", "Prestatie/ProductPeriode",
        "Prestatie/ProductTarief", "Prestatie/ToewijzingNummer",
    ),
    basis="iWmo/iJw 3.2, TR367; decision 25",
    text=Text(
        "Een regel die terugkomt, komt terug zoals hij was gedeclareerd.",
        "A line that is returned is returned as it was declared.",
    ),
    example=Example(
        "Vijf uur in het antwoord, waar vier waren gedeclareerd.",
        "Five hours in the answer, where four were declared.",
        returned(volume=5),
    ),
)
def line_is_as_declared(reply: Reply) -> Breach | None:
    """Every field of a returned line is, as it was written, that of the declaration."""
    for place, bsn, each in places(reply):
        line = each.line
        declared = reply.declared.get((bsn, line.reference, line.previous_reference))
        if declared is None or declared is line:
            continue
        wanted = _written(declared)
        for element, text in _written(line).items():
            if text != wanted[element]:
                return Breach(f"{place}/{element}", wanted[element], text)
    return None


def _written(line: Line) -> dict[str, str | None]:
    """What is copied, by element, as the sender wrote it."""
    own = line.written
    tariff = None if line.tariff is None else str(line.tariff)
    return {
        "ToewijzingNummer": line.allocation_text,
        "ProductCategorie": line.category,
        "ProductCode": line.code,
        "ProductPeriode/Begindatum": own.start if own else line.start.isoformat(),
        "ProductPeriode/Einddatum": own.end if own else line.end.isoformat(),
        "GeleverdVolume": own.volume if own else str(line.volume),
        "Eenheid": line.unit,
        "ProductTarief": own.tariff if own else tariff,
        "IngediendBedrag/Bedrag": own.amount if own else str(line.amount),
        "IngediendBedrag/DebetCredit": "C" if line.credit else "D",
    }


@_answer(
    "TR342",
    "0001",
    level=2,
    elements=("DeclaratieAntwoord/TotaalToegekendBedrag", "Prestatie/RetourCodes"),
    basis="iWmo/iJw 3.2, TR342",
    shows=Shows.CENTS,
    text=Text(
        "Het verschil tussen ingediend en toegekend moet de som van de teruggegeven regels zijn; "
        "toegekende regels komen niet terug.",
        "The difference between submitted and awarded must be the sum of the returned lines; "
        "awarded lines are not returned.",
    ),
    example=Example(
        "Eén regel van € 50,00 terug en toch € 50,00 van € 50,00 toegekend.",
        "One line of € 50.00 returned and yet € 50.00 of € 50.00 awarded.",
        answered(awarded_cents=5000),
    ),
)
def difference_is_what_is_returned(reply: Reply) -> Breach | None:
    """Submitted minus awarded is the signed sum of the lines returned, each with a reason; where
    the declaration itself is refused, nothing is awarded and nothing returned."""
    told, submitted = reply.answer.declaration, reply.message.declaration.signed_total
    if told is None:
        return None
    if told.submitted_cents != submitted:
        gap = told.submitted_cents - submitted
        path = f"{_DECLARATION}/TotaalIngediendBedrag"
        return Breach(path, submitted, told.submitted_cents, gap)
    for place, _, each in places(reply):
        if not each.codes or each.codes == NO_REMARK:
            return Breach(f"{place}/RetourCodes")
    expected = _expected(told, reply)
    if told.awarded_cents == expected:
        return None
    gap = told.awarded_cents - expected
    return Breach(f"{_DECLARATION}/TotaalToegekendBedrag", expected, told.awarded_cents, gap)


def _expected(told: AnswerDeclaration, reply: Reply) -> int:
    """What must have been awarded, by what is returned."""
    if told.codes not in (NO_REMARK, FULLY_AWARDED):
        return 0
    return told.submitted_cents - sum(each.line.signed_cents for _, _, each in places(reply))
