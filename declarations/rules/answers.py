"""Rules that an answer (325) itself must keep."""

from __future__ import annotations

from declarations.example import unchanged
from declarations.findings import Assessment, Owner
from declarations.model import Message
from declarations.rulebook import Breach, Example, Scope, Shows, Text, rule


@rule(
    "TR342",
    "0001",
    level=2,
    scope=Scope.ANSWER,
    elements=("DeclaratieAntwoord/TotaalToegekendBedrag",),
    owner=Owner.MUNICIPALITY,
    basis="iWmo/iJw 3.2, TR342",
    shows=Shows.CENTS,
    text=Text(
        "Het verschil tussen ingediend en toegekend moet de som van de teruggegeven regels zijn.",
        "The difference between submitted and awarded must be the sum of the returned lines.",
    ),
    next_step=Text(
        "Meld het de gemeente: dit antwoord had niet verstuurd mogen worden.",
        "Tell the municipality: this answer should not have been sent.",
    ),
    example=Example(
        "Eén regel van € 50,00 terug en toch € 58,00 van € 58,00 toegekend.",
        "One line of € 50.00 returned and yet € 58.00 of € 58.00 awarded.",
        unchanged,
    ),
)
def difference_is_what_is_returned(message: Message, verdict: Assessment) -> Breach | None:
    """Submitted minus awarded is the signed sum of the lines returned; nothing where none was
    judged."""
    submitted = message.declaration.signed_total
    returned = sum(
        each.line.signed_cents for each in verdict.lines if not each.awarded and not each.parked
    )
    expected = submitted - returned if verdict.lines else 0
    if verdict.awarded_cents == expected:
        return None
    gap = verdict.awarded_cents - expected
    return Breach("TotaalToegekendBedrag", expected, verdict.awarded_cents, gap)
