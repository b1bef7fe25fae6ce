"""The conditions an allocation message (301) must meet by itself, before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from declarations.allocation_texts import ALLOCATION_HISTORY
from declarations.allocations import AllocatedProduct, AllocationMessage, Contact
from declarations.client_conditions import CLIENT_CONDITIONS, no_test_number
from declarations.conditions import CLIENT, PRODUCT, Condition, Place, condition, numbered
from declarations.findings import Finding
from declarations.product_conditions import PRODUCT_CONDITIONS
from declarations.rulebook import Text

REACHABLE_KINDS = frozenset({"01", "02", "03"})
SIDE_BY_SIDE = frozenset({"11", "12", "13", "14"})
"""Categories whose products may be allocated side by side: aids and provisions."""


def problems(message: AllocationMessage, test_numbers: bool) -> list[Finding]:
    """Every condition the message breaks by itself; empty when it can be stored.

    ``test_numbers`` says whether citizen numbers of the test range are accepted (decision 24).
    No finding quotes a citizen number.
    """
    found = [finding for condition in CONDITIONS for finding in condition(message)]
    if not test_numbers:
        found.extend(no_test_number(message))
    return found


@condition(
    "TR134",
    "Deze datum ligt na de dagtekening van het bericht. Vul een datum in die niet later is.",
    "This date lies after the date of the message. Give a date that is not later.",
)
def no_date_after_the_message(message: AllocationMessage) -> Iterator[Place]:
    """The birth date and the day of assigning are not later than the date of the message."""
    dated = message.dated.isoformat()
    if message.born > message.dated:
        received = message.born.isoformat()
        yield Place(f"{CLIENT}/Geboortedatum/Datum", expected=dated, received=received)
    for path, product in numbered(message):
        day = product.assigned_at.date()
        if day > message.dated:
            line = product.source_line or None
            yield Place(f"{path}/Toewijzingsdatum", line, dated, day.isoformat())


@condition(
    "TR006",
    "Dit contact is niet te bereiken. Geef een telefoonnummer, of een huisnummer met postcode.",
    "This contact cannot be reached. Give a telephone number, or a house number with postcode.",
)
def contacts_can_be_reached(message: AllocationMessage) -> Iterator[Place]:
    """A contact has a telephone number, or a house number and a postcode."""
    for path, contact in _contacts(message):
        if not (contact.has_telephone or contact.has_house_and_postcode):
            yield Place(path, contact.source_line or None)


@condition(
    "TR061",
    "Er is geen adres van de cliënt zelf. Geef een BRP-adres (01), correspondentieadres (02) of"
    " verblijfadres (03).",
    "There is no address of the client. Give a registered (01), postal (02) or residential (03)"
    " address.",
)
def client_has_an_address(message: AllocationMessage) -> Iterator[Place]:
    """A client has at least one address that is not temporary."""
    if not any(c.has_address and c.kind in REACHABLE_KINDS for c in message.contacts):
        yield Place(f"{CLIENT}/Contactgegevens")


@condition(
    "TR101",
    "Dit gegeven staat twee keer in het bericht. Laat het één keer staan.",
    "This appears twice in the message. Leave it in once.",
)
def nothing_stands_twice(message: AllocationMessage) -> Iterator[Place]:
    """Contacts differ in kind, relations in number, products in allocation number."""
    contacts = [(c.kind, c.source_line) for c in message.contacts]
    relations = [(r.number, r.source_line) for r in message.relations]
    numbers = [(str(p.number), p.source_line) for p in message.products]
    yield from _repeated(f"{CLIENT}/Contactgegevens/Contact", "Soort", contacts)
    yield from _repeated(f"{CLIENT}/Relaties/Relatie", "Nummer", relations)
    yield from _repeated(PRODUCT, "ToewijzingNummer", numbers)


@condition(
    "TR302",
    "Dit product is in dezelfde periode al toegewezen in dit bericht. Laat de perioden op elkaar"
    " aansluiten.",
    "This product is already allocated for the same period in this message. Let the periods follow"
    " one another.",
)
def the_same_product_does_not_overlap(message: AllocationMessage) -> Iterator[Place]:
    """Periods of one product do not overlap; the less an allocation names, the more is the same.

    Deleted allocations are left out (OP259, OP347).
    """
    for position in _overlapping(message.products):
        line = message.products[position].source_line or None
        yield Place(f"{PRODUCT}[{position + 1}]", line)


CONDITIONS: tuple[Condition[AllocationMessage], ...] = (
    *CLIENT_CONDITIONS,
    no_date_after_the_message,
    contacts_can_be_reached,
    client_has_an_address,
    nothing_stands_twice,
    the_same_product_does_not_overlap,
    *PRODUCT_CONDITIONS,
)
"""In the order of the message: client, contacts, products."""

_DOOR = {
    "SENDER": Text(
        "De afzender is hier geen bekende gemeente. Neem de gemeente eerst op in het regiobestand.",
        "The sender is not a municipality known here. Add it to the region file first.",
    ),
    "RECEIVER": Text(
        "De ontvanger is hier geen bekende aanbieder. Neem de aanbieder eerst op in het"
        " regiobestand.",
        "The receiver is not a provider known here. Add it to the region file first.",
    ),
}
"""What only the store can tell about the parties."""


def text_of(rule: str) -> Text:
    """The sentence of a finding on a 301 by its rule; KeyError for a rule that is not about it."""
    if known := _DOOR.get(rule) or ALLOCATION_HISTORY.get(rule):
        return known
    if rule == no_test_number.rule:
        return no_test_number.text
    return {each.rule: each.text for each in CONDITIONS}[rule]


def _contacts(message: AllocationMessage) -> Iterator[tuple[str, Contact]]:
    for position, relation in enumerate(message.relations, 1):
        yield f"{CLIENT}/Relaties/Relatie[{position}]/Contact", relation.contact
    for position, contact in enumerate(message.contacts, 1):
        yield f"{CLIENT}/Contactgegevens/Contact[{position}]", contact


def _repeated(path: str, element: str, keys: Sequence[tuple[str, int]]) -> Iterator[Place]:
    seen: set[str] = set()
    for position, (key, line) in enumerate(keys, 1):
        if key in seen:
            yield Place(f"{path}[{position}]/{element}", line or None, received=key)
        seen.add(key)


Numbered = tuple[int, AllocatedProduct]


def _overlapping(products: Sequence[AllocatedProduct]) -> list[int]:
    """The positions of products that begin while another one that counts as the same is running.

    Without a category a product is the same as any other, without a code as any of its category.
    """
    living = [(i, p) for i, p in enumerate(products) if not p.deleted]
    found = _begin_too_early(living, lambda p: p.category is None)
    for category, group in _grouped(living, lambda p: p.category).items():
        if category is None or category in SIDE_BY_SIDE:
            continue
        found |= _begin_too_early(group, lambda p: p.code is None)
        for same in _grouped(group, lambda p: p.code).values():
            found |= _begin_too_early(same, lambda p: True)
    return sorted(found)


def _grouped(
    products: Iterable[Numbered], key: Callable[[AllocatedProduct], str | None]
) -> dict[str | None, list[Numbered]]:
    groups: dict[str | None, list[Numbered]] = {}
    for numbered_product in products:
        groups.setdefault(key(numbered_product[1]), []).append(numbered_product)
    return groups


def _begin_too_early(
    products: Iterable[Numbered], is_broad: Callable[[AllocatedProduct], bool]
) -> set[int]:
    """One walk by first day; of two overlapping products at least one must be broad."""
    found: set[int] = set()
    last_day = last_day_of_broad = 0
    for position, product in sorted(products, key=lambda item: (item[1].start, item[0])):
        broad, end = is_broad(product), (product.end or date.max).toordinal()
        if product.start.toordinal() <= (last_day if broad else last_day_of_broad):
            found.add(position)
        last_day = max(last_day, end)
        last_day_of_broad = max(last_day_of_broad, end) if broad else last_day_of_broad
    return found
