"""The retours (302) to allocations: every code at its class, both laws, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask

from declarations.allocations import AllocatedProduct
from declarations.model import Law
from portal.allocations.service import Imported, import_allocations
from portal.store.crypto import Keyring
from portal.store.transaction import in_transaction
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.builders import CATEGORY, OTHER_BSN, a_client, a_line, a_message, xml_of
from tests.intake.world import OTHER_PROVIDER, World
from tests.starts.test_retours import codes_in

LATER = "2023-05-01T09:00:00"
DELETED = {"reason": "13", "end": date(2023, 1, 1), "assigned_at": LATER}
PRODUCT = "ToegewezenProduct"


@dataclass
class Town(World):
    """A municipality that sends allocations; today is 10 May 2023."""

    law: Law = Law.WMO

    def product(self, number: int = 20072, code: str = "A03", **changes: Any) -> AllocatedProduct:
        """A product of the law of this town."""
        category = CATEGORY[self.law]
        return an_allocation(
            number, **{"category": category, "code": f"{category}{code}"} | changes
        )

    def send(self, *products: AllocatedProduct, **changes: Any) -> Imported:
        """Send these products in one message."""
        products = products or (self.product(),)
        return self.send_bytes(
            allocation_xml(an_allocation_message(*products, **{"law": self.law} | changes))
        )

    def send_bytes(self, data: bytes) -> Imported:
        """Send a file."""
        return in_transaction(
            lambda session: import_allocations(
                session, "301.xml", data, self.clock, self.account, self.keyring, False
            )
        )

    def award(self) -> None:
        """Have four hours of April awarded on the usual allocation."""
        message = a_message(a_client(a_line(self.law)), law=self.law)
        receipt = self.receive(xml_of(message))
        [verdict] = self.judge(receipt)
        assert verdict.awarded_cents == 5000


@pytest.fixture(params=[Law.WMO, Law.YOUTH])
def town(app: Flask, keyring: Keyring, request: pytest.FixtureRequest) -> Town:
    """A town under one law and then the other."""
    town = Town(keyring)
    town.law = request.param
    return town


def test_a_good_allocation_gets_its_header_back(town: Town) -> None:
    imported = town.send()
    assert imported.retour is not None and codes_in(imported.retour) == {}
    assert imported.retour.name.startswith(f"{town.law.prefix}302-")


def test_a_condition_gives_0001(town: Town) -> None:
    assert codes_in(town.send(town.product(reason="01")).retour) == {"Header": ["0001"]}


def whole(*products: str) -> dict[str, list[str]]:
    """A retour with the client in it, and these codes at its products."""
    plain = ["0200"]
    return {"Header": plain, "Client": plain, "Contact": plain, PRODUCT: list(products)}


def test_every_rule_stands_at_its_place(town: Town) -> None:
    town.send(identification="X")
    again = town.send(town.product(7), identification="X")
    assert codes_in(again.retour) == {"Header": ["9056"]}
    tomorrow = town.send(town.product(8), dated=date(2023, 5, 11))
    assert codes_in(tomorrow.retour) == {"Header": ["8848"]}
    taken = town.send(town.product(9), town.product(code="A04"), bsn=OTHER_BSN)
    assert codes_in(taken.retour) == whole("0200", "9332")
    provider = town.send(provider=OTHER_PROVIDER)
    assert codes_in(provider.retour) == whole("9332")
    wrong = town.send(town.product(10, category="18" if town.law is Law.WMO else "31"))
    assert codes_in(wrong.retour) == whole("S329")
    assert town.rows()["allocation"] == 1


def test_an_allocation_with_awarded_lines_is_not_deleted(town: Town) -> None:
    town.send()
    town.award()
    refused = town.send(town.product(**DELETED))
    assert codes_in(refused.retour) == whole("9385")
    [finding] = refused.findings
    assert finding.rule == "TR385" and finding.source_line
    assert town.scalar("SELECT count(*) FROM allocation_version") == 1
    town.send(town.product(7, code="A04"))
    assert codes_in(town.send(town.product(7, code="A04", **DELETED)).retour) == {}
    assert town.check() == []


def test_a_deletion_that_was_overtaken_deletes_nothing(town: Town) -> None:
    """Whatever the order of receipt: the version assigned last is the one that counts."""
    town.send(town.product(assigned_at=LATER))
    town.award()
    early = {**DELETED, "assigned_at": "2023-04-01T09:00:00"}
    imported = town.send(town.product(**early))
    assert (imported.superseded, codes_in(imported.retour), imported.noted) == (1, {}, ())
    assert town.check() == []


def test_less_than_was_awarded_is_noted_with_figures(town: Town) -> None:
    town.send(town.product(frequency="6"))
    town.award()
    shorter = town.product(frequency="6", volume=3, end=date(2023, 3, 31), assigned_at=LATER)
    imported = town.send(shorter)
    assert imported.changed == 1 and codes_in(imported.retour) == {}
    assert [(f.rule, f.expected, f.received) for f in imported.noted] == [
        ("OP362", "2023-04-30", "2023-03-31"), ("OP362", "4", "3"),
    ]  # fmt: skip


def test_the_same_product_under_two_numbers_is_noted(town: Town) -> None:
    town.send()
    imported = town.send(town.product(7))
    assert [(f.rule, f.received) for f in imported.noted] == [("OP259", "20072")]
    assert (imported.added, codes_in(imported.retour)) == (1, {})
    assert town.send(town.product(8), bsn=OTHER_BSN).noted == ()
    assert town.send(town.product(9), provider=OTHER_PROVIDER).noted == ()


def test_another_product_on_the_same_number_is_noted(town: Town) -> None:
    town.send()
    imported = town.send(town.product(code="A04", assigned_at=LATER))
    assert [f.rule for f in imported.noted] == ["OP033x1"]
    assert imported.changed == 1


def test_the_identification_of_a_rejected_allocation_is_free_again(town: Town) -> None:
    town.send()
    assert town.send(bsn=OTHER_BSN, identification="Y").refused
    assert not town.send(town.product(7), bsn=OTHER_BSN, identification="Y").refused


def test_another_law_has_identifications_of_its_own(town: Town) -> None:
    other = Law.YOUTH if town.law is Law.WMO else Law.WMO
    town.send(identification="X")
    town.law = other
    assert not town.send(town.product(7), identification="X").refused


def test_the_same_message_again_has_the_same_retour(town: Town) -> None:
    first, again = town.send(), town.send()
    assert (again.unchanged, again.retour) == (1, first.retour)
    town.award()
    assert town.send().retour == first.retour


def test_parties_that_are_not_known_here_have_no_retour(town: Town) -> None:
    assert town.send(municipality="0014").retour is None
    assert town.send(provider="11111111").retour is None
    assert town.send_bytes(b"<leeg/>").retour is None
    assert town.rows()["return_message"] == 0
