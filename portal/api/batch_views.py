"""Batches: hand declarations in, follow them, and fetch verdicts and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_smorest import Blueprint
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from portal.api import examples
from portal.api.calls import (
    PREFIX,
    as_json,
    asks,
    file_name,
    foreign_sender,
    json_of,
    json_text,
    read_body,
    takes_file,
    the_actor,
)
from portal.api.problems import Problem, problems, refused_upload
from portal.audit.service import Subject, log_access
from portal.intake.answer_file import answers_as_file
from portal.intake.answering import answers_of
from portal.intake.arrival import Upload
from portal.intake.handed_in import HandedIn, HandedInMessage, batches_of, find_batch
from portal.intake.idempotency import KeyReused
from portal.intake.service import (
    Receipt,
    ReferenceRefused,
    SenderForbidden,
    receive,
    refused_at_door,
)
from portal.intake.stored import stored_assessment
from portal.store.transaction import in_transaction, transaction
from portal.web.access import own_provider, the_clock, the_keyring, the_visitor
from portal.web.language import current
from schemas.api.assessment import assessment_json
from schemas.api.batches import BatchIdSchema, BatchPageSchema, BatchSchema
from schemas.api.calls import PageSchema, SubmissionHeadersSchema
from schemas.api.problems import ProblemSchema, RefusedUploadSchema

LOOK_AGAIN = "2"  # seconds after which it makes sense to ask again

batches = Blueprint(
    "api-batches", __name__, url_prefix=PREFIX, description="Declarations (323) and their answers"
)
ID = {
    "name": "batch", "in": "path", "description": "The id of the batch",
    "schema": {"type": "string", "pattern": "^[a-z]{16}$"}, "example": examples.BATCH,
}  # fmt: skip


@batches.route("/batches", methods=["POST"])
@asks(batches)
@batches.arguments(SubmissionHeadersSchema, location="headers", error_status_code=400)
@takes_file(
    batches, "One message (323), or a ZIP of at most 30, of at most 25 MiB", examples.declaration()
)
@batches.response(
    202, BatchIdSchema, description="Taken; it is judged in the background",
    headers={"Location": {"description": "The batch", "schema": {"type": "string"}}},
    example={"id": examples.BATCH},
)  # fmt: skip
@problems(
    batches,
    400,
    401,
    413,
    415,
    foreign=(403, ProblemSchema, "No provider's key, or the Afzender is another provider"),
    reused=(409, ProblemSchema, "The Idempotency-Key was used before for another upload"),
    refused=(422, RefusedUploadSchema, "Refused at receipt (level 1); there is no batch"),
)
@batches.doc(operationId="submitBatch", summary="Hand in declarations")
def submit(_query: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Take a message or a ZIP of messages; every call without an Idempotency-Key is a new one."""
    body = read_body()
    reference = _as_unicode(headers.get("own_reference", "")).strip() or None
    upload = Upload(file_name(body), body, reference, headers.get("idempotency_key"))
    receipt = _receive(upload)
    if receipt.batch is None:
        raise _refused(receipt)
    where = url_for("api-batches.status", batch=receipt.batch)
    return as_json({"id": receipt.batch}, 202, Location=where)


@batches.route("/batches", methods=["GET"])
@asks(batches, PageSchema)
@batches.response(200, BatchPageSchema, description="A page of batches")
@problems(batches, 400, 401, 403)
@batches.doc(operationId="listBatches", summary="Your batches, the newest first")
def handed_in(query: dict[str, Any]) -> dict[str, Any]:
    """Your batches, the newest first; ask for the next page with `before`."""
    limit = query["limit"]
    with transaction() as session:
        found = batches_of(session, own_provider(), query.get("before"), limit + 1)
    more = len(found) > limit
    return {"batches": found[:limit], "next": found[limit - 1].id if more else None}


@batches.route("/batches/<string:batch>", methods=["GET"], parameters=[ID])
@asks(batches)
@batches.response(200, BatchSchema, description="The batch")
@problems(batches, 400, 401, 403, 404)
@batches.doc(operationId="getBatch", summary="How far a batch is")
def status(_query: dict[str, Any], batch: str) -> HandedIn:
    """Status, counts and progress; ask again until the status is `done`."""
    with transaction() as session:
        return _own(session, batch)


@batches.route("/batches/<string:batch>/assessments", methods=["GET"], parameters=[ID])
@asks(batches)
@batches.response(
    200, examples.ONE_OR_MANY, description="One object for a message, an array for a ZIP",
    example=examples.ASSESSMENT,
)  # fmt: skip
@problems(batches, 400, 401, 403, 404, waiting=(409, ProblemSchema, "Not judged yet"))
@batches.doc(operationId="getAssessments", summary="The verdicts on a batch")
def assessments(_query: dict[str, Any], batch: str) -> Response:
    """The verdict on every message of the batch, once all have one. Reading it is logged."""
    with transaction(write=True) as session:
        found = _judged(_own(session, batch))
        for each in found.messages:
            if each.message_id is not None:
                _log(session, each, each.message_id)
    told = list(_verdicts(found.messages, current()))
    return json_text(f"[{','.join(told)}]" if found.packed else told[0])


@batches.route("/batches/<string:batch>/answer", methods=["GET"], parameters=[ID])
@asks(batches)
@batches.response(
    200, {"type": "string"}, content_type="application/xml",
    description="The answer (325); a ZIP of them when there are several",
)  # fmt: skip
@batches.alt_response(
    200, schema={"type": "string", "contentMediaType": "application/zip"},
    content_type="application/zip", success=True,
)  # fmt: skip
@problems(batches, 400, 401, 403, 404, waiting=(409, ProblemSchema, "Not judged yet"))
@batches.doc(operationId="getAnswer", summary="The answer to a batch")
def answer(_query: dict[str, Any], batch: str) -> Response:
    """The 325 of every message, byte for byte as it was sent. Reading it is logged."""
    with transaction(write=True) as session:
        found = _judged(_own(session, batch))
        account = the_visitor().account_id
        answers = answers_of(session, found.id, account, the_clock(), the_keyring())
    if not answers:
        raise _not_answered()
    return answers_as_file(found.id, answers)


def _receive(upload: Upload) -> Receipt:
    clock, keyring, actor = the_clock(), the_keyring(), the_actor()
    try:
        return in_transaction(lambda session: receive(session, upload, actor, clock, keyring))
    except SenderForbidden:
        raise foreign_sender() from None
    except ReferenceRefused:
        raise Problem(
            400, "own-reference", _("Deze eigen referentie kan niet"),
            _("Neem ten hoogste 100 tekens, zonder burgerservicenummer. Er is niets opgeslagen."),
        ) from None  # fmt: skip
    except KeyReused:
        raise Problem(
            409, "idempotency-key-reused", _("Deze Idempotency-Key is al gebruikt"),
            _("Met deze sleutel kwam eerder een andere inhoud. Er is niets opgeslagen."),
        ) from None  # fmt: skip


def _refused(receipt: Receipt) -> Problem:
    return refused_upload(
        [
            assessment_json(refused_at_door(each.findings, each.kind), current())
            for each in receipt.members
        ]
    )


def _own(session: Session, batch: str) -> HandedIn:
    found = find_batch(session, own_provider(), batch)
    if found is None:
        raise NotFound
    return found


def _judged(batch: HandedIn) -> HandedIn:
    if batch.status == "done":
        return batch
    raise Problem(
        409, "not-judged-yet", _("Er is nog geen uitkomst"),
        _("Vraag het zo nog eens: er is een uitkomst zodra de status done is."),
        headers={"Retry-After": LOOK_AGAIN},
    )  # fmt: skip


def _not_answered() -> Problem:
    return Problem(
        409, "not-answered-yet", _("Er is nog geen antwoord"),
        _("Er wachten regels op gegevens van de gemeente. Het antwoord komt als zij beslist zijn."),
    )  # fmt: skip


def _verdicts(members: tuple[HandedInMessage, ...], language: str) -> Iterator[str]:
    """The JSON of every verdict, one message in memory at a time."""
    for each in members:
        if each.message_id is None:
            verdict = refused_at_door(each.findings)
        else:
            with transaction() as session:
                verdict = stored_assessment(session, each.message_id, the_keyring())
        yield json_of(assessment_json(verdict, language))


def _log(session: Session, message: HandedInMessage, message_id: int) -> None:
    visitor = the_visitor()
    log_access(
        session, the_clock().now(), visitor.account_id, "verdict", Subject.MESSAGE, message_id,
        message.municipality_id, visitor.provider_id,
    )  # fmt: skip



def _as_unicode(header: str) -> str:
    """The text of a header that was sent as UTF-8; headers arrive as Latin-1."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header
