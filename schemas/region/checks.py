"""What must fit between the fields of a region file, once each field by itself is right."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date

from declarations.model import EUROS, Law
from declarations.offers import clashes
from declarations.rulebook import Text
from schemas.region.places import Path
from schemas.region.sentences import sentence
from schemas.region.values import (
    MUNICIPAL_ROLES,
    PROVIDER_ROLES,
    Account,
    Budget,
    Contract,
    Product,
)

CATEGORIES = {
    Law.WMO: tuple(f"{number:02}" for number in range(1, 19)),
    Law.YOUTH: tuple(str(number) for number in (*range(31, 39), *range(40, 56))),
}
"""Product categories by law (WMO020, JZ020); participation has no national list."""

Wrong = Iterator[tuple[Path, Text]]


def repeated(table: str, field: str, keys: Sequence[Hashable | None]) -> Wrong:
    """Keys that stand in the file more than once; None is a key that could not be read."""
    seen: set[Hashable] = set()
    for position, key in enumerate(keys):
        if key is not None and key in seen:
            yield (table, position, field), sentence("twice", key)
        seen.add(key)


def contract_fits(contract: Contract, path: Path, providers: set[str], codes: set[str]) -> Wrong:
    """One contract by itself and with the parties of the file (AGB and CBS codes)."""
    if contract.end < contract.start:
        yield (*path, "end"), sentence("end-before-start")
    if contract.provider not in providers:
        yield (*path, "provider"), sentence("provider-unknown", contract.provider)
    for code in contract.municipalities:
        if code not in codes:
            yield (*path, "municipalities"), sentence("municipality-unknown", code)


def funding_fits(contract: Contract, path: Path) -> Wrong:
    """A lump sum has budgets, anything else has products."""
    lumpsum = contract.funding == "lumpsum"
    if lumpsum and contract.products:
        yield (*path, "product", 0), sentence("product-of-lumpsum")
    if lumpsum and not contract.budgets:
        yield path, sentence("budget-missing")
    if not lumpsum and contract.budgets:
        yield (*path, "budget", 0), sentence("budget-without-lumpsum")
    if not lumpsum and not contract.products:
        yield path, sentence("product-missing")


def products_fit(contract: Contract, path: Path) -> Wrong:
    """The products of a contract: category, tariff and term, each tariff once."""
    seen: set[tuple[str, str, str, date]] = set()
    for position, product in enumerate(contract.products):
        here = (*path, "product", position)
        yield from _product_fits(product, contract, here)
        key = (product.category, product.code, product.unit, product.start)
        if key in seen:
            yield here, sentence("twice", f"{product.code}, {product.unit}, {product.start}")
        seen.add(key)


def last_day(contract: Contract) -> date:
    """The last day on which anything of the contract can hold, all its options taken."""
    return max(contract.end, contract.continuity or contract.end, *contract.extensions[-1:])


def _product_fits(product: Product, contract: Contract, here: Path) -> Wrong:
    categories = CATEGORIES.get(contract.law)
    if categories and product.category not in categories:
        yield (*here, "category"), sentence("category-of-law", ", ".join(categories))
    if product.unit == EUROS and product.tariff is not None:
        yield (*here, "tariff"), sentence("tariff-of-euros")
    if product.unit != EUROS and product.tariff is None and product.list is None:
        yield here, sentence("tariff-missing")
    if product.unit != EUROS and product.milestones:
        yield (*here, "milestones"), sentence("milestones-without-euros")
    if not contract.start <= product.start <= last_day(contract):
        term = (contract.start, contract.end)
        yield (*here, "start"), sentence("tariff-outside-term", *term)


def budgets_fit(contract: Contract, path: Path) -> Wrong:
    """The budgets of a contract: municipality and year of the contract, each once."""
    seen: set[tuple[str, int]] = set()
    for position, budget in enumerate(contract.budgets):
        here = (*path, "budget", position)
        yield from _budget_fits(budget, contract, here)
        if (budget.municipality, budget.year) in seen:
            yield here, sentence("twice", f"{budget.municipality}, {budget.year}")
        seen.add((budget.municipality, budget.year))


def _budget_fits(budget: Budget, contract: Contract, here: Path) -> Wrong:
    if budget.municipality not in contract.municipalities:
        place = (*here, "municipality")
        yield place, sentence("municipality-not-in-contract", budget.municipality)
    if not contract.start.year <= budget.year <= contract.end.year:
        term = (contract.start, contract.end)
        yield (*here, "year"), sentence("year-outside-term", *term)


def account_fits(account: Account, path: Path, providers: set[str], codes: set[str]) -> Wrong:
    """An account has exactly the party its role needs, and that party is in the file."""
    filled = (account.provider is not None, account.municipality is not None)
    if account.role in PROVIDER_ROLES:
        if filled != (True, False):
            yield path, sentence("account-party", account.role, "provider")
    elif account.role in MUNICIPAL_ROLES:
        if filled != (False, True):
            yield path, sentence("account-party", account.role, "municipality")
    elif filled != (False, False):
        yield path, sentence("account-without-party", account.role)
    if account.provider is not None and account.provider not in providers:
        yield (*path, "provider"), sentence("provider-unknown", account.provider)
    if account.municipality is not None and account.municipality not in codes:
        yield (*path, "municipality"), sentence("municipality-unknown", account.municipality)


def contracts_do_not_clash(contracts: Sequence[tuple[int, Contract]]) -> Wrong:
    """No two contracts offer the same product on one day (decision 22); once per pair."""
    positions = {contract.id: position for position, contract in contracts}
    offers = [offer for _, contract in contracts for offer in contract.offers()]
    named: set[tuple[str, str]] = set()
    for first, second in clashes(offers):
        earlier, later = sorted((first, second), key=lambda offer: positions[offer.contract])
        if (earlier.contract, later.contract) in named:
            continue
        named.add((earlier.contract, later.contract))
        subject = later.subject
        values = (subject.code, subject.provider, subject.municipality, earlier.contract)
        yield ("contract", positions[later.contract]), sentence("same-product", *values)
