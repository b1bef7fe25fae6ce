"""Who did what for a line, and where the audit trail tells it.

Each side reads the names of its own people; of the other side it reads what their work is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, aliased

from portal.audit.records import AuditEventRecord, AuditSealRecord
from portal.audit.service import Subject
from portal.evidence.decided import Approval, Payment, Remark, Review, Run
from portal.evidence.declared import Declared
from portal.identity.records import AccountRecord, PersonRecord, Role
from portal.store.sets import in_values
from portal.store.tenant import Scope, Tenant

Deed = tuple[str, int, datetime | None]
"""The step, the account that did it, and when."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """An account of the reader's own side: its person and role, and for whom it deputises."""

    name: str
    role: Role
    deputy_for: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did for the line; ``who`` is None for somebody of the other side."""

    step: str
    account_id: int
    at: datetime | None
    who: Somebody | None


@dataclass(frozen=True, slots=True)
class Trace:
    """An event in the audit trail; ``sequence`` is None until it is sealed into the chain."""

    event_id: int
    action: str
    at: datetime
    account_id: int
    sequence: int | None


def somebodies(session: Session, account_ids: Iterable[int], tenant: Tenant) -> dict[int, Somebody]:
    """Those of these accounts that work for the reader's own party; one query."""
    account, person = AccountRecord, PersonRecord
    principal, name = aliased(AccountRecord), aliased(PersonRecord)
    own = (
        account.provider_id == tenant.id
        if tenant.scope is Scope.PROVIDER
        else account.municipality_id == tenant.id
    )
    rows = session.execute(
        select(account.id, person.name, account.role, name.name)
        .join(person, person.id == account.person_id)
        .outerjoin(principal, principal.id == account.deputy_for)
        .outerjoin(name, name.id == principal.person_id)
        .where(in_values(account.id, account_ids), own)
    )
    return {
        number: Somebody(called, Role(role), instead_of)
        for number, called, role, instead_of in rows
    }


def deeds(
    line: Declared, review: Review | None, approval: Approval | None, run: Run | None
) -> Iterator[Deed]:
    """Every step that was done for a line so far, in the order of the way."""
    yield "submit", line.submitted_by, line.received_at
    if review is not None and review.decided_by is not None:
        yield "review", review.decided_by, review.decided_at
    if approval is not None:
        yield from _approving(approval)
    if run is not None:
        for step, by, at in (
            ("draw-up", run.made_by, run.made_at),
            ("sign", run.signed_by, run.signed_at),
            ("release", run.released_by, run.released_at),
        ):
            if by is not None:
                yield step, by, at


def _approving(approval: Approval) -> Iterator[Deed]:
    mandate = approval.mandate
    if approval.checked_by is not None:
        yield "check", approval.checked_by, approval.checked_at
    if mandate is not None:
        yield "mandate", mandate.proposed_by, mandate.proposed_at
        if mandate.signed_by is not None:
            yield "mandate", mandate.signed_by, mandate.signed_at
    elif approval.approved_by is not None:
        yield "approve", approval.approved_by, approval.approved_at


def steps_of(done: Iterable[Deed], known: Mapping[int, Somebody]) -> tuple[Step, ...]:
    """The steps with who did them, as far as the reader may know."""
    return tuple(Step(step, by, at, known.get(by)) for step, by, at in done)


def accounts_in(done: Iterable[Deed], thread: Iterable[Remark]) -> set[int]:
    """Every account that is named on a card."""
    return {by for _step, by, _at in done} | {remark.by for remark in thread}


def trail_of(
    session: Session,
    line: Declared,
    review: Review | None,
    approval: Approval | None,
    payments: Iterable[Payment],
    tenant: Tenant,
) -> tuple[Trace, ...]:
    """What the audit trail of the reader's party has about all a line went through; one query."""
    event, sealed = AuditEventRecord, AuditSealRecord
    things = [
        (Subject.BATCH.value, line.batch_id),
        (Subject.MESSAGE.value, line.message_id),
        (Subject.LINE.value, line.id),
    ]
    if review is not None:
        things.append((Subject.REVIEW.value, review.id))
    if approval is not None:
        things.append((Subject.APPROVAL.value, approval.id))
        if approval.mandate is not None:
            things.append((Subject.MANDATE.value, approval.mandate.id))
    for payment in payments:
        things.append((Subject.PAYMENT.value, payment.id))
        if payment.run is not None:
            things.append((Subject.PAYMENT_RUN.value, payment.run.id))
    of_reader = (
        event.provider_id == tenant.id
        if tenant.scope is Scope.PROVIDER
        else event.municipality_id == tenant.id
    )
    rows = session.execute(
        select(event.id, event.action, event.occurred_at, event.account_id, sealed.sequence)
        .outerjoin(sealed, sealed.event_id == event.id)
        .where(tuple_(event.object_type, event.object_id).in_(things), of_reader)
        .order_by(event.id)
    )
    return tuple(Trace(*row) for row in rows)
