"""Trying a declaration: the verdict of the real thing, and nothing is handed in."""

from __future__ import annotations

from tests.api.programs import Program, is_problem, judge_what_waits
from tests.builders import the_sample, xml_of
from tests.intake.world import OTHER_PROVIDER, World, the_sample_bytes, zipped

GOOD = xml_of(the_sample())


def test_a_trial_gives_what_handing_in_would_give_and_hands_nothing_in(
    world: World, care: Program
) -> None:
    before = world.rows()
    tried = care.post("/assessments", GOOD)
    assert tried.status_code == 200
    kept = {"trial", "trial_fact", "audit_event"}
    assert {name for name, count in world.rows().items() if count != before[name]} == kept
    batch = care.submit(GOOD)
    judge_what_waits(world)
    stored = care.get(f"/batches/{batch}/assessments").get_json()
    assert tried.get_json() == stored
    assert stored["receipt"]
    [message] = care.get(f"/batches/{batch}").get_json()["messages"]
    assert message["trial"]["same"] is True
    assert message["trial"]["receipt"] == stored["receipt"]


def test_a_batch_names_what_changed_since_the_trial(world: World, care: Program) -> None:
    care.post("/assessments", GOOD)
    world.allocate(volume=1, assigned_at="2023-05-09T09:00:00")
    batch = care.submit(GOOD)
    judge_what_waits(world)
    [message] = care.get(f"/batches/{batch}").get_json()["messages"]
    trial = message["trial"]
    assert (trial["same"], trial["lines"]) == (False, 1)
    assert trial["changes"] == [
        {"cause": "allocation", "about": "20072", "lines": 1, "positions": [1]}
    ]


def test_a_zip_gives_an_array_with_what_would_be_refused(world: World, care: Program) -> None:
    archive = zipped(("a.xml", GOOD), ("b.xml", b"geen xml"))
    good, bad = care.post("/assessments", archive).get_json()
    assert good == care.post("/assessments", GOOD).get_json()
    assert (bad["outcome"], bad["level"], bad["message"]) == ("refused", 1, None)
    assert is_problem(care.post("/assessments", b""), 422)["findings"][0]["rule"] == "XML"
    alone = care.post("/assessments?lang=en", b"geen xml").get_json()
    assert alone["findings"][0]["rule"] == "XML"
    assert alone["findings"][0]["message"] != bad["findings"][0]["message"]


def test_nobody_tries_the_messages_of_another(
    world: World, care: Program, town: Program, nobody: Program
) -> None:
    foreign = the_sample_bytes(sender=OTHER_PROVIDER)
    is_problem(care.post("/assessments", foreign), 403)
    is_problem(care.post("/assessments", zipped(("a.xml", foreign))), 403)
    is_problem(town.post("/assessments", GOOD), 403)
    is_problem(nobody.post("/assessments", GOOD), 401)


def test_in_a_zip_of_ones_own_the_message_of_another_is_refused_alone(
    world: World, care: Program
) -> None:
    foreign = the_sample_bytes(sender=OTHER_PROVIDER)
    own, other = care.post("/assessments", zipped(("a.xml", GOOD), ("b.xml", foreign))).get_json()
    assert own["outcome"] == "awarded"
    assert (other["outcome"], other["findings"][0]["rule"]) == ("refused", "SENDER")
