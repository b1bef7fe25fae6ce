"""What may happen to what, and by whom: the status graphs, as data.

A graph is a tuple of transitions; what is not in it may not happen. ``NEW`` stands for a thing
that does not exist yet. Who is asked for by the names of the roles (``portal`` is the portal
itself); that two of them are different persons is a matter of ``declarations.four_eyes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

NEW = "new"
PORTAL = "portal"
PROVIDER = ("provider-clerk", "provider-admin")
KEEPERS = ("contract-manager", "functional-admin")  # of contracts


class Kind(StrEnum):
    """What has a status."""

    BATCH = "batch"
    DECLARATION = "declaration"
    LINE = "line"
    REVIEW = "review"
    APPROVAL = "approval"
    MANDATE = "mandate"
    PAYMENT_RUN = "payment-run"
    PAYMENT = "payment"
    BANK_ACCOUNT = "bank-account"
    CONTRACT_CHANGE = "contract-change"
    DRAWDOWN = "drawdown"
    SETTLEMENT = "settlement"


class NotAllowed(Exception):
    """This action is not possible in this status, or not for this role; nothing has changed."""

    def __init__(self, kind: Kind, status: str, action: str) -> None:
        super().__init__(f"{action} is not possible on a {kind} that is {status}")
        self.kind, self.status, self.action = kind, status, action


@dataclass(frozen=True, slots=True)
class Transition:
    """One action: from which statuses, to which, and for whom."""

    action: str
    before: frozenset[str]
    after: str
    roles: frozenset[str]


def _step(action: str, before: str, after: str, *roles: str) -> Transition:
    return Transition(action, frozenset(before.split()), after, frozenset(roles))


GRAPHS: Mapping[Kind, tuple[Transition, ...]] = MappingProxyType(
    {
        Kind.BATCH: (
            _step("receive", NEW, "received", *PROVIDER, PORTAL),
            _step("finish", "received", "done", PORTAL),
        ),
        Kind.DECLARATION: (
            _step("receive", NEW, "received", *PROVIDER, PORTAL),
            _step("judge", "received parked", "judged", PORTAL),
            _step("park", "received parked", "parked", PORTAL),
        ),
        Kind.LINE: (
            _step("award", f"{NEW} parked", "awarded", PORTAL),
            _step("reject", f"{NEW} parked", "rejected", PORTAL),
            _step("park", f"{NEW} parked", "parked", PORTAL),
        ),
        # a line that is looked at by people; without one nobody does
        Kind.REVIEW: (
            _step("pick", NEW, "picked", PORTAL, "checker"),
            _step("clear", "picked held asked upheld", "cleared", "checker"),
            _step("release", "picked", "cleared", PORTAL),  # what was missing has come
            _step("hold", "picked asked", "held", "checker"),
            _step("ask", "picked held", "asked", "checker"),
            _step("answer", "asked", "picked", *PROVIDER),
            _step("request-credit", "picked held asked upheld", "credit-requested", "checker"),
            _step("object", f"{NEW} held credit-requested", "objected", *PROVIDER),
            _step("uphold", "objected", "upheld", "checker"),
            _step("grant", "objected", "cleared", "checker"),
            _step(
                "credit",
                "picked held asked credit-requested objected upheld cleared",
                "credited",
                PORTAL,
            ),
        ),
        # lines of one declaration that are checked, approved and paid together
        Kind.APPROVAL: (
            _step("check", NEW, "checked", "checker"),
            _step("approve", "checked", "approved", "approver"),
            _step("approve-by-mandate", NEW, "approved", PORTAL),
            _step("send-back", "checked", "returned", "approver"),
            _step("withdraw", "approved", "withdrawn", "approver"),
        ),
        Kind.MANDATE: (
            _step("propose", NEW, "proposed", "approver", "controller"),
            _step("sign", "proposed", "active", "approver", "controller"),
            _step("refuse", "proposed", "refused", "approver", "controller"),
            _step("end", "active", "ended", "approver", "controller"),
        ),
        Kind.PAYMENT_RUN: (
            _step("draw-up", NEW, "draft", "payments"),
            _step("sign", "draft", "signed", "payments"),
            _step("release", "signed", "released", "payments"),
            _step("export", "released exported", "exported", "payments"),
            _step("settle", "exported", "settled", "payments"),
            _step("cancel", "draft signed", "cancelled", "payments"),
        ),
        # what one provider gets in one run under one law
        Kind.PAYMENT: (
            _step("include", NEW, "included", PORTAL),
            _step("guard", f"{NEW} included", "held", PORTAL),
            _step("clear", "held", "included", "payments", "controller"),
            _step("leave-out", "held included", "left-out", "payments"),
            _step("release", "included", "released", PORTAL),
            _step("accept", "released", "paid", PORTAL),
            _step("bounce", "released paid", "returned", PORTAL),
        ),
        Kind.BANK_ACCOUNT: (
            _step("request", NEW, "requested", "provider-admin"),
            _step("confirm", "requested", "confirmed", "provider-admin", "contract-manager"),
            _step("refuse", "requested", "refused", "provider-admin", "contract-manager"),
            _step("withdraw", "requested", "withdrawn", "provider-admin"),
        ),
        # the terms of a contract, a new contract or an extension
        Kind.CONTRACT_CHANGE: (
            _step("propose", NEW, "proposed", *KEEPERS),
            _step("confirm", "proposed", "confirmed", *KEEPERS),
            _step("refuse", "proposed", "refused", *KEEPERS),
            _step("withdraw", "proposed", "withdrawn", *KEEPERS),
        ),
        # what a provider asks from a lump-sum budget; reserved from the first moment on
        Kind.DRAWDOWN: (
            _step("submit", NEW, "submitted", *PROVIDER),
            _step("check", "submitted", "checked", "checker"),
            _step("approve", "checked", "approved", "approver"),
            _step("send-back", "checked", "submitted", "approver"),
            _step("take-back", "approved", "submitted", "approver"),
            _step("reject", "submitted checked", "rejected", "checker", "approver"),
            _step("withdraw", "submitted checked", "withdrawn", *PROVIDER),
            _step("include", "approved", "in-run", PORTAL),
            _step("leave-out", "in-run", "approved", PORTAL),
            _step("release", "in-run", "released", PORTAL),
            _step("accept", "released", "paid", PORTAL),
            _step("bounce", "released paid", "approved", PORTAL),
        ),
        # what a lump sum comes to when its year is settled
        Kind.SETTLEMENT: (
            _step("propose", NEW, "proposed", "contract-manager"),
            _step("confirm", "proposed", "confirmed", "controller"),
            _step("refuse", "proposed", "refused", "controller"),
            _step("receive", "confirmed", "received", "payments"),
        ),
    }
)

BLOCKING = frozenset(("picked", "held", "asked", "credit-requested", "objected", "upheld"))
"""Statuses of a review in which its line is not paid."""


def statuses(kind: Kind) -> tuple[str, ...]:
    """Every status a thing of this kind can have, in the order of its graph; without ``NEW``."""
    return tuple(dict.fromkeys(step.after for step in GRAPHS[kind]))


def actions(kind: Kind) -> tuple[str, ...]:
    """Every action on a thing of this kind."""
    return tuple(dict.fromkeys(step.action for step in GRAPHS[kind]))


def after(kind: Kind, status: str, action: str, role: str) -> str:
    """The status that this action leads to; raises NotAllowed where it may not be done now."""
    for step in GRAPHS[kind]:
        if step.action == action and status in step.before and role in step.roles:
            return step.after
    raise NotAllowed(kind, status, action)


def possible(kind: Kind, status: str, role: str) -> tuple[str, ...]:
    """The actions that somebody with this role has on a thing in this status."""
    return tuple(
        step.action for step in GRAPHS[kind] if status in step.before and role in step.roles
    )
