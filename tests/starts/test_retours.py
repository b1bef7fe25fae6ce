"""The retours (306, 308) to starts and stops, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from declarations.model import Law
from portal.returns.service import ReturnMessage
from portal.starts.service import ImportedCare
from portal.store.transaction import transaction
from schemas.xml import parse
from tests.builders import OTHER_BSN
from tests.care_messages import a_care_message, a_start, a_stop, care_xml
from tests.intake.world import OTHER_PROVIDER

SUMMER = date(2023, 4, 17)
YOUTH = {"category": "45", "code": "45A03"}


def codes_in(retour: ReturnMessage | None) -> dict[str, list[str]]:
    """The codes of a retour by class, in document order; it must be valid for its schema."""
    assert retour is not None
    number = retour.name.partition("-")[0][-3:]
    found: dict[str, list[str]] = {}
    for element in parse(retour.body, number).root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name == "RetourCode":
            parent = element.getparent().getparent()
            key = str(parent.tag).rpartition("}")[2]
            found.setdefault(key, []).append(element.text or "")
    return found


def retour_of(imported: ImportedCare) -> dict[str, list[str]]:
    return codes_in(imported.retour)


def number_of(retour: ReturnMessage | None) -> int:
    assert retour is not None
    return retour.number


def test_a_good_report_gets_its_header_back(world):
    started = world.tell(a_start())
    assert retour_of(started) == {}
    assert started.retour.name.startswith("wmo306-")
    assert retour_of(world.tell(a_stop())) == {}


@pytest.mark.parametrize("law", [Law.WMO, Law.YOUTH])
def test_both_laws_have_both_retours(world, law):
    product = YOUTH if law is Law.YOUTH else {}
    if law is Law.YOUTH:
        world.allocate(law=law)
    first = world.tell(a_start(**product), law=law)
    reason = {"reason": "35"} if law is Law.YOUTH else {}
    second = world.tell(a_stop(**product, **reason), law=law)
    assert [each.retour.name.partition("-")[0] for each in (first, second)] == [
        f"{law.prefix}306", f"{law.prefix}308",
    ]  # fmt: skip


def test_a_condition_gives_0001_and_nothing_is_kept(world):
    imported = world.tell(a_start(status="2"))
    assert retour_of(imported) == {"Header": ["0001"]}
    assert b"XsltVersie" in imported.retour.body
    assert world.rows()["care_message"] == 0


def test_a_fault_in_the_header_comes_without_the_client(world):
    world.tell(a_start(), identification="X")
    imported = world.tell(a_stop(), a_stop(reason="20"), dated=date(2023, 5, 11))
    assert retour_of(imported) == {"Header": ["8848"]}
    assert retour_of(world.tell(a_start(start=SUMMER), identification="X")) == {"Header": ["9056"]}


RULES = {
    # rule: before it, what breaks it, what does not
    "9019": ((), a_start(999), a_start()),
    "9063": ((a_start(),), a_start(status="3", start=SUMMER), a_start(status="3")),
    "9071": ((a_start(), a_stop()), a_start(status="3"), a_stop(status="3")),
    "9074": ((a_start(),), a_start(), a_stop()),
    "9326": ((a_start(),), a_start(start=SUMMER), a_stop()),
    "9069": ((a_start(),), a_stop(start=date(2023, 1, 10)), a_stop()),
    "9413": ((a_start(), a_stop(reason="20")), a_stop(reason="20", end=SUMMER), a_stop(end=SUMMER)),
    "9414": ((a_start(), a_stop(reason="20")), a_stop(end=date(2023, 3, 30)), a_stop(end=SUMMER)),
    "9415": ((a_start(), a_stop()), a_stop(end=SUMMER), a_stop(status="3")),
    "S329": ((), a_start(category="02"), a_start()),
}  # fmt: skip


@pytest.mark.parametrize("code", RULES)
def test_every_rule_stands_at_its_class_and_only_where_it_is_broken(world, code):
    before, wrong, right = RULES[code]
    for event in before:
        assert world.tell(event).noted == ()
    word = "StopProduct" if wrong.end else "StartProduct"
    assert retour_of(world.tell(wrong)) == {"Header": ["0200"], "Client": ["0200"], word: [code]}
    assert retour_of(world.tell(right)) == {}


def test_what_is_right_comes_back_beside_what_is_wrong(world):
    world.allocate(20073)
    world.tell(a_start())
    imported = world.tell(a_start(20073), a_start(start=SUMMER))
    assert retour_of(imported)["StartProduct"] == ["0200", "9326"]


def test_an_unknown_client_is_no_more_than_an_unknown_number(world):
    imported = world.tell(a_start(), bsn=OTHER_BSN)
    assert retour_of(imported)["StartProduct"] == ["9019"]


def test_a_municipality_that_does_not_exist_gets_s300(world):
    imported = world.tell(a_start(), municipality="9999")
    assert retour_of(imported) == {"Header": ["S300"]}


@pytest.mark.parametrize("changes", [{"provider": "11111111"}, {"municipality": "0014"}])
def test_a_party_that_is_not_known_here_has_no_retour(world, changes):
    assert world.tell(a_start(), **changes).retour is None
    assert world.send_bytes(b"<leeg/>").retour is None
    assert world.rows()["return_message"] == 1  # of the allocation in this world


@pytest.mark.parametrize("event", [a_start(), a_stop()], ids=["good", "rejected"])
def test_the_same_message_has_one_retour_however_often_it_comes(world, event):
    message = a_care_message(event)
    first, again = world.send(message), world.send(message)
    assert again.retour == first.retour
    assert world.rows()["return_message"] == 2


def test_a_message_that_was_not_kept_is_judged_anew(world):
    message = a_care_message(a_start(20073))
    first = world.send(message)
    world.allocate(20073)
    assert retour_of(world.send(message)) == {}
    assert number_of(first.retour) != number_of(world.send(message).retour)


def test_every_retour_has_a_number_of_its_own_and_is_in_the_trail(world):
    for event in (a_start(), a_start(), a_stop(), a_stop(999)):
        world.tell(event)
    told = world.scalar("SELECT count(DISTINCT identification) FROM return_message")
    assert told == world.rows()["return_message"] == 5
    events = world.scalar("SELECT count(*) FROM audit_event WHERE action = 'return.sent'")
    assert events == 5
    assert world.check() == []


def test_a_retour_is_sealed_and_never_changes(world):
    world.tell(a_start(999))
    with transaction() as session:
        bodies = session.scalars(text("SELECT body FROM return_message")).all()
    assert not any(b"999900006" in bytes(body) for body in bodies)
    for statement in ("UPDATE return_message SET accepted = true", "DELETE FROM return_message"):
        with pytest.raises(Exception, match="never change"), transaction(write=True) as session:
            session.execute(text(statement))


def test_a_retour_repeats_who_sent_the_message_to_whom(world):
    world.allocate(7, provider=OTHER_PROVIDER)
    imported = world.send_bytes(care_xml(a_care_message(a_start(7), provider=OTHER_PROVIDER)))
    header = parse(imported.retour.body, "306").root[0]
    assert [header[3].text, header[4].text] == [OTHER_PROVIDER, "0384"]
