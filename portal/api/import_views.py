"""Messages of care: allocations by a municipality, starts and stops by a provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from declarations.allocation_conditions import text_of as text_of_allocations
from declarations.findings import Finding
from declarations.start_conditions import text_of as text_of_starts
from portal.allocations import service as allocation_service
from portal.allocations.service import Imported, import_allocations
from portal.api.calls import (
    PREFIX,
    as_json,
    asks,
    file_name,
    foreign_sender,
    read_body,
    refuses_test_citizens,
    takes_file,
    the_actor,
)
from portal.api.problems import problems, refused
from portal.returns.service import ReturnMessage
from portal.starts.service import ImportedCare, SenderForbidden, import_starts
from portal.store.tenant import PORTAL, acting_for
from portal.store.transaction import in_transaction
from portal.web.access import the_clock, the_keyring, the_visitor
from portal.web.language import current
from schemas.api.imports import (
    AllocationsSchema,
    CareReportsSchema,
    RefusedAllocationsSchema,
    RefusedCareReportsSchema,
    import_json,
    say_by,
)
from schemas.api.problems import ProblemSchema
from schemas.refusals import MessageRefused
from schemas.zip import is_zip, messages_in

allocations = Blueprint(
    "api-allocations", __name__, url_prefix=PREFIX, description="Allocations (301)"
)
messages = Blueprint(
    "api-messages", __name__, url_prefix=PREFIX, description="Starts and stops (305, 307)"
)
say_allocations, say_starts = say_by(text_of_allocations), say_by(text_of_starts)


class Import(Protocol):
    """What became of one message, whatever it is about."""

    @property
    def refused(self) -> bool:
        """Whether nothing of it was stored."""


Result = TypeVar("Result", bound=Import)


@allocations.route("/allocations", methods=["POST"])
@asks(allocations)
@takes_file(allocations, "One message (301), or a ZIP of at most 30, of at most 25 MiB", None)
@allocations.response(
    201, {"oneOf": [AllocationsSchema, {"type": "array", "items": AllocationsSchema}]},
    description="Stored: one object for a message, an array for a ZIP",
)  # fmt: skip
@problems(
    allocations,
    400,
    401,
    413,
    415,
    foreign=(403, ProblemSchema, "A key of another role, or the Afzender is another municipality"),
    refused=(422, RefusedAllocationsSchema, "Nothing of it was stored"),
)
@allocations.doc(operationId="sendAllocations", summary="Send allocations")
def send_allocations(_query: dict[str, Any]) -> Response:
    """Store allocations of your own municipality; the same message again changes nothing."""
    clock, keyring, visitor = the_clock(), the_keyring(), the_visitor()
    production = refuses_test_citizens()

    def store(session: Session, name: str, data: bytes) -> Imported:
        return import_allocations(
            session, name, data, clock, visitor.account_id, keyring, production,
            sender=visitor.party_code,
        )  # fmt: skip

    def failed(findings: tuple[Finding, ...]) -> Imported:
        return Imported("", findings=findings)

    try:
        return _answer(read_body(), store, failed, _allocations_json)
    except allocation_service.SenderForbidden:
        raise foreign_sender() from None


@messages.route("/messages", methods=["POST"])
@asks(messages)
@takes_file(messages, "One message (305 or 307), or a ZIP of at most 30, of at most 25 MiB", None)
@messages.response(
    201, {"oneOf": [CareReportsSchema, {"type": "array", "items": CareReportsSchema}]},
    description="Stored: one object for a message, an array for a ZIP",
)  # fmt: skip
@problems(
    messages,
    400,
    401,
    413,
    415,
    foreign=(403, ProblemSchema, "No provider's key, or the Afzender is another provider"),
    refused=(422, RefusedCareReportsSchema, "Nothing of it was stored"),
)
@messages.doc(operationId="sendMessages", summary="Report starts and stops")
def send_messages(_query: dict[str, Any]) -> Response:
    """Store reports of your own; one that contradicts what is known is kept but does not count."""
    clock, keyring, actor = the_clock(), the_keyring(), the_actor()
    production = refuses_test_citizens()

    def store(session: Session, name: str, data: bytes) -> ImportedCare:
        return import_starts(session, name, data, clock, actor, keyring, production)

    def failed(findings: tuple[Finding, ...]) -> ImportedCare:
        return ImportedCare("", findings=findings)

    try:
        with acting_for(PORTAL):  # the service lets a sender in for its own messages alone
            return _answer(read_body(), store, failed, _care_json)
    except SenderForbidden:
        raise foreign_sender() from None


def _answer(
    body: bytes,
    store: Callable[[Session, str, bytes], Result],
    failed: Callable[[tuple[Finding, ...]], Result],
    tell: Callable[[Result], dict[str, Any]],
) -> Response:
    """Store all messages of an upload in one transaction, and tell what became of each."""

    def work(session: Session) -> Sequence[Result]:
        return [store(session, each.name, each.data) for each in messages_in(file_name(body), body)]

    try:
        results = in_transaction(work)
    except MessageRefused as problem:  # the ZIP itself
        results = [failed(problem.findings)]
    told = [tell(each) for each in results]
    if all(each.refused for each in results):
        raise refused([one for each in told for one in each["findings"]], {"messages": told})
    return as_json(told if is_zip(body) else told[0], 201)


def _allocations_json(imported: Imported) -> dict[str, Any]:
    counts = {
        "added": imported.added,
        "changed": imported.changed,
        "superseded": imported.superseded,
        "unchanged": imported.unchanged,
        "unfit_lines": imported.unfit.lines,
        "unfit_cents": imported.unfit.cents,
    }
    findings = (*imported.findings, *imported.noted)
    told = import_json(imported.kind, counts, findings, say_allocations, current())
    return {**told, "retour": _number(imported.retour)}


def _care_json(imported: ImportedCare) -> dict[str, Any]:
    counts = {
        "added": imported.added,
        "unchanged": imported.unchanged,
        "left_out": imported.left_out,
    }
    findings = (*imported.findings, *imported.noted)
    told = import_json(imported.kind, counts, findings, say_starts, current())
    return {**told, "retour": _number(imported.retour)}


def _number(retour: ReturnMessage | None) -> int | None:
    """Where the retour is: ``GET /returns/{retour}``."""
    return None if retour is None else retour.number
