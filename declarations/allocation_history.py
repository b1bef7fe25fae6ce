"""An allocation message (301) held against what is already known: numbers, versions, lines awarded.

With an error nothing of the message is stored, and its retour says why. A warning is for the
municipality alone: the message counts, but care that was delivered or allocated does not fit it.

TR379, whether a reference repeats that of a request (315, 317), is not judged: those messages do
not come through here (decision 34).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from declarations.allocation_conditions import SIDE_BY_SIDE
from declarations.allocation_texts import CODES
from declarations.allocations import AllocatedProduct, AllocationMessage
from declarations.allowance import most_in_all
from declarations.conditions import Place, finding, numbered
from declarations.facts import Allocation
from declarations.findings import Finding, Owner, Severity
from declarations.product_list import belongs_to

IN_TOTAL = "6"
_IDENTIFICATION = "/Bericht/Header/BerichtIdentificatie"


@dataclass(frozen=True, slots=True)
class Awarded:
    """What was awarded on an allocation and not credited since: its first and last day.

    ``used`` counts in the unit of the allocation; eurocents where it has a budget.
    """

    first: date
    last: date
    used: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a 301 comes in.

    ``exists`` tells whether the municipality existed on a day. ``contracted`` maps product codes
    to their categories. ``taken`` are numbers of somebody else, ``outdated`` those of products
    that change nothing: known already, or assigned before the version in force. ``in_force`` has
    the versions in force by number, and ``awarded`` what was awarded, both of this client with this
    provider under this law.
    """

    today: date
    exists: Callable[[date], bool] = lambda _day: True
    identification_used: bool = False
    contracted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: frozenset[int] = frozenset()
    outdated: frozenset[int] = frozenset()
    in_force: Mapping[int, Allocation] = field(default_factory=dict)
    awarded: Mapping[int, Awarded] = field(default_factory=dict)


def errors(message: AllocationMessage, known: Known) -> list[Finding]:
    """Why the message as a whole cannot be accepted; empty when it can."""
    return [*_of_the_header(message, known), *_of_products(message, known)]


def warnings(message: AllocationMessage, known: Known) -> list[Finding]:
    """What the municipality should look at once more; the message counts all the same."""
    found: list[Finding] = []
    for path, product in numbered(message):
        if product.number in known.outdated or product.deleted:
            continue
        found += _stacked(path, product, message, known)
        before = known.in_force.get(product.number)
        if before is not None and not before.deleted:
            found += _changed(path, product, before)
        found += _narrowed(path, product, known)
    return found


def _of_the_header(message: AllocationMessage, known: Known) -> Iterator[Finding]:
    if known.identification_used:
        place = Place(f"{_IDENTIFICATION}/Identificatie", received=message.identification)
        yield finding("TR056", place, CODES["TR056"])
    if message.dated > known.today:
        received = message.dated.isoformat()
        place = Place(f"{_IDENTIFICATION}/Dagtekening", None, known.today.isoformat(), received)
        yield finding("TR135", place, CODES["TR135"])
    if not all(known.exists(p.start) or known.exists(message.dated) for p in message.products):
        place = Place("/Bericht/Header/Afzender", received=message.municipality)
        yield finding("TR378", place, CODES["TR378"])


def _of_products(message: AllocationMessage, known: Known) -> Iterator[Finding]:
    for path, product in numbered(message):
        line = product.source_line or None
        number = str(product.number)
        if product.number in known.taken:
            place = Place(f"{path}/ToewijzingNummer", line, None, number)
            yield finding("TR332", place, CODES["TR332"])
        if not belongs_to(product.category, product.code, known.contracted):
            place = Place(f"{path}/Product/Code", line, None, product.code)
            yield finding("TR381", place, CODES["TR381"])
        if product.deleted and product.number in set(known.awarded) - known.outdated:
            yield finding("TR385", Place(f"{path}/RedenWijziging", line), CODES["TR385"])


def _stacked(
    path: str, product: AllocatedProduct, message: AllocationMessage, known: Known
) -> Iterator[Finding]:
    """The same product in the same days under another number (OP259, OP347)."""
    numbers = {each.number for each in message.products}
    for number, other in sorted(known.in_force.items()):
        apart = number in numbers or other.deleted or product.category in SIDE_BY_SIDE
        if not apart and _same(product, other) and _overlap(product, other):
            yield _warn("OP259", path, product, received=str(number))
            return


def _same(product: AllocatedProduct, other: Allocation) -> bool:
    """Whether both can be the same product; the less one of them names, the more it is."""
    if product.category is None or other.category is None:
        return True
    codes = {product.code, other.code}
    return product.category == other.category and (None in codes or len(codes) == 1)


def _overlap(product: AllocatedProduct, other: Allocation) -> bool:
    ends = product.end or date.max, other.end or date.max
    return product.start <= ends[1] and other.start <= ends[0]


def _changed(path: str, product: AllocatedProduct, before: Allocation) -> Iterator[Finding]:
    """What a new version should leave as it was; for anything else there is a new number.

    The end, the budget, and a volume for the whole allocation may be changed (OP033x1).
    """
    pairs: list[tuple[str, object, object]] = [
        ("Ingangsdatum", before.start, product.start),
        ("Product/Categorie", before.category, product.category),
        ("Product/Code", before.code, product.code),
        ("Omvang/Eenheid", before.unit, product.unit),
        ("Omvang/Frequentie", before.frequency, product.frequency),
    ]
    if IN_TOTAL not in {before.frequency, product.frequency}:
        pairs.append(("Omvang/Volume", before.volume, product.volume))
    for element, old, new in pairs:
        if old != new:
            yield _warn("OP033x1", f"{path}/{element}", product, _shown(old), _shown(new))


def _narrowed(path: str, product: AllocatedProduct, known: Known) -> Iterator[Finding]:
    """Fewer days or less volume than was awarded already (OP362)."""
    awarded = known.awarded.get(product.number)
    if awarded is None:
        return
    if product.end is not None and product.end < awarded.last:
        days = awarded.last.isoformat(), product.end.isoformat()
        yield _warn("OP362", f"{path}/Einddatum", product, *days)
    if product.start > awarded.first:
        days = awarded.first.isoformat(), product.start.isoformat()
        yield _warn("OP362", f"{path}/Ingangsdatum", product, *days)
    most = product.budget if product.budget is not None else most_in_all(as_allocation(product))
    if most is not None and awarded.used > most:
        element = "Omvang/Volume" if product.budget is None else "Budget"
        yield _warn("OP362", f"{path}/{element}", product, str(awarded.used), str(most))


def as_allocation(product: AllocatedProduct) -> Allocation:
    """The version as judging would see it, not stored yet."""
    return Allocation(
        product.number, 0, product.start, product.end, product.category, product.code,
        product.volume, product.unit, product.frequency, product.budget, product.deleted,
    )  # fmt: skip


def _warn(
    rule: str, path: str, product: AllocatedProduct, expected: str | None = None,
    received: str | None = None,
) -> Finding:  # fmt: skip
    place = Place(path, product.source_line or None, expected, received)
    return Finding(rule, None, 3, Severity.WARNING, Owner.MUNICIPALITY, *place)


def _shown(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)
