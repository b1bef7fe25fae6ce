"""What the status, the four eyes or somebody quicker does not allow is told in a sentence."""

from __future__ import annotations

import pytest

from declarations.four_eyes import SamePerson, Step
from declarations.lifecycle import GRAPHS, NEW, Kind, NotAllowed, statuses
from portal.settlement.service import LinesGone
from portal.web.conflicts import PROBLEM_KINDS, STATES, STEPS, THINGS
from portal.web.permissions.permits import PUBLIC

CONFLICTS = (
    (NotAllowed(Kind.PAYMENT_RUN, "released", "sign"), "Deze betaalrun is nu: vrijgegeven"),
    (SamePerson(Step.CHECK), "U deed voor dit geld al de controle; een ander moet"),
    (LinesGone(), "De regels zijn intussen verder gegaan"),
)


def test_every_kind_status_and_step_has_its_words():
    assert set(THINGS) == set(Kind)
    assert set(STEPS) == set(Step)
    missing = {each for kind in GRAPHS for each in (NEW, *statuses(kind))} - set(STATES)
    assert not missing


@pytest.mark.parametrize(("conflict", "told"), CONFLICTS, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("path", ["/botsing", "/api/v1/botsing"])
def test_a_conflict_is_a_page_or_a_problem(portal, conflict, told, path):
    permissions = portal.config["PORTAL_PERMISSIONS"]
    portal.config["PORTAL_PERMISSIONS"] = {**permissions, "collide": PUBLIC}

    @portal.get(path)
    def collide():
        raise conflict

    answer = portal.test_client().get(path)
    assert answer.status_code == 409
    if path.startswith("/api/"):
        problem = answer.get_json()
        assert answer.content_type == "application/problem+json"
        assert problem["type"].endswith(f":{PROBLEM_KINDS[type(conflict)]}")
        assert told in problem["detail"]
    else:
        assert told in answer.text
        assert "<title>Fout: " in answer.text
    assert told not in portal.test_client().get(f"{path}?lang=en").text
