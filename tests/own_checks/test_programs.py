"""Warnings for programs and on the command line: the API, its description, and a trial."""

from __future__ import annotations

import pytest
from flask import Flask

from declarations.facts import CheckKind
from portal.commands.declarations import tell
from portal.identity.service import Role
from schemas.api.verdicts import AssessmentSchema
from tests.api.programs import Program, judge_what_waits, program
from tests.builders import PROVIDER, a_client, a_line, a_message, xml_of
from tests.intake.world import World
from tests.own_checks.checking import a_check

WARNED = xml_of(a_message(a_client(a_line())))


@pytest.fixture
def care(app: Flask, world: World) -> Program:
    """The care system of a provider whose line will be warned about."""
    app.config["PORTAL_CLOCK"] = world.clock
    world.allocate(volume=40)
    a_check(world)
    return program(app, world, Role.PROVIDER_CLERK, PROVIDER)


def test_program_reads_that_the_line_is_awarded(world: World, care: Program) -> None:
    tried = care.post("/assessments", WARNED).get_json()
    assert AssessmentSchema().validate(tried) == {}
    [finding] = tried["findings"]
    assert (finding["rule"], finding["code"], finding["severity"]) == ("EIGEN-1", None, "warning")
    assert (finding["owner"], finding["expected"]) == ("municipality", None)
    assert finding["received"] == "5000" and "hoog bedrag" in finding["message"]
    assert (tried["outcome"], tried["lines"][0]["codes"]) == ("awarded", ["0200"])
    english = care.post("/assessments?lang=en", WARNED).get_json()["findings"][0]["message"]
    assert english.startswith("The municipality looks at lines with a high amount.")


def test_trial_still_binds_and_tells_the_same_warning(world: World, care: Program) -> None:
    tried = care.post("/assessments", WARNED).get_json()
    batch = care.submit(WARNED)
    judge_what_waits(world)
    assert care.get(f"/batches/{batch}/assessments").get_json() == tried


def test_check_set_up_after_a_trial_is_no_other_verdict(world: World, care: Program) -> None:
    care.post("/assessments", WARNED)
    a_check(world, CheckKind.VOLUME, limit=1)
    batch = care.submit(WARNED)
    judge_what_waits(world)
    [message] = care.get(f"/batches/{batch}").get_json()["messages"]
    assert message["trial"]["same"] is True


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "waarschuwing (toegekend)"), ("en", "warning (awarded)")]
)
def test_command_says_that_it_is_a_warning(
    world: World, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    world.allocate(volume=40)
    a_check(world)
    tell("323.xml", world.declare(a_line()), language, as_json=False)
    told = capsys.readouterr().out
    assert f"EIGEN-1 {said}" in told and "None" not in told
