"""Rules that hold a message against earlier ones and against the calendar (levels 3 and 4)."""

from __future__ import annotations

from datetime import date

from declarations.example import facts
from declarations.facts import Facts
from declarations.findings import Owner
from declarations.model import Message
from declarations.rulebook import Breach, Case, Example, Needs, Scope, Shows, Text, rule
from declarations.rules import answer_copies


@rule(
    "TR056",
    "9056",
    level=3,
    scope=Scope.HEADER,
    elements=("Header/BerichtIdentificatie/Identificatie",),
    of_answer=answer_copies.numbered_once,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR056; decision 3",
    text=Text(
        "De identificatie van een bericht mag niet eerder gebruikt zijn.",
        "The identification of a message may not have been used before.",
    ),
    next_step=Text(
        "Is dit bericht al eerder verstuurd, doe dan niets. Anders: geef het een nieuwe "
        "identificatie en dien het opnieuw in.",
        "If this message was sent before, do nothing. Otherwise give it a new identification "
        "and submit it again.",
    ),
    example=Example(
        "Hetzelfde bericht wordt voor de tweede keer ingediend.",
        "The same message is submitted for the second time.",
        facts(identification_used=True),
    ),
)
def identification_is_new(message: Message, known: Facts) -> Breach | None:
    """Identificatie is unique for the provider and kind of message."""
    if not known.identification_used:
        return None
    return Breach("BerichtIdentificatie/Identificatie", received=message.header.identification)


@rule(
    "TR135",
    "8848",
    level=4,
    scope=Scope.HEADER,
    elements=(
        "Header/BerichtIdentificatie/Dagtekening",
        "Header/DeclaratieIdentificatie/Dagtekening",
    ),
    of_answer=answer_copies.dated_until_today,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR135; decision 17",
    shows=Shows.DATE,
    text=Text(
        "De dagtekening van het bericht mag niet in de toekomst liggen.",
        "The date of the message may not lie in the future.",
    ),
    next_step=Text(
        "Verbeter de dagtekening en dien het bericht opnieuw in.",
        "Correct the date and submit the message again.",
    ),
    example=Example(
        "Een bericht met dagtekening 6 mei, ontvangen op 5 mei.",
        "A message dated 6 May, received on 5 May.",
        facts(today=date(2023, 5, 5)),
    ),
)
def not_dated_in_the_future(message: Message, known: Facts) -> Breach | None:
    """Dagtekening is on or before the day of receipt."""
    dated = message.header.dated
    if dated <= known.today:
        return None
    return Breach("BerichtIdentificatie/Dagtekening", known.today, dated)


@rule(
    "TR378",
    "S300",
    level=4,
    scope=Scope.HEADER,
    elements=("Header/Ontvanger", "Header/Afzender"),
    of_answer=answer_copies.from_the_municipality_declared_to,
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR378; decision 20; CBS",
    text=Text(
        "De gemeentecode moet in de lijst van het CBS staan.",
        "The municipality code must be in the list of Statistics Netherlands (CBS).",
    ),
    next_step=Text(
        "Zoek de code van de gemeente op en dien het bericht opnieuw in.",
        "Look up the code of the municipality and submit the message again.",
    ),
    example=Example("Ontvanger 9999.", "Receiver 9999.", facts(municipality_listed=False)),
)
def municipality_exists(message: Message, known: Facts) -> Breach | None:
    """Ontvanger is a municipality code of the CBS list of the day of receipt."""
    if known.municipality_listed:
        return None
    return Breach("Ontvanger", received=message.header.receiver)


@rule(
    "TR333",
    "9333",
    level=3,
    scope=Scope.DECLARATION,
    elements=("Declaratie/DeclaratieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR333; OP349; decision 3",
    text=Text(
        "Het declaratienummer mag niet eerder gebruikt zijn.",
        "The declaration number may not have been used before.",
    ),
    next_step=Text(
        "Geef de declaratie een nieuw nummer en dien haar opnieuw in.",
        "Give the declaration a new number and submit it again.",
    ),
    example=Example(
        "Een tweede declaratie met nummer DN001.",
        "A second declaration with number DN001.",
        facts(number_used=True),
    ),
)
def declaration_number_is_new(message: Message, known: Facts) -> Breach | None:
    """DeclaratieNummer is unique for the provider and law."""
    if not known.number_used:
        return None
    return Breach("DeclaratieNummer", received=message.declaration.number)


@rule(
    "TR318",
    "8214",
    level=3,
    scope=Scope.DECLARATION,
    elements=("Declaratie/DeclaratiePeriode/Begindatum",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR318; OP284, IV090; decision 13",
    shows=Shows.DATE,
    text=Text(
        "De declaratieperiode mag niet voor de laatst verwerkte periode liggen.",
        "The declaration period may not lie before the last one processed.",
    ),
    next_step=Text(
        "Zet late prestaties in een declaratie over de laatste of de volgende maand.",
        "Put late lines in a declaration about the latest or the next month.",
    ),
    example=Example(
        "Een declaratie over april nadat die over mei is verwerkt.",
        "A declaration about April after the one about May was processed.",
        facts(last_period=date(2023, 5, 1)),
    ),
)
def period_not_before_the_last(message: Message, known: Facts) -> Breach | None:
    """DeclaratiePeriode is not before the last processed one; the same again and gaps pass."""
    start = message.declaration.period.start
    if known.last_period is None or start >= known.last_period:
        return None
    return Breach("DeclaratiePeriode/Begindatum", known.last_period, start)


@rule(
    "TR314",
    "8021",
    level=3,
    scope=Scope.LINE,
    elements=("Prestatie/ProductReferentie/ReferentieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR314; OP283; decisions 3 and 18",
    text=Text(
        "Het referentienummer mag niet eerder gebruikt zijn, ook niet voor een afgekeurde regel.",
        "The reference may not have been used before, not even for a rejected line.",
    ),
    next_step=Text(
        "Geef de prestatie een nieuw referentienummer en dien haar opnieuw in.",
        "Give the line a new reference and submit it again.",
    ),
    example=Example(
        "Een nieuwe prestatie met het nummer van een oude.",
        "A new line with the reference of an old one.",
        facts(used_references=frozenset({"RN001"})),
    ),
)
def reference_is_new(case: Case) -> Breach | None:
    """ReferentieNummer is unique for the provider and law, in the message and across messages."""
    line = case.line
    if case.repeated or line.reference in case.facts.used_references:
        return Breach("ProductReferentie/ReferentieNummer", received=line.reference)
    return None


@rule(
    "TR389",
    "9389",
    level=3,
    scope=Scope.DEBIT,
    needs=Needs.ALLOCATION,
    elements=("Prestatie",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR389; decision 15",
    text=Text(
        "Een maand mag per toewijzing en product maar één keer worden gedeclareerd, tenzij "
        "de eerdere regel is gecrediteerd.",
        "A month may be declared once for each allocation and product, unless the earlier "
        "line was credited.",
    ),
    next_step=Text(
        "Crediteer eerst de eerdere regel; dien daarna de nieuwe in, samen in één bericht mag.",
        "Credit the earlier line first and then submit the new one; one message may hold both.",
    ),
    example=Example(
        "April is al toegekend en niet gecrediteerd.",
        "April has been awarded and not credited.",
        facts(live_debits=frozenset({(20072, "02", "02A03", date(2023, 4, 1))})),
    ),
)
def no_second_debit_for_the_month(case: Case) -> Breach | None:
    """No awarded debit without credit exists for allocation, category, code and month."""
    return Breach(received=case.line.reference) if case.key in case.running.live else None
