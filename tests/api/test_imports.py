"""Messages of care by program: allocations of a municipality, starts and stops of a provider."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal.identity.service import MUNICIPALITY_ROLES, Role
from schemas.xml import parse
from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.api.programs import Program, is_problem, program
from tests.builders import MUNICIPALITY, OTHER_BSN
from tests.care_messages import a_care_message, a_start, care_xml
from tests.intake.world import OTHER_MUNICIPALITY, OTHER_PROVIDER, World, the_sample_bytes, zipped

BACK = ("return_message", "audit_event")
SENDERS = {Role.ACCESS, Role.CHECKER, Role.CONTRACT_MANAGER}


def a_301(number: int, code: str = "02A03", **changes: object) -> bytes:
    """An allocation of a product that nobody in this world has yet."""
    product = an_allocation(number, category=code[:2], code=code)
    return allocation_xml(an_allocation_message(product, **changes))


def kept(world: World) -> dict[str, int]:
    """What is stored but for the retours, which go back on what is refused too."""
    return {name: n for name, n in world.rows().items() if name not in BACK}


def test_an_allocation_is_stored_once(world: World, town: Program) -> None:
    first = town.post("/allocations", a_301(4711))
    assert first.status_code == 201
    told = first.get_json()
    assert told.pop("retour") > 0
    assert told == {"message": "wmo301", "added": 1, "changed": 0, "superseded": 0,
                    "unchanged": 0, "unfit_lines": 0, "unfit_cents": 0, "findings": []}  # fmt: skip
    again = town.post("/allocations", a_301(4711)).get_json()
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert world.scalar("SELECT count(*) FROM allocation WHERE number = 4711") == 1
    assert world.check() == []


def test_change_tells_at_once_which_awarded_lines_no_longer_fit(
    world: World, town: Program
) -> None:
    world.submit_bytes(the_sample_bytes())
    shorter = an_allocation(20072, end=date(2023, 3, 31), assigned_at="2023-05-02T09:00:00")
    told = town.post("/allocations", allocation_xml(an_allocation_message(shorter))).get_json()
    assert (told["changed"], told["unfit_lines"], told["unfit_cents"]) == (1, 1, 5000)
    assert world.check() == []


def test_another_municipality_is_refused_and_nothing_is_stored(
    world: World, other_town: Program, town: Program, care: Program
) -> None:
    before = world.rows()
    is_problem(other_town.post("/allocations", a_301(4711)), 403)
    mixed = zipped(("a.xml", a_301(4711)), ("b.xml", a_301(4712, municipality=OTHER_MUNICIPALITY)))
    is_problem(town.post("/allocations", mixed), 403)
    is_problem(care.post("/allocations", a_301(4711)), 403)
    assert world.rows() == before


def test_a_refused_allocation_says_why(world: World, town: Program) -> None:
    before = kept(world)
    bad = is_problem(town.post("/allocations?lang=en", b"geen xml"), 422)
    assert bad["findings"][0]["rule"] == "XML"
    taken = is_problem(town.post("/allocations", a_301(20072, bsn=OTHER_BSN)), 422)
    [finding] = taken["findings"]
    assert (finding["rule"], finding["code"]) == ("TR332", "9332") and finding["message"]
    unknown = is_problem(town.post("/allocations", a_301(4711, provider="11111111")), 422)
    assert unknown["findings"][0]["rule"] == "RECEIVER"
    broken = is_problem(town.post("/allocations", zipped(("a.xml", a_301(1)))[:-30]), 422)
    assert broken["findings"][0]["rule"] == "ZIP"
    assert kept(world) == before


def test_a_zip_stores_what_is_good(world: World, town: Program) -> None:
    archive = zipped(("a.xml", a_301(4711)), ("b.xml", b"geen xml"), ("c.xml", a_301(4712)))
    response = town.post("/allocations", archive)
    assert response.status_code == 201
    assert [each["added"] for each in response.get_json()] == [1, 0, 1]
    assert response.get_json()[1]["findings"]


@pytest.mark.parametrize("role", MUNICIPALITY_ROLES)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_sends_allocations(app: Flask, world: World, role: Role) -> None:
    sender = program(app, world, role, MUNICIPALITY)
    wanted = 201 if role in SENDERS else 403
    assert sender.post("/allocations", a_301(4711)).status_code == wanted


def test_a_start_is_stored_once(world: World, care: Program) -> None:
    first = care.post("/messages", care_xml(a_care_message()))
    assert first.status_code == 201, first.text
    told = first.get_json()
    assert told.pop("retour") > 0
    assert told == {
        "message": "wmo305", "added": 1, "unchanged": 0, "left_out": 0, "findings": [],
    }  # fmt: skip
    again = care.post("/messages", care_xml(a_care_message())).get_json()
    assert (again["added"], again["unchanged"]) == (0, 1)
    assert world.check() == []


def test_a_start_of_another_or_without_an_allocation(
    world: World, care: Program, other_care: Program, town: Program
) -> None:
    before = kept(world)
    message = care_xml(a_care_message())
    is_problem(other_care.post("/messages", message), 403)
    is_problem(town.post("/messages", message), 403)
    foreign = care_xml(a_care_message(provider=OTHER_PROVIDER))
    is_problem(care.post("/messages", zipped(("a.xml", message), ("b.xml", foreign))), 403)
    nothing = is_problem(care.post("/messages", care_xml(a_care_message(a_start(999)))), 422)
    assert nothing["findings"][0]["message"]
    assert nothing["messages"][0]["left_out"] == 1
    assert kept(world) == before


def test_the_retour_of_an_allocation_is_fetched_by_both_sides(
    town: Program, other_town: Program, care: Program, other_care: Program
) -> None:
    told = town.post("/allocations", a_301(4711)).get_json()
    refused = is_problem(town.post("/allocations", a_301(20072, bsn=OTHER_BSN)), 422)
    for number, codes in ((told["retour"], []), (refused["messages"][0]["retour"], ["9332"])):
        for sender in (town, care):
            answer = sender.get(f"/returns/{number}")
            assert (answer.status_code, answer.mimetype) == (200, "application/xml")
            root = parse(answer.data, "302").root
            found = [e.text for e in root.iter() if str(e.tag).endswith("}RetourCode")]
            assert [code for code in found if code != "0200"] == codes
        for stranger in (other_town, other_care):
            is_problem(stranger.get(f"/returns/{number}"), 404)
    assert town.post("/allocations", a_301(4711)).get_json()["retour"] == told["retour"]


def test_the_retour_of_a_start_is_fetched(world: World, care: Program, town: Program) -> None:
    told = care.post("/messages", care_xml(a_care_message())).get_json()
    body = care.get(f"/returns/{told['retour']}").data
    assert (
        parse(body, "306").kind == "wmo306" and town.get(f"/returns/{told['retour']}").data == body
    )
    nothing = is_problem(care.post("/messages", b"geen xml"), 422)
    assert nothing["messages"][0]["retour"] is None
    is_problem(care.get("/returns/987654"), 404)
    assert world.check() == []


def test_a_warning_stands_with_what_was_stored(town: Program) -> None:
    twice = town.post("/allocations?lang=en", a_301(4711, "01A03")).get_json()
    assert [f["rule"] for f in twice["findings"]] == ["OP259"]
    [finding] = twice["findings"]
    assert (finding["severity"], finding["code"], finding["level"]) == ("warning", None, 3)
    assert finding["message"].startswith("Note: this client already has an allocation")
