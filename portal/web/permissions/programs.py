"""Who may use the interface for programs."""

from __future__ import annotations

from portal.identity.service import PROVIDER_ROLES, Role
from portal.web.permissions.permits import (
    DRAWDOWNS,
    EVERY_ACCOUNT,
    PAYS,
    PROVIDER,
    PUBLIC,
    Permit,
    only,
)

PROGRAMS: dict[str, Permit] = {
    # the interface for programs
    "api.openapi": PUBLIC,
    "api-batches.submit": PROVIDER,
    "api-batches.handed_in": PROVIDER,
    "api-batches.status": PROVIDER,
    "api-batches.assessments": PROVIDER,
    "api-batches.answer": PROVIDER,
    "api-assessments.assess": PROVIDER,
    "api-allocations.send_allocations": only(Role.ACCESS, Role.CHECKER, Role.CONTRACT_MANAGER),
    "api-approvals.decide": only(Role.CHECKER, Role.APPROVER),
    "api-messages.send_messages": PROVIDER,
    "api-returns.fetch": only(PROVIDER_ROLES, Role.ACCESS, Role.CHECKER, Role.CONTRACT_MANAGER),
    "api-payments.release_run": PAYS,
    "api-lumpsum.submit": PROVIDER,
    "api-lumpsum.drawdown": DRAWDOWNS,
    "api-lumpsum.budget": DRAWDOWNS,
    "api-rules.book": EVERY_ACCOUNT,
}
