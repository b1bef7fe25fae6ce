"""Rules on the client: the citizen number itself, and whether it is known here."""

from __future__ import annotations

from collections.abc import Iterator

from declarations.example import LINE, clients, facts
from declarations.facts import Facts
from declarations.findings import Owner
from declarations.identifiers import passes_eleven_test
from declarations.model import Client
from declarations.rulebook import Breach, Example, Form, Scope, Text, rule
from declarations.rules import answer_copies


@rule(
    "CS002",
    "0001",
    level=2,
    scope=Scope.MESSAGE,
    elements=("Client/Bsn",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, CS002",
    text=Text(
        "Het burgerservicenummer moet voldoen aan de elfproef.",
        "The citizen service number must pass the eleven test.",
    ),
    next_step=Text(
        "Zoek het juiste nummer op en dien het hele bericht opnieuw in.",
        "Look up the right number and submit the whole message again.",
    ),
    example=Example(
        "Een nummer met een verwisseld laatste cijfer.",
        "A number with its last digit mistaken.",
        clients(Client("999900007", (LINE,))),
    ),
)
def citizen_number_passes_eleven_test(form: Form) -> Iterator[Breach]:
    """Bsn passes the eleven test; 000000000 does too (decision 9)."""
    for client in form.message.declaration.clients:
        if not passes_eleven_test(client.bsn):
            yield Breach("Bsn", subject=client)


@rule(
    "TR304",
    "8187",
    level=3,
    scope=Scope.CLIENT,
    elements=("Client/Bsn",),
    of_answer=answer_copies.client_was_declared,
    owner=Owner.MUNICIPALITY,
    basis="iWmo/iJw 3.2, TR304; decisions 2 and 9",
    text=Text(
        "De cliënt moet een toewijzing hebben van deze gemeente aan deze aanbieder.",
        "The client must have an allocation of this municipality to this provider.",
    ),
    next_step=Text(
        "Controleer het nummer. Klopt het, vraag de gemeente dan om het toewijzingsbericht; "
        "dien de prestaties daarna opnieuw in.",
        "Check the number. If it is right, ask the municipality for the allocation message; "
        "then submit the lines again.",
    ),
    example=Example(
        "Een cliënt voor wie deze gemeente niets heeft toegewezen.",
        "A client for whom this municipality has allocated nothing.",
        facts(allocations={}),
    ),
)
def client_is_known(client: Client, known: Facts) -> Breach | None:
    """Bsn has an allocation of this municipality, provider and law, a deleted one included."""
    return None if client.bsn in known.allocations else Breach("Bsn")
