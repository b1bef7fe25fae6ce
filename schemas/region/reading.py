"""Reading a region file: fields first, then what must fit between them, all problems at once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection
from typing import Any

from declarations.model import Law
from schemas.region import checks, purchasing_checks, shape
from schemas.region.ceilings import TABLES as OF_CEILINGS
from schemas.region.ceilings import CeilingReading
from schemas.region.places import Path, Places
from schemas.region.purchasing_reading import TABLES as OF_PURCHASING
from schemas.region.purchasing_reading import PurchasingReading
from schemas.region.sentences import sentence
from schemas.region.values import (
    Account,
    Budget,
    Contract,
    Municipality,
    Problem,
    Product,
    Provider,
    Region,
    RegionRefused,
)

TABLES = ("region", "municipality", "provider", *OF_PURCHASING, "contract", *OF_CEILINGS, "account")


def read_region(data: bytes, listed: Collection[str], accounts: bool) -> Region:
    """The region a TOML file describes.

    ``listed`` holds the codes of the municipalities that exist (CBS), ``accounts`` says whether
    this installation takes accounts from a file. Raises RegionRefused with every problem found.
    """
    text = _text(data)
    reading = _Reading(_document(text), Places(text))
    region = reading.region(listed, accounts)
    if region is None or reading.problems:
        raise RegionRefused(sorted(reading.problems, key=lambda p: p.line or 0))
    return region


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RegionRefused([Problem("file", line, sentence("encoding"))]) from None
    if text.startswith("\ufeff"):
        raise RegionRefused([Problem("file", 1, sentence("encoding"))])
    return text


def _document(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise RegionRefused([Problem("file", line, sentence("toml"))]) from None


class _Reading(PurchasingReading, CeilingReading):
    """One pass over a whole region file."""

    def region(self, listed: Collection[str], accounts: bool) -> Region | None:
        """The whole region, or None when there is no telling what it would be."""
        self._refuse_unknown_tables()
        head = self._head()
        municipalities = self._municipalities(listed)
        providers = self._loaded("provider", shape.ProviderTable())
        agbs, codes = self._keys("provider", "agb"), self._keys("municipality", "code")
        self.read_structure()
        contracts = self._contracts(agbs, codes)
        ceilings = tuple(self.ceilings(contracts, codes))
        people = self._accounts(agbs, codes, accounts)
        if head is None:
            return None
        return Region(
            name=head["name"],
            slug=head["slug"],
            municipalities=tuple(municipalities),
            providers=tuple(Provider(**fields) for _, fields in providers),
            contracts=tuple(contracts),
            accounts=tuple(people),
            structure=self.structure,
            ceilings=ceilings,
        )

    def _refuse_unknown_tables(self) -> None:
        for name in self.document:
            if name not in TABLES:
                self._wrong((name,), sentence("unknown", ", ".join(TABLES)))

    def _head(self) -> dict[str, Any] | None:
        table = self.document.get("region")
        if not isinstance(table, dict):
            self._wrong(("region",), sentence("table", "region"))
            return None
        head = self._load(shape.RegionTable(), table, ("region",))
        if head is None:
            return None
        head.setdefault("slug", _slug(head["name"]))
        if not head["slug"]:
            self._wrong(("region", "name"), sentence("name-without-slug"))
        return head

    def _municipalities(self, listed: Collection[str]) -> list[Municipality]:
        found = self._loaded("municipality", shape.MunicipalityTable())
        for position, fields in found:
            if fields["code"] not in listed:
                path = ("municipality", position, "code")
                self._wrong(path, sentence("municipality-not-listed", fields["code"]))
        self._all_wrong(self._repeated("municipality", "code"))
        self._all_wrong(self._repeated("provider", "agb"))
        self._all_wrong(self._repeated("contract", "id"))
        return [Municipality(**fields) for _, fields in found]

    def _contracts(self, agbs: set[str], codes: set[str]) -> list[Contract]:
        found: list[tuple[int, Contract]] = []
        for position, table in self._tables("contract"):
            contract = self._contract(dict(table), ("contract", position))
            if contract is not None:
                found.append((position, contract))
                self._check_contract(contract, ("contract", position), agbs, codes)
        self._all_wrong(checks.contracts_do_not_clash(found))
        self._all_wrong(purchasing_checks.areas_are_free(found))
        return [contract for _, contract in found]

    def _check_contract(
        self, contract: Contract, path: Path, agbs: set[str], codes: set[str]
    ) -> None:
        self._all_wrong(checks.contract_fits(contract, path, agbs, codes))
        self._all_wrong(checks.funding_fits(contract, path))
        self._all_wrong(checks.products_fit(contract, path))
        self._all_wrong(checks.budgets_fit(contract, path))
        self._all_wrong(purchasing_checks.place_fits(contract, path, self.structure))
        self._all_wrong(purchasing_checks.term_fits(contract, path))
        self._all_wrong(purchasing_checks.members_fit(contract, path, agbs))

    def _contract(self, table: dict[str, Any], path: Path) -> Contract | None:
        products = self._inner(table, path, "product", shape.ProductTable())
        budgets = self._inner(table, path, "budget", shape.BudgetTable())
        members = self.members(table, path)
        fields = self._load(shape.ContractTable(), table, path)
        if fields is None or products is None or budgets is None or members is None:
            return None
        for product in products:
            product["start"] = product["start"] or fields["start"]
            product["milestones"] = tuple(product["milestones"])
        fields["law"] = Law(fields["law"])
        for name in ("municipalities", "extensions", "indexed", "requires"):
            fields[name] = tuple(fields[name])
        return Contract(
            **fields,
            products=self.priced([Product(**product) for product in products], fields, path),
            budgets=tuple(Budget(**budget) for budget in budgets),
            members=members,
            joined=self.joined(fields),
        )

    def _accounts(self, agbs: set[str], codes: set[str], allowed: bool) -> list[Account]:
        found = self._loaded("account", shape.AccountTable())
        if self._tables("account") and not allowed:
            self._wrong(("account", 0), sentence("accounts-in-production"))
        accounts = []
        for position, fields in found:
            account = Account(**fields | {"email": fields["email"].lower()})
            self._all_wrong(checks.account_fits(account, ("account", position), agbs, codes))
            accounts.append(account)
        self._all_wrong(checks.repeated("account", "email", [a.email for a in accounts]))
        return accounts


def _slug(name: str) -> str:
    """A name in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")
