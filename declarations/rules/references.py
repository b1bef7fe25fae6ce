"""Rules on references and double lines within one message (level 2)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import TypeVar

from declarations.example import BSN, CREDIT, LINE, clients, line, lines
from declarations.findings import Owner
from declarations.model import Client
from declarations.rulebook import Breach, Example, Form, Scope, Text, rule
from declarations.rules import answer_copies

_references = partial(rule, code="0001", level=2, scope=Scope.MESSAGE)

_Each = TypeVar("_Each")


def _repeated(values: Sequence[_Each], key: Callable[[_Each], Hashable]) -> Iterator[_Each]:
    """Every value whose key an earlier one already had; nearly always there is none."""
    if len(set(map(key, values))) == len(values):
        return
    seen: set[Hashable] = set()
    for each in values:
        own = key(each)
        if own in seen:
            yield each
        seen.add(own)


_bsn = attrgetter("bsn")
_reference_pair = attrgetter("reference", "previous_reference")
_debit_key = attrgetter("allocation", "category", "code", "start", "end")


@_references(
    "TR101",
    elements=("Client/Bsn", "Prestatie/ProductReferentie"),
    of_answer=answer_copies.no_key_twice,
    owner=Owner.SOFTWARE,
    basis="iWmo/iJw 3.2, TR101",
    text=Text(
        "Een cliënt, en binnen een cliënt een productreferentie, mag maar één keer voorkomen.",
        "A client, and within a client a product reference, may occur once only.",
    ),
    next_step=Text(
        "Voeg de dubbele cliënten samen of geef elke prestatie een eigen referentienummer.",
        "Merge the double clients, or give each line a reference of its own.",
    ),
    example=Example(
        "Dezelfde cliënt staat twee keer in het bericht.",
        "The same client occurs twice in the message.",
        clients(Client(BSN, (LINE,)), Client(BSN, (replace(LINE, reference="RN002"),))),
    ),
)
def no_double_keys(form: Form) -> Iterator[Breach]:
    """Bsn is unique in the message; both reference numbers together are unique in the client."""
    declared = form.message.declaration
    for client in _repeated(declared.clients, _bsn):
        yield Breach("Bsn", subject=client)
    for client in declared.clients:
        for double in _repeated(client.lines, _reference_pair):
            yield Breach("ProductReferentie", received=double.reference, subject=double)


@_references(
    "CD060",
    elements=("Prestatie/ProductReferentie/VorigReferentieNummer",),
    owner=Owner.SOFTWARE,
    basis="iWmo/iJw 3.2, CD060",
    text=Text(
        "Een creditregel moet het referentienummer van zijn debetregel noemen; een "
        "debetregel mag er geen noemen.",
        "A credit line must name the reference of its debit line; a debit line may name none.",
    ),
    next_step=Text(
        "Vul of verwijder het vorige referentienummer en dien het hele bericht opnieuw in.",
        "Fill in or remove the previous reference and submit the whole message again.",
    ),
    example=Example(
        "Een debetregel met een vorig referentienummer.",
        "A debit line with a previous reference.",
        line(previous_reference="RN000"),
    ),
)
def credit_names_its_debit(form: Form) -> Iterator[Breach]:
    """VorigReferentieNummer is filled exactly when DebetCredit is C."""
    for each in form.lines:
        if each.credit is (each.previous_reference is None):
            yield Breach(
                "ProductReferentie/VorigReferentieNummer",
                received=each.previous_reference,
                subject=each,
            )


@_references(
    "TR315",
    elements=("Prestatie/ProductReferentie/VorigReferentieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR315",
    text=Text(
        "Een vorig referentienummer mag maar één keer in het bericht voorkomen.",
        "A previous reference may occur once only in the message.",
    ),
    next_step=Text(
        "Crediteer elke debetregel één keer en dien het hele bericht opnieuw in.",
        "Credit each debit line once and submit the whole message again.",
    ),
    example=Example(
        "Twee creditregels voor dezelfde debetregel.",
        "Two credit lines for the same debit line.",
        lines(CREDIT, replace(CREDIT, reference="RN002")),
    ),
)
def debit_credited_once_in_message(form: Form) -> Iterator[Breach]:
    """VorigReferentieNummer is unique in the message."""
    named = [each for each in form.lines if each.previous_reference is not None]
    for double in _repeated(named, attrgetter("previous_reference")):
        yield Breach(
            "ProductReferentie/VorigReferentieNummer",
            received=double.previous_reference,
            subject=double,
        )


@_references(
    "TR316",
    elements=("Prestatie/ProductReferentie/VorigReferentieNummer",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR316",
    text=Text(
        "Een regel mag niet worden gecrediteerd in het bericht waarin hij zelf staat.",
        "A line may not be credited in the message it stands in itself.",
    ),
    next_step=Text(
        "Haal beide regels weg, of crediteer pas nadat de debetregel is toegekend.",
        "Remove both lines, or credit only after the debit line has been awarded.",
    ),
    example=Example(
        "Een debetregel RN001 en een creditregel van RN001 in één bericht.",
        "A debit line RN001 and a credit line of RN001 in one message.",
        lines(LINE, replace(LINE, reference="RN002", previous_reference="RN001", credit=True)),
    ),
)
def no_credit_of_debit_in_message(form: Form) -> Iterator[Breach]:
    """No VorigReferentieNummer equals a ReferentieNummer in the message."""
    named = [each for each in form.lines if each.previous_reference is not None]
    if not named:
        return
    own = {each.reference for each in form.lines}
    for each in named:
        if each.previous_reference in own:
            yield Breach(
                "ProductReferentie/VorigReferentieNummer",
                received=each.previous_reference,
                subject=each,
            )


@_references(
    "TR416",
    elements=("Prestatie",),
    owner=Owner.PROVIDER,
    basis="iWmo/iJw 3.2, TR416; decision 18",
    text=Text(
        "Per toewijzing, product en periode mag er maar één debetregel in het bericht staan.",
        "For each allocation, product and period the message may hold one debit line only.",
    ),
    next_step=Text(
        "Tel de regels op tot één prestatie en dien het hele bericht opnieuw in.",
        "Add the lines up to one and submit the whole message again.",
    ),
    example=Example(
        "Twee debetregels voor hetzelfde product in april.",
        "Two debit lines for the same product in April.",
        lines(LINE, replace(LINE, reference="RN002")),
    ),
)
def one_debit_per_product_and_period(form: Form) -> Iterator[Breach]:
    """Within a client, debits differ in allocation number, category, code or ProductPeriode."""
    for client in form.message.declaration.clients:
        if len(client.lines) == 1:
            continue
        debits = [each for each in client.lines if not each.credit]
        for double in _repeated(debits, _debit_key):
            yield Breach(received=double.reference, subject=double)
