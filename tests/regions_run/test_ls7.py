"""LS7: a total price per client, free to scale within it; a minimum number of clients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.ceilings.signalling import raise_minimum_signals
from portal.clock import FixedClock
from portal.store.transaction import in_transaction
from tests.builders import OTHER_BSN, a_credit, a_line
from tests.ceilings.world import a_ceiling, flagged

TOTAL = a_ceiling("per-client", sort="client", amount=400_000)


def test_any_volume_up_to_the_total_passes_and_one_cent_more_does_not(town):
    town.ceilings(TOTAL)
    lines = [town.line(euros) for euros in (1000, 2500, 500)]
    assert flagged(town.send(*lines)) == []
    town.allocate(2, volume=600, unit="01")
    one = a_line(reference="M", allocation=2, volume=1, unit="01", tariff=21, amount=21)
    verdict = town.send(one)
    [finding] = [each for each in verdict.findings if each.rule == "PLAFOND-per-client"]
    assert (finding.expected, finding.difference_cents) == ("400000", 21)
    assert town.check() == []


def test_one_cent_too_many(town):
    town.ceilings(TOTAL.replace("amount = 400000", "amount = 399999"))
    [(_, line)] = flagged(town.send(town.line(1500), town.line(2500)))
    assert line == 2
    assert [above for _, above, _ in town.over()] == [1]
    assert town.check() == []


def test_another_client_has_a_total_of_its_own_and_a_credit_gives_room(town):
    town.ceilings(TOTAL)
    line = town.line(4000)
    town.send(line)
    other = town.line(4000, bsn=OTHER_BSN)
    assert flagged(town.send(other, bsn=OTHER_BSN)) == []
    assert flagged(town.send(a_credit(line), town.line(4000))) == []
    assert town.check() == []


def test_under_the_minimum_of_clients_there_is_a_signal(town):
    town.ceilings(a_ceiling("minimum", sort="clients", clients=2))
    town.send(town.line(50))
    assert town.used("minimum") == 1
    assert raised(town, date(2023, 5, 10)) == 0  # it is early yet
    assert raised(town, date(2023, 7, 3)) == 1
    assert raised(town, date(2023, 8, 3)) == 0  # once a year
    assert town.check() == []


def test_with_enough_clients_there_is_none(town):
    town.ceilings(a_ceiling("minimum", sort="clients", clients=2))
    line = town.line(50)
    town.send(line)
    town.send(town.line(50, bsn=OTHER_BSN), bsn=OTHER_BSN)
    assert town.used("minimum") == 2
    assert raised(town, date(2023, 7, 3)) == 0
    town.send(replace(a_credit(line), reference="C1"))
    assert town.used("minimum") == 1
    assert raised(town, date(2023, 7, 3)) == 1
    assert town.check() == []


def raised(town, day):
    clock = FixedClock.on(day)
    return in_transaction(
        lambda session: raise_minimum_signals(session, day, town.account, clock.now())
    )
