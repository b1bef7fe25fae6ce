"""Every call, asked everything its description allows and much that it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from werkzeug.serving import make_server

from tests.allocation_messages import allocation_xml, an_allocation, an_allocation_message
from tests.api.programs import API, Program, judge_what_waits
from tests.builders import the_sample, xml_of
from tests.care_messages import a_care_message, care_xml
from tests.intake.world import World, the_sample_bytes, zipped

MESSAGES = (
    xml_of(the_sample()),
    the_sample_bytes(identification="B2", number="D2"),
    allocation_xml(an_allocation_message(an_allocation(4711))),
    care_xml(a_care_message()),
    b"<leeg/>",
    b"geen xml",
)
# A description cannot say what a message must hold: 422 tells what is wrong in it.
TAKEN = ["2xx", "401", "403", "404", "409", "422"]
NUMBER_OF_NOTHING = 987654
NOWHERE = "bcdfghjkmnpqrstv"


xml = st.sampled_from(MESSAGES)
archive = st.lists(xml, max_size=3).map(
    lambda files: zipped(*((f"{n}.xml", data) for n, data in enumerate(files)))
)


def config(care: Program, town: Program, checker: Program) -> SchemathesisConfig:
    """Twenty examples a call and a fixed seed, as the program that may call it."""

    def key(program: Program) -> dict[str, str]:
        return {"Authorization": f"Bearer {program.key}"}

    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "continue-on-failure": True,
            "generation": {"deterministic": True, "max-examples": 20, "database": "none"},
            "checks": {"positive_data_acceptance": {"expected-statuses": TAKEN}},
            "headers": key(care),
            "operations": [
                {"include-path": f"{API}/allocations", "headers": key(town)},
                {"include-path": f"{API}/approvals", "headers": key(checker)},
            ],
            "phases": {"stateful": {"enabled": False}},
        }
    )


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the portal on this machine; its threads know nothing of the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_api_does_what_its_description_says(
    served: str, world: World, care: Program, town: Program, checker: Program
) -> None:
    schemathesis.openapi.media_type("application/xml", xml)
    schemathesis.openapi.media_type("application/zip", archive)
    batch = care.submit(MESSAGES[0])
    judge_what_waits(world)
    description = schemathesis.openapi.from_url(
        f"{served}{API}/openapi.json", config=config(care, town, checker)
    )
    for methods in description.raw_schema["paths"].values():
        make_real(methods, batch)
    asked, wrong = ask_everything(description)
    assert wrong == [], "\n".join(wrong)
    assert len(asked) == 15 and min(asked.values()) >= 10, asked


def make_real(methods: dict[str, Any], batch: str) -> None:
    """Ids that exist, or not, instead of any; and the bytes of an example instead of its text."""
    for parameter in methods.get("parameters", []):
        if parameter["name"] in ("drawdown", "contract_name"):
            continue  # there are no lump sums in this world: its own tests are about those
        if parameter["name"] == "retour":
            parameter["schema"]["enum"], parameter["example"] = [1, NUMBER_OF_NOTHING], 1
            continue
        parameter["schema"]["enum"] = [batch, NOWHERE]
        parameter["example"] = batch
    xml = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/xml")
    if xml and "example" in xml:
        xml["example"] = xml["example"].encode()


def ask_everything(description: Any) -> tuple[Counter[str], list[str]]:
    """How often each call was made, and every answer that was not as described."""
    asked: Counter[str] = Counter()
    wrong: set[str] = set()
    for event in engine.from_schema(description).execute():
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.NonFatalError):
            wrong.add(str(event.value))
        if isinstance(event, events.ScenarioFinished):
            asked[event.recorder.label] += len(event.recorder.cases)
            for case, checks in event.recorder.checks.items():
                for check in checks:
                    if check.failure_info is not None:
                        told = check.failure_info.failure
                        wrong.add(f"{event.recorder.label} {check.name}: {told} {case}")
    return asked, sorted(wrong)
