"""Puts the API into the application, and its description beside it."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app
from flask_smorest import Api

from portal.api.approval_views import approvals
from portal.api.assessment_views import assessments
from portal.api.batch_views import batches
from portal.api.calls import PREFIX, as_json
from portal.api.drawdown_views import lump_sums
from portal.api.import_views import allocations, messages
from portal.api.payment_views import payment_runs
from portal.api.return_views import returns
from portal.api.rule_views import rules
from portal.web.access import csrf, is_api
from portal.web.language import current

BLUEPRINTS = (
    batches, assessments, allocations, messages, returns, rules, approvals, payment_runs,
    lump_sums,
)  # fmt: skip
ABOUT = """Hand in declarations (323) of iWmo and iJw 3.2, fetch verdicts and answers (325), and
send allocations (301) and reports of start and stop (305, 307). Municipalities check,
approve and release payments. Providers draw from lump sums.

Every call but this description needs a key: `Authorization: Bearer KEY`. Errors are problem+json
(RFC 9457). Sentences are Dutch, or English with `Accept-Language: en` or `?lang=en`. Amounts are
eurocents, instants UTC. A batch, or anything else, of another party does not exist for you (404).
"""


class PortalApi(Api):
    """The description of our own; errors are the application's own affair."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """None: the application shows every error of ``/api/`` as a problem."""


description = Blueprint("api", __name__, url_prefix=PREFIX)


@description.get("/openapi.json")
def openapi() -> Response:
    """What this API can do, for programs and their makers (OpenAPI 3.1)."""
    return as_json(current_app.extensions["portal-api"].spec.to_dict())


def init_api(app: Flask) -> None:
    """Register every call; keys instead of cookies, so no token against forged forms."""
    api = PortalApi(
        app,
        spec_kwargs={
            "title": "Zorgportaal",
            "version": "1",
            "openapi_version": "3.1.0",
            "info": {"description": ABOUT, "license": {"name": "EUPL-1.2"}},
            "security": [{"key": []}],
        },
    )
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    app.extensions["portal-api"] = api
    for blueprint in BLUEPRINTS:
        csrf.exempt(blueprint)
        api.register_blueprint(blueprint)
    app.register_blueprint(description)
    app.after_request(_tell_language)


def _tell_language(response: Response) -> Response:
    if is_api():
        response.headers["Content-Language"] = current()
        response.vary.add("Accept-Language")
    return response
