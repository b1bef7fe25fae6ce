"""What is used of a ceiling, which lines go over, and who lets them through."""

from __future__ import annotations

import pytest

from declarations.findings import Severity
from declarations.lifecycle import NotAllowed
from portal.store.transaction import in_transaction
from schemas.region import RegionRefused
from tests.builders import OTHER_BSN, a_credit, a_line
from tests.ceilings.world import a_ceiling, flagged
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER


def test_a_line_that_fits_exactly_is_not_flagged_and_the_next_is(town):
    assert town.ceilings(a_ceiling()) == ["ceiling zorg: added"]
    assert flagged(town.send(town.line(50), town.line(50))) == []
    assert (town.used(), town.over()) == (10_000, [])
    verdict = town.send(town.line(25))
    assert flagged(verdict) == [("PLAFOND-zorg", 1)]
    [finding] = [each for each in verdict.findings if each.rule == "PLAFOND-zorg"]
    assert (finding.code, finding.severity) == (None, Severity.WARNING)
    assert (finding.expected, finding.received) == ("10000", "12500")
    assert finding.difference_cents == 2500
    assert town.used() == 12_500
    assert [(above, why) for _, above, why in town.over()] == [(2500, "over")]
    assert len(town.reviews()) == 1
    assert town.check() == []


def test_the_first_line_over_the_edge_and_all_later_ones_are_flagged(town):
    town.ceilings(a_ceiling())
    verdict = town.send(*(town.line(euros) for euros in (50, 75, 25, 25)))
    assert [line for _, line in flagged(verdict)] == [2, 3, 4]
    assert [above for _, above, _ in town.over()] == [2500, 2500, 2500]
    assert verdict.declaration == ("8001",)  # the 325 knows nothing of it
    assert town.check() == []


def test_a_credit_gives_room_back(town):
    town.ceilings(a_ceiling())
    line = town.line(75)
    town.send(line)
    verdict = town.send(a_credit(line), town.line(50), town.line(50))
    assert flagged(verdict) == []
    assert town.used() == 10_000
    assert town.check() == []


def test_crediting_a_flagged_line_ends_its_wait(town):
    town.ceilings(a_ceiling())
    line = town.line(125)
    town.send(line)
    town.send(a_credit(line))
    assert town.used() == 0
    assert town.check() == []


def test_what_is_always_paid_is_counted_and_kept_apart(town):
    town.ceilings(a_ceiling(always_paid=["01A04"]))
    assert flagged(town.send(town.line(100), town.line(60, code="A04"))) == []
    assert [(above, why) for _, above, why in town.over()] == [(6000, "product")]
    assert town.reviews() == {}
    assert [line for _, line in flagged(town.send(town.line(25)))] == [1]
    assert town.check() == []


def test_an_allocation_that_names_the_product_is_always_paid(town):
    town.ceilings(a_ceiling(specific_paid=True))
    verdict = town.send(town.line(100), town.line(25), town.line(50, specific=False))
    assert [line for _, line in flagged(verdict)] == [3]
    assert [why for _, _, why in town.over()] == ["specific", "over"]
    assert town.check() == []


def test_who_lets_a_line_through_says_why(town):
    town.ceilings(a_ceiling())
    town.send(town.line(125))
    [review] = town.reviews().values()
    ann = town.somebody()
    assert town.let_through(ann, [review], "   ") == 0
    assert town.scalar("SELECT count(*) FROM ceiling_waiver") == 0
    assert town.let_through(ann, [review], "Afgesproken met de wethouder.") == 1
    assert town.scalar("SELECT reason FROM ceiling_waiver") == "Afgesproken met de wethouder."
    assert town.scalar("SELECT above FROM ceiling_waiver") == 2500
    assert town.scalar("SELECT person_id FROM ceiling_waiver") == ann.person_id
    assert town.check() == []


def test_loading_twice_changes_nothing_and_a_change_is_a_new_version(town):
    town.ceilings(a_ceiling())
    town.send(town.line(75))
    assert town.ceilings(a_ceiling()) == []
    assert town.ceilings(a_ceiling(amount=5_000)) == ["ceiling zorg: changed (version 2)"]
    assert town.scalar("SELECT max(carried) FROM ceiling_version") == 2500
    assert town.check() == []
    assert town.ceilings() == ["ceiling zorg: is no longer in the file, stays in force"]
    assert [line for _, line in flagged(town.send(town.line(25)))] == [1]
    events = "SELECT count(*) FROM audit_event WHERE action = 'ceiling.recorded'"
    assert town.scalar(events) == 2
    assert town.check() == []


def test_a_ceiling_counts_what_was_awarded_before_it(town):
    town.send(town.line(75), town.line(60, code="A04"))
    town.ceilings(a_ceiling(products=["01A03"]))
    assert town.used() == 7500
    assert flagged(town.send(town.line(50))) == [("PLAFOND-zorg", 1)]
    assert town.check() == []


def test_a_ceiling_of_a_municipality_counts_that_alone(town):
    town.ceilings(a_ceiling(sort="municipality", municipality="0384"))
    there = town.line(125, municipality=OTHER_MUNICIPALITY)
    assert flagged(town.send(there, municipality=OTHER_MUNICIPALITY)) == []
    assert town.used() == 0
    assert flagged(town.send(town.line(125))) == [("PLAFOND-zorg", 1)]
    assert town.check() == []


def test_a_volume_is_counted_in_hours_and_minutes_alike(town):
    town.ceilings(a_ceiling(volume=8, unit="04", products=["01A03"]))
    assert flagged(town.send(town.line(100))) == []
    town.allocate(1, volume=600, unit="01")
    minute = a_line(reference="M1", allocation=1, volume=1, unit="01", tariff=21, amount=21)
    assert flagged(town.send(minute)) == [("PLAFOND-zorg", 1)]
    assert town.used() == 8 * 60 + 1
    assert town.check() == []


def test_what_is_outside_the_term_does_not_count(town):
    town.ceilings(a_ceiling(start="2023-05-01", end="2023-12-31"))
    assert flagged(town.send(town.line(125))) == []
    assert town.used() == 0


def test_a_wrong_ceiling_changes_nothing(town):
    before = town.rows()
    with pytest.raises(RegionRefused) as refused:
        town.ceilings(a_ceiling(contracts=["nergens"], law="jeugdwet", signal=0))
    assert refused.value.problems
    assert town.rows() == before


def test_a_line_in_two_ceilings_is_let_through_once_for_both(town):
    town.ceilings(a_ceiling(), a_ceiling("samen", sort="group", contracts=[],
                  providers=["65656055", OTHER_PROVIDER], amount=5_000))  # fmt: skip
    assert len(flagged(town.send(town.line(125)))) == 2
    [review] = town.reviews().values()
    town.let_through(town.somebody(), [review], "Mag.")
    assert town.scalar("SELECT count(*) FROM ceiling_waiver") == 2
    assert town.check() == []


def test_each_client_has_its_own_room(town):
    town.ceilings(a_ceiling(sort="client"))
    assert flagged(town.send(town.line(100))) == []
    other = town.line(100, bsn=OTHER_BSN)
    assert flagged(town.send(other, bsn=OTHER_BSN)) == []
    assert flagged(town.send(town.line(25))) == [("PLAFOND-zorg", 1)]
    assert town.check() == []


def test_clearing_without_a_reason_says_so(town):
    from portal.review.acting import Wish, act

    town.ceilings(a_ceiling())
    town.send(town.line(125))
    [review] = town.reviews().values()
    ann = town.somebody()
    with pytest.raises(NotAllowed):
        in_transaction(lambda session: act(session, ann, review, Wish("clear")))
