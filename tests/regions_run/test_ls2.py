"""LS2: one shared ceiling for all independent practitioners together, raced by two of them."""

from __future__ import annotations

from datetime import date

import pytest

from declarations.lifecycle import NotAllowed
from declarations.model import Law
from portal.contracts.changes import propose_extension
from portal.store.transaction import in_transaction
from tests.builders import PROVIDER
from tests.ceilings.world import a_ceiling, flagged
from tests.intake.world import OTHER_PROVIDER, codes
from tests.regions_run.buying import Buying
from tests.regions_run.managers import manager
from tests.regions_run.test_ls1 import handed_in, raced

PRACTICE = """
[[tariff_list]]
id = "referentie"
name = "Referentie"
law = "jeugdwet"
product = [
  { category = "54", code = "54A41", unit = "04", tariff = 14120, start = 2021-01-01 },
]

[[contract]]
id = "praktijk"
law = "jeugdwet"
funding = "pxq"
provider = "65656055"
municipalities = ["0384"]
start = 2023-01-01
end = 2023-12-31
product = [{ category = "54", code = "54A41", unit = "04", list = "referentie", percentage = 85 }]
"""

SHARED = a_ceiling(
    "vrijgevestigd", name="Vrijgevestigden samen", sort="group", amount=10_000,
    providers=[PROVIDER, OTHER_PROVIDER],
)  # fmt: skip


def test_what_one_uses_is_gone_for_the_other(town):
    town.ceilings(SHARED)
    assert flagged(town.send(town.line(75))) == []
    line = town.line(50, provider=OTHER_PROVIDER)
    assert flagged(town.send(line, provider=OTHER_PROVIDER)) == [("PLAFOND-vrijgevestigd", 1)]
    assert town.used("vrijgevestigd") == 12_500
    assert town.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_providers_race_for_the_shared_last_euro(app, town):
    town.ceilings(SHARED)
    town.send(town.line(75))
    messages = [
        handed_in(town, town.line(25, provider=agb), sender=agb)
        for agb in (PROVIDER, OTHER_PROVIDER)
    ]
    assert raced(app, town, messages) == 2
    assert town.used("vrijgevestigd") == 12_500
    assert [above for _, above, _ in town.over()] == [2500]
    assert town.check() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_ceilings_in_opposite_order_keep_nobody_waiting(app, town):
    one, other = [f"wmo-{PROVIDER}"], [f"wmo-{OTHER_PROVIDER}"]
    both = [*one, *other]
    town.ceilings(
        a_ceiling("a", sort="group", contracts=both),
        a_ceiling("b", sort="group", contracts=list(reversed(both)), products=["01A04", "01A03"]),
    )
    messages = []
    for count in range(8):
        agb = (PROVIDER, OTHER_PROVIDER)[count % 2]
        code = ("A03", "A04")[count // 2 % 2]
        messages.append(handed_in(town, town.line(60, provider=agb, code=code), sender=agb))
    assert raced(app, town, messages) == 8
    assert town.used("a") == town.used("b")
    assert town.check() == []


def test_ls2_an_extension_is_refused_for_none_was_agreed(buying: Buying) -> None:
    buying.buy(PRACTICE)
    contract = buying.scalar("SELECT id FROM contract WHERE slug = 'praktijk'")
    with pytest.raises(NotAllowed) as refused:
        in_transaction(
            lambda session: propose_extension(
                session, manager("een@diemen.example"), contract, "Nog een jaar.", buying.clock
            )
        )
    assert refused.value.status == "no-option-left"
    assert buying.scalar("SELECT count(*) FROM contract_change") == 0


def test_ls2_a_practice_is_paid_eighty_five_percent_of_the_reference(buying: Buying) -> None:
    buying.buy(PRACTICE)
    buying.allocate_product(1, "54", "54A41", law=Law.YOUTH)
    line = {"allocation": 1, "category": "54", "code": "54A41", "volume": 2}
    april = date(2023, 4, 1)
    assert codes(buying.line(april, Law.YOUTH, tariff=14120, **line)) == [("0611",)]
    assert codes(buying.line(april, Law.YOUTH, tariff=12002, **line)) == [("0200",)]
