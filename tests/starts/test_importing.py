"""Taking in starts and stops, on both databases."""

from datetime import date

import pytest
from sqlalchemy import text

from declarations.model import Law
from portal.contracts.service import load_region
from portal.starts.current import Course, Stretch
from portal.starts.service import ImportedCare, SenderForbidden
from portal.store.transaction import transaction
from schemas.region import read_region
from tests.builders import OTHER_BSN, a_line
from tests.care_messages import PERIOD, a_care_message, a_start, a_stop, care_xml
from tests.intake.world import MUNICIPALITIES, OTHER_MUNICIPALITY, OTHER_PROVIDER, PROVIDERS
from tests.region_files import a_region_file

LUMP_SUM = """
[[contract]]
id = "wijkzorg"
law = "wmo"
funding = "lumpsum"
provider = "65656055"
municipalities = ["0384"]
start = 2021-01-01
end = 2030-12-31

[[contract.budget]]
municipality = "0384"
year = 2023
amount = 490000000
"""
STARTED, STOPPED = PERIOD
SUMMER = date(2023, 4, 17)
BOTH = ("care_message", "care_event", "audit_event", "client")


def noted(imported: ImportedCare) -> list[str]:
    return [finding.rule for finding in imported.noted]


def refused(imported: ImportedCare) -> list[str]:
    assert imported.refused
    return [finding.rule for finding in imported.findings]


def kept(world) -> tuple[int, ...]:
    """What is stored of reports; a retour goes back even where that is nothing."""
    rows = world.rows()
    return tuple(rows[name] for name in ("care_message", "care_event", "client"))


def counted(world) -> tuple[int, ...]:
    rows = world.rows()
    return tuple(rows[name] for name in BOTH)


def test_care_starts_and_stops(world):
    assert world.course() == Course()
    assert world.tell(a_start()) == ImportedCare("c.xml", "wmo305", added=1)
    assert world.course() == Course((Stretch(STARTED),))
    assert world.course().running
    assert world.tell(a_stop()) == ImportedCare("c.xml", "wmo307", added=1)
    assert world.course() == Course((Stretch(STARTED, STOPPED, "39"),))
    assert world.course().stopped_on == STOPPED
    assert world.check() == []


def test_care_of_the_youth_act(world):
    world.allocate(7, law=Law.YOUTH)
    product = {"category": "45", "code": "45A03"}
    world.tell(a_start(7, **product), law=Law.YOUTH)
    world.tell(a_stop(7, **product, reason="35"), law=Law.YOUTH)
    assert world.course(7).reason == "35"


def test_care_pauses_and_goes_on(world):
    world.tell(a_start())
    world.tell(a_stop(reason="20"))
    assert world.course().stretches[-1].paused
    assert world.tell(a_start(start=SUMMER)).noted == ()
    assert world.course() == Course((Stretch(STARTED, STOPPED, "20"), Stretch(SUMMER)))


def test_after_a_pause_care_may_end_for_good(world):
    world.tell(a_start())
    world.tell(a_stop(reason="20"))
    assert world.tell(a_stop(end=SUMMER)).noted == ()
    assert world.course() == Course((Stretch(STARTED, SUMMER, "39"),))


def test_what_was_reported_wrongly_is_taken_back_and_reported_again(world):
    world.tell(a_start())
    assert world.tell(a_start(status="3")).noted == ()
    assert world.course() == Course()
    assert world.tell(a_start()).noted == ()
    assert world.course() == Course((Stretch(STARTED),))
    assert [(r.removes, r.removed) for r in world.reports()] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip


def test_the_same_message_again_changes_nothing(world):
    message = a_care_message(a_start())
    world.send(message)
    before = counted(world)
    assert world.send(message) == ImportedCare("c.xml", "wmo305", unchanged=1)
    assert counted(world) == before


def test_what_contradicts_an_earlier_report_is_kept_but_does_not_count(world):
    world.tell(a_start())
    imported = world.tell(a_start(start=SUMMER))
    assert (imported.added, noted(imported)) == (1, ["TR326"])
    [newest, _] = world.reports()
    assert (newest.counts, newest.rules) == (False, ("TR326",))
    assert world.course() == Course((Stretch(STARTED),))
    assert world.check() == []


@pytest.mark.parametrize(
    ("rule", "code", "event"),
    [
        ("TR063", "9063", a_start(status="3", start=SUMMER)),
        ("TR071", "9071", a_start(status="3")),
        ("TR074", "9074", a_start()),
        ("TR382", "9069", a_stop(start=date(2023, 1, 10))),
        ("TR414", "9414", a_stop(end=date(2023, 3, 30))),
        ("TR413", "9413", a_stop(reason="20", end=SUMMER)),
    ],
)
def test_every_rule_is_reported_with_its_code(world, rule, code, event):
    world.tell(a_start())
    world.tell(a_stop(reason="20"))
    [finding] = world.tell(event).noted
    assert (finding.rule, finding.code, finding.level) == (rule, code, 3)
    assert world.course() == Course((Stretch(STARTED, STOPPED, "20"),))


def test_a_second_stop_for_good(world):
    world.tell(a_start())
    world.tell(a_stop())
    assert noted(world.tell(a_stop(end=SUMMER))) == ["TR415"]


@pytest.mark.parametrize(
    "changes",
    [
        {"bsn": OTHER_BSN},
        {"provider": OTHER_PROVIDER},
        {"municipality": OTHER_MUNICIPALITY},
        {"events": (a_start(999),)},
    ],
    ids=["client", "provider", "municipality", "number"],
)
def test_an_allocation_of_somebody_else_is_as_unknown_as_none(world, changes):
    before = kept(world)
    imported = world.send(a_care_message(**changes))
    assert imported.refused
    assert (noted(imported), imported.left_out) == (["TR019"], 1)
    assert "999900006" not in repr(imported)
    assert kept(world) == before


def test_a_message_without_a_place_finds_it_when_it_comes_again(world):
    message = a_care_message(a_start(), a_start(20073))
    before = kept(world)
    first = world.send(message)
    assert (first.added, first.left_out, noted(first)) == (0, 2, ["TR019"])
    assert kept(world) == before
    world.allocate(20073)
    again = world.send(message)
    assert (again.added, again.unchanged, again.noted) == (2, 0, ())
    assert world.course(20073).running
    assert world.check() == []


def test_without_a_lump_sum_a_report_needs_its_allocation(world):
    imported = world.tell(a_start(None))
    assert (imported.added, noted(imported)) == (1, ["TR019"])


def test_under_a_lump_sum_care_has_no_allocation(world):
    with transaction(write=True) as session:
        file = a_region_file(LUMP_SUM, municipalities=MUNICIPALITIES, providers=PROVIDERS)
        region = read_region(file.encode(), set(MUNICIPALITIES), True)
        load_region(session, region, world.clock, world.account)
    imported = world.tell(a_start(None, category="02", code=None), bsn="999900031")
    assert (imported.added, imported.noted) == (1, ())
    assert noted(world.tell(a_start(None, start=SUMMER, category="02", code=None))) == []
    assert world.check() == []


def test_an_identification_used_before_rejects_the_message(world):
    world.tell(a_start(), identification="X")
    assert world.tell(a_stop(), identification="X").noted == ()  # another kind of message
    world.allocate(20073)
    assert noted(world.tell(a_start(20073), identification="X")) == ["TR056"]
    assert not world.course(20073).running
    assert world.check() == []


def test_the_identification_of_a_rejected_message_is_free_again(world):
    assert noted(world.tell(a_stop(), identification="X")) == ["TR382"]
    world.tell(a_start())
    assert world.tell(a_stop(end=SUMMER), identification="X").noted == ()


def test_a_message_of_tomorrow_is_rejected(world):
    [finding] = world.tell(a_start(), dated=date(2023, 5, 11)).noted
    assert (finding.rule, finding.code, finding.level) == ("TR135", "8848", 4)
    assert finding.path == "/Bericht/Header/BerichtIdentificatie/Dagtekening"
    assert not world.course().running


def test_a_code_that_does_not_belong_to_its_category(world):
    [finding] = world.tell(a_start(category="02")).noted
    assert (finding.rule, finding.code, finding.level) == ("TR381", "S329", 4)
    assert finding.path.endswith("StartProduct[1]/Product/Code")


def test_a_message_falls_as_a_whole_with_one_report_in_it(world):
    world.allocate(20073)
    world.tell(a_start())
    imported = world.tell(a_start(20073), a_start(start=SUMMER))
    assert (imported.added, noted(imported)) == (2, ["TR326"])
    assert [(r.counts, r.rules) for r in world.reports(20073)] == [(False, ())]
    assert world.course(20073) == Course()
    assert world.tell(a_start(20073)).noted == ()
    assert world.check() == []


def test_a_removal_that_falls_with_its_message_removes_nothing(world):
    world.tell(a_start())
    imported = world.tell(a_start(status="3"), a_start(status="3", start=SUMMER))
    assert noted(imported) == ["TR063"]
    assert world.course() == Course((Stretch(STARTED),))
    assert world.check() == []


def test_a_message_that_breaks_a_condition_is_refused_as_a_whole(world):
    before = kept(world)
    assert refused(world.tell(a_start(), a_start(status="2", code="01A04"))) == ["CS058"]
    assert refused(world.send(a_care_message(), production=True)) == ["BSN-TEST"]
    assert world.send_bytes(b"%PDF").kind is None
    assert kept(world) == before


def test_parties_must_be_known(world):
    assert refused(world.tell(provider="11111111")) == ["SENDER"]
    assert refused(world.tell(municipality="0014")) == ["RECEIVER"]
    imported = world.tell(municipality="9999")
    assert [(f.rule, f.code) for f in imported.findings] == [("TR378", "S300")]


def test_an_account_of_a_provider_sends_its_own_alone(world):
    assert world.send(a_care_message(), provider="65656055").added == 1
    before = counted(world)
    for sender in ("65656055", "11111111"):
        with pytest.raises(SenderForbidden):
            world.send(a_care_message(a_stop(), provider=sender), provider=OTHER_PROVIDER)
    assert counted(world) == before


def test_every_event_is_in_the_audit_trail_without_the_citizen(world):
    world.tell(a_start(), a_start(20072, status="3", start=SUMMER))
    found = world.scalar("SELECT count(*) FROM audit_event WHERE action = 'care.reported'")
    assert found == 2
    citizen = world.scalar(
        "SELECT count(*) FROM audit_event WHERE CAST(detail AS text) LIKE '%999900006%'"
    )
    assert citizen == 0


def test_rows_never_change(world):
    world.tell(a_start())
    for statement in ("UPDATE care_event SET reason = '02'", "DELETE FROM care_message"):
        with pytest.raises(Exception, match="never change"), transaction(write=True) as session:
            session.execute(text(statement))


def test_starts_do_not_touch_declarations(world):
    """Declared before the start, after the stop: it makes no difference (OP364)."""
    world.tell(a_start(start=SUMMER))
    world.tell(a_stop(start=SUMMER, end=SUMMER))
    assert world.declare(a_line()).awarded_cents == 5000


def test_bytes_that_differ_are_another_message(world):
    data = care_xml(a_care_message())
    world.send_bytes(data)
    assert noted(world.send_bytes(data + b"\r\n")) == ["TR074", "TR056"]
