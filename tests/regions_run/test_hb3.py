"""HB3: youth day treatment, P×Q for two years with an option to extend."""

from datetime import date

import pytest
from sqlalchemy import text

from declarations.four_eyes import SamePerson
from declarations.lifecycle import NotAllowed
from declarations.model import Law
from portal.contracts.changes import confirm_change, propose_extension
from portal.store.transaction import in_transaction, transaction
from tests.builders import CATEGORY
from tests.intake.world import codes
from tests.regions_run.buying import Buying
from tests.regions_run.managers import manager

TREATMENT = """
[[contract]]
id = "jeugd-dagbehandeling"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2022-12-31
extensions = [2023-12-31]
product = [{ category = "45", code = "45A21", unit = "04", tariff = 7000 }]
"""
JANUARY = date(2023, 1, 1)


def a_line_of(buying: Buying):
    return buying.line(
        JANUARY, Law.YOUTH, category=CATEGORY[Law.YOUTH], code="45A21", tariff=7000, volume=2
    )


def contract_of(buying: Buying) -> int:
    with transaction() as session:
        found = session.scalar(text("SELECT id FROM contract WHERE slug = 'jeugd-dagbehandeling'"))
    return int(found)


def extended(buying: Buying) -> None:
    contract, clock = contract_of(buying), buying.clock
    number = in_transaction(
        lambda s: propose_extension(s, manager("een@diemen.example"), contract, "Het loopt.", clock)
    )
    in_transaction(lambda s: confirm_change(s, manager("twee@diemen.example"), number, clock))


def test_hb3_a_line_after_the_end_fails_and_passes_after_a_confirmed_extension(buying):
    buying.buy(TREATMENT)
    buying.allocate(code="A21", law=Law.YOUTH, volume=40)
    assert codes(a_line_of(buying)) == [("0611",)]

    extended(buying)
    assert codes(a_line_of(buying)) == [("0200",)]
    assert buying.check() == []


def test_hb3_one_person_alone_extends_nothing(buying):
    buying.buy(TREATMENT)
    buying.allocate(code="A21", law=Law.YOUTH, volume=40)
    contract, alone = contract_of(buying), manager("een@diemen.example")
    number = in_transaction(
        lambda s: propose_extension(s, alone, contract, "Het loopt.", buying.clock)
    )
    with pytest.raises(SamePerson):
        in_transaction(lambda s: confirm_change(s, alone, number, buying.clock))
    assert codes(a_line_of(buying)) == [("0611",)]
    assert buying.check() == []


def test_hb3_an_exhausted_option_is_refused(buying):
    buying.buy(TREATMENT)
    extended(buying)
    with pytest.raises(NotAllowed) as refused:
        extended(buying)
    assert refused.value.status == "no-option-left"


def test_hb3_the_file_again_does_not_take_the_extension_back(buying):
    buying.buy(TREATMENT)
    extended(buying)
    before = buying.rows()
    buying.buy(TREATMENT)
    assert buying.rows() == before
