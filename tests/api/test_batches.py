"""Handing declarations in by program: taken, followed, judged, answered."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import text

from portal.identity.service import Role
from portal.intake.service import refused_at_door
from portal.intake.stored import messages_of, stored_assessment
from portal.store.transaction import transaction
from schemas.api.assessment import assessment_json
from schemas.refusals import MESSAGE_LIMIT
from tests.api.programs import Program, is_problem, judge_what_waits, program
from tests.builders import BSN, MUNICIPALITY, PROVIDER, the_sample, xml_of
from tests.intake.world import OTHER_PROVIDER, World, the_sample_bytes, zipped

GOOD = xml_of(the_sample())
NOWHERE = "bcdfghjkmnpqrstv"


def stored_json(world: World, batch: str, language: str = "nl") -> list[dict]:
    with transaction() as session:
        return [
            assessment_json(stored_assessment(session, each, world.keyring), language)
            for each in messages_of(session, batch)
        ]


def test_a_message_is_taken_judged_and_answered(world: World, care: Program) -> None:
    taken = care.post("/batches", GOOD, headers={"Own-Reference": "april – Diemen"})
    assert taken.status_code == 202
    batch = taken.get_json()["id"]
    assert taken.headers["Location"] == f"/api/v1/batches/{batch}"

    waiting = care.get(f"/batches/{batch}").get_json()
    assert (waiting["status"], waiting["total"], waiting["judged"]) == ("received", 1, 0)
    assert waiting["own_reference"] == "april – Diemen"
    for what in ("assessments", "answer"):
        early = care.get(f"/batches/{batch}/{what}")
        assert is_problem(early, 409)["type"].endswith(":not-judged-yet")
        assert early.headers["Retry-After"]

    judge_what_waits(world)
    done = care.get(f"/batches/{batch}").get_json()
    assert (done["status"], done["total"], done["judged"], done["refused"]) == ("done", 1, 1, 0)
    assert (done["lines"], done["submitted_cents"], done["awarded_cents"]) == (4, 58000, 58000)
    [message] = done["messages"]
    assert (message["outcome"], message["municipality"]) == ("awarded", MUNICIPALITY)

    [expected] = stored_json(world, batch)
    assert care.get(f"/batches/{batch}/assessments").get_json() == expected
    answer = care.get(f"/batches/{batch}/answer")
    assert answer.mimetype == "application/xml"
    assert "wmo325-0384-" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"<?xml")
    assert world.check() == []


def test_showing_verdict_and_answer_is_logged_and_following_is_not(
    world: World, care: Program
) -> None:
    batch = care.submit(GOOD)
    judge_what_waits(world)
    care.get(f"/batches/{batch}")
    care.get("/batches")
    assert world.rows()["access_log"] == 0
    care.get(f"/batches/{batch}/assessments")
    care.get(f"/batches/{batch}/answer")
    with transaction() as session:
        logged = session.execute(text("SELECT purpose, object_type FROM access_log ORDER BY id"))
        assert logged.all() == [("verdict", "message"), ("answer", "message")]


def test_the_language_is_asked_for(world: World, care: Program) -> None:
    batch = care.submit(the_sample_bytes(total=1))
    judge_what_waits(world)
    path = f"/batches/{batch}/assessments"
    [dutch], [english] = stored_json(world, batch, "nl"), stored_json(world, batch, "en")
    assert dutch["findings"] and dutch != english
    assert care.get(path).get_json() == dutch
    accepted = care.get(path, headers={"Accept-Language": "en"})
    assert accepted.get_json() == english
    assert accepted.headers["Content-Language"] == "en"
    asked = care.get(f"{path}?lang=en", headers={"Accept-Language": "nl"})
    assert asked.get_json() == english
    assert "Set-Cookie" not in asked.headers


def test_a_zip_gives_one_object_and_one_answer_per_message(world: World, care: Program) -> None:
    other = the_sample_bytes(identification="B2", number="D2")
    batch = care.submit(zipped(("a.xml", GOOD), ("b.xml", b"geen xml"), ("c.xml", other)))
    judge_what_waits(world)
    told = care.get(f"/batches/{batch}").get_json()
    assert (told["total"], told["judged"], told["refused"]) == (2, 2, 1)
    assert [each["status"] for each in told["messages"]] == ["judged", "refused", "judged"]
    verdicts = care.get(f"/batches/{batch}/assessments").get_json()
    assert [verdicts[0], verdicts[2]] == stored_json(world, batch)
    assert (verdicts[1]["outcome"], verdicts[1]["level"]) == ("refused", 1)
    assert verdicts[1]["findings"][0]["rule"] == "XML"
    first, again = (care.get(f"/batches/{batch}/answer") for _ in range(2))
    assert first.mimetype == "application/zip" and first.data == again.data
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        assert len(archive.namelist()) == 2


def test_a_zip_of_one_message_is_still_an_array(world: World, care: Program) -> None:
    batch = care.submit(zipped(("a.xml", GOOD)))
    judge_what_waits(world)
    assert care.get(f"/batches/{batch}/assessments").get_json() == stored_json(world, batch)
    assert care.get(f"/batches/{batch}/answer").mimetype == "application/xml"


def test_a_refused_message_is_told_with_its_findings_and_leaves_its_refusal(
    world: World, care: Program
) -> None:
    before = world.rows()
    told = is_problem(care.post("/batches", GOOD[:-40], headers={"Accept-Language": "en"}), 422)
    assert told["type"].endswith(":refused")
    assert told["findings"][0]["rule"] == "XML"
    [verdict] = told["assessments"]
    assert verdict["findings"] == told["findings"]
    assert set(verdict) == set(assessment_json(refused_at_door(()), "en"))
    assert (verdict["outcome"], verdict["level"], verdict["lines"]) == ("refused", 1, [])
    after = world.rows()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"refusal", "audit_event"}


def test_another_sender_is_told_so_and_nothing_is_stored(world: World, care: Program) -> None:
    before = world.rows()
    for foreign in (
        the_sample_bytes(sender=OTHER_PROVIDER),
        the_sample_bytes(sender="11111111"),
        the_sample_bytes(sender=OTHER_PROVIDER, receiver="0363"),
        zipped(("a.xml", the_sample_bytes(sender=OTHER_PROVIDER)), ("b.xml", GOOD)),
    ):
        told = is_problem(care.post("/batches", foreign), 403)
        assert told["type"].endswith(":foreign-sender")
    assert world.rows() == before


def test_what_cannot_be_a_message_stores_nothing(world: World, care: Program) -> None:
    before = world.rows()
    is_problem(care.post("/batches", GOOD + b" " * MESSAGE_LIMIT), 413)
    for kind in ("multipart/form-data; boundary=x", "application/json"):
        is_problem(care.post("/batches", GOOD, content_type=kind), 415)
    for reference in (f"voor {BSN}", "x" * 101, "a\x00b"):
        is_problem(care.post("/batches", GOOD, headers={"Own-Reference": reference}), 400)
    for key in ("", "x" * 201, "a b"):
        is_problem(care.post("/batches", GOOD, headers={"Idempotency-Key": key}), 400)
    assert world.rows() == before


@pytest.mark.parametrize(
    "kind",
    [None, "application/xml", "text/xml; charset=utf-8", "application/octet-stream",
     "application/x-www-form-urlencoded", "application/zip"],
)  # fmt: skip
def test_the_content_tells_what_it_is_and_not_its_name(
    world: World, care: Program, kind: str | None
) -> None:
    assert care.post("/batches", GOOD, content_type=kind).status_code == 202
    archive = zipped(("a.xml", the_sample_bytes(identification="B2")))
    assert care.post("/batches", archive, content_type=kind).status_code == 202


def test_the_same_call_again_gets_the_same_answer(world: World, care: Program) -> None:
    first = care.post("/batches", GOOD, headers={"Idempotency-Key": "een"})
    before = world.rows()
    again = care.post("/batches", GOOD, headers={"Idempotency-Key": "een"})
    assert (again.status_code, again.data) == (202, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    other = care.post("/batches", the_sample_bytes(number="D2"), headers={"Idempotency-Key": "een"})
    assert is_problem(other, 409)["type"].endswith(":idempotency-key-reused")
    assert world.rows() == before
    assert care.submit(GOOD) != first.get_json()["id"]


def test_a_refusal_again_is_the_same_refusal(world: World, care: Program) -> None:
    one, two = (
        care.post("/batches", b"geen xml", headers={"Idempotency-Key": "een"}) for _ in range(2)
    )
    assert is_problem(one, 422)["findings"] == is_problem(two, 422)["findings"]
    assert world.rows()["refusal"] == 1


def test_sixteen_at_once_with_one_key_are_one_batch(world: World, care: Program) -> None:
    def send(_: int) -> str:
        return care.submit(GOOD, **{"Idempotency-Key": "tegelijk"})

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(send, range(16)))) == 1
    assert world.rows()["batch"] == world.rows()["message"] == 1


def test_a_batch_of_others_is_as_none(world: World, care: Program, other_care: Program) -> None:
    batch = care.submit(GOOD)
    judge_what_waits(world)
    for what in ("", "/assessments", "/answer"):
        foreign = other_care.get(f"/batches/{batch}{what}")
        none = other_care.get(f"/batches/{NOWHERE}{what}")
        assert is_problem(foreign, 404) == is_problem(none, 404)
        assert dict(foreign.headers) == dict(none.headers)
    assert other_care.get("/batches").get_json() == {"batches": [], "next": None}
    assert other_care.get(f"/batches?before={batch}").get_json()["batches"] == []
    assert world.rows()["access_log"] == 0


def test_who_may_call(
    app: Flask, world: World, care: Program, town: Program, nobody: Program
) -> None:
    batch = care.submit(GOOD)
    before = world.rows()
    paths = ["/batches", *(f"/batches/{batch}{what}" for what in ("", "/assessments", "/answer"))]
    for path in paths:
        is_problem(town.get(path), 403)
        is_problem(nobody.get(path), 401)
    is_problem(town.post("/batches", GOOD), 403)
    without = nobody.post("/batches", GOOD)
    is_problem(without, 401)
    assert without.headers["WWW-Authenticate"].startswith("Bearer")
    is_problem(Program(app, "pk_verzonnen").post("/batches", GOOD), 401)
    assert world.rows() == before


def test_a_revoked_key_opens_nothing(app: Flask, world: World) -> None:
    clerk = program(app, world, Role.PROVIDER_CLERK, PROVIDER)
    assert clerk.get("/batches").status_code == 200
    with transaction(write=True) as session:
        now = {"now": world.clock.now().isoformat()}
        session.execute(text("UPDATE api_key SET revoked_at = :now"), now)
    is_problem(clerk.get("/batches"), 401)
    is_problem(clerk.post("/batches", GOOD), 401)


def test_the_list_pages_through_all_batches_the_newest_first(world: World, care: Program) -> None:
    made = [care.submit(the_sample_bytes(identification=f"B{n}")) for n in range(5)]
    seen, path = [], "/batches?limit=2"
    while path:
        page = care.get(path).get_json()
        assert len(page["batches"]) <= 2
        seen += [each["id"] for each in page["batches"]]
        if len(seen) == 2:
            care.submit(the_sample_bytes(identification="LATER"))  # shifts nothing
        path = page["next"] and f"/batches?limit=2&before={page['next']}"
    assert seen == made[::-1]
    for wrong in ("limit=0", "limit=201", "limit=x", "before=1", "sort=id", "lang=de"):
        assert is_problem(care.get(f"/batches?{wrong}"), 400)["errors"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_batch_that_the_workers_gave_up_on_says_so(world: World, care: Program) -> None:
    batch = care.submit(GOOD)
    with transaction(write=True) as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
    assert care.get(f"/batches/{batch}").get_json()["status"] == "stalled"
    [listed] = care.get("/batches").get_json()["batches"]
    assert listed["status"] == "stalled"
    is_problem(care.get(f"/batches/{batch}/answer"), 409)
    judge_what_waits(world)
    assert care.get(f"/batches/{batch}").get_json()["status"] == "done"
