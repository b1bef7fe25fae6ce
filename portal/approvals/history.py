"""The approvals of one declaration, with who did what: for its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from declarations.lifecycle import Kind, possible
from portal.approvals.listing import Listed, listed, token
from portal.approvals.records import ApprovalRecord, MandateRecord
from portal.approvals.service import Actor
from portal.identity.colleagues import names_of
from portal.intake.declared import declarations_by_message
from portal.settlement.service import Sum, stages_of


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody did something at some moment; no name for what nobody did by hand."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoundOf:
    """One approval: its lines when it was made, and who checked and approved.

    ``signers`` are the two who signed the mandate, where it was approved by one.
    """

    number: int
    state: str
    amount: Sum
    checked: Deed | None
    approved: Deed | None
    mandate: int | None
    signers: tuple[str, ...]
    reason: str | None
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """A declaration as those see it who approve it: what is at each stage, and what was done."""

    shown: Listed
    stages: dict[str, Sum]
    rounds: tuple[RoundOf, ...]
    may_check: bool
    may_approve: bool

    def token(self, stage: str) -> str:
        """This declaration with its lines at a stage as they are seen now, for a form."""
        return token(self.shown.declared.message_id, self.stages.get(stage, Sum()))


def declaration_page(
    session: Session, actor: Actor, message_id: int, today: date
) -> DeclarationPage:
    """The declaration in a message of this municipality; NotFound when there is none."""
    declared = declarations_by_message(session, [message_id]).get(message_id)
    if declared is None or declared.municipality_id != actor.municipality_id:
        raise NotFound
    stages = stages_of(session, message_id)
    return DeclarationPage(
        shown=listed(session, [(message_id, Sum())], today)[0],
        stages=stages,
        rounds=_rounds(session, message_id, actor.role),
        may_check="open" in stages and "check" in possible(Kind.APPROVAL, "new", actor.role),
        may_approve="checked" in stages
        and "approve" in possible(Kind.APPROVAL, "checked", actor.role),
    )


def _rounds(session: Session, message_id: int, role: str) -> tuple[RoundOf, ...]:
    row, mandate = ApprovalRecord, MandateRecord
    found = session.execute(
        select(row, mandate.proposed_by, mandate.signed_by)
        .outerjoin(mandate, mandate.id == row.mandate_id)
        .where(row.message_id == message_id)
        .order_by(row.round.desc())
    ).all()
    accounts = [
        account
        for approval, *signers in found
        for account in (approval.checked_by, approval.approved_by, *signers)
        if account is not None
    ]
    names = names_of(session, accounts)
    return tuple(_round(each[0], each[1:], names, role) for each in found)


def _round(
    row: ApprovalRecord, signers: Iterable[int | None], names: dict[int, str], role: str
) -> RoundOf:
    return RoundOf(
        number=row.round,
        state=row.state,
        amount=Sum(row.line_count, row.cents),
        checked=_deed(row.checked_by, row.checked_at, names),
        approved=_deed(row.approved_by, row.approved_at, names),
        mandate=row.mandate_id,
        signers=tuple(names.get(each, "") for each in signers if each is not None),
        reason=row.reason,
        may_withdraw="withdraw" in possible(Kind.APPROVAL, row.state, role),
    )


def _deed(account: int | None, at: datetime | None, names: dict[int, str]) -> Deed | None:
    return Deed(names.get(account or 0, ""), at) if at is not None else None
