"""Releasing a payment run, for programs of a municipality: the same step, the same four eyes."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_smorest import Blueprint

from portal.api.calls import PREFIX, as_json, asks
from portal.api.problems import Problem, problems
from portal.payments.signing import BooksBroken, NothingIncluded, release
from portal.store.transaction import in_transaction
from portal.web.access import the_clock, the_visitor
from portal.web.language import current
from schemas.api.payments import ReleasedSchema
from schemas.api.problems import ProblemSchema

payment_runs = Blueprint(
    "api-payments", __name__, url_prefix=PREFIX, description="Releasing payment runs"
)
EXAMPLE = {"run": "2026-0007", "state": "released", "payments": 12, "left_out": 1, "stopped": 0}


@payment_runs.route("/payment-runs/<run>/release", methods=["POST"])
@asks(payment_runs)
@payment_runs.response(200, ReleasedSchema, description="Done, or stopped", example=EXAMPLE)
@problems(
    payment_runs, 400, 401, 403, 404,
    conflict=(
        409, ProblemSchema,
        "urn:zorgportaal:problem:status (not possible now), :four-eyes (the same person did"
        " another step for this money), :books (something does not add up), :nothing-to-release"
        " or :lines-moved (the run is not what was signed); nothing has changed",
    ),
)  # fmt: skip
@payment_runs.doc(operationId="releasePaymentRun", summary="Release a signed payment run")
def release_run(_query: dict[str, Any], run: str) -> Response:
    """Let the money of a signed run go, as the person this key belongs to."""
    try:
        done = in_transaction(lambda session: release(session, the_visitor(), run, the_clock()))
    except BooksBroken as broken:
        raise _books(broken) from None
    except NothingIncluded:
        raise Problem(
            409, "nothing-to-release", _("Er gaat niets uit"),
            _("Er is geen betaling die uit kan. Kijk eerst naar wat tegengehouden is."),
        ) from None  # fmt: skip
    state = "signed" if done.stopped else "released"
    return as_json(
        {"run": run, "state": state, "payments": done.paid, "left_out": done.left_out,
         "stopped": done.stopped}
    )  # fmt: skip


def _books(broken: BooksBroken) -> Problem:
    english = current() != "nl"
    said = [each.text.en if english else each.text.nl for each in broken.breaches]
    return Problem(
        409, "books", _("De boeken sluiten niet, dus er gaat geen geld weg"),
        _("Er is niets veranderd. Vraag de functioneel beheerder dit uit te zoeken."),
        {"breaches": said},
    )  # fmt: skip
