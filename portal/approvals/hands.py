"""Who did which step for some money so far; every later step asks here before it is done.

Payments add their own steps (release, the bank account) to what comes from here: see ``also``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from declarations.four_eyes import Hands, Step
from portal.approvals.records import ApprovalLineRecord, ApprovalRecord, MandateRecord
from portal.approvals.standing import STANDING
from portal.identity.persons import persons_of
from portal.intake.declared import messages_of_lines, senders_of
from portal.store.sets import in_values
from portal.store.tenant import seeing_all

People = Mapping[Step, frozenset[int]]


def hands_on(session: Session, line_ids: Iterable[int]) -> Hands:
    """The persons who submitted, checked or approved these lines, whoever asks.

    With a mandate the two who signed it count as having approved.
    """
    lines = list(line_ids)
    of_line = in_values(ApprovalLineRecord.line_id, lines)
    wanted = select(ApprovalLineRecord.approval_id).where(of_line).distinct()
    with seeing_all(session):
        people = defaultdict(set, _steps(session, session.scalars(wanted).all()))
        people[Step.SUBMIT] |= _submitters(session, messages_of_lines(session, lines))
    return _hands(people)


def hands_on_messages(session: Session, message_ids: Iterable[int]) -> dict[int, Hands]:
    """For each message who submitted it, and who checked or approved lines of it that stand so.

    Three queries, however many messages.
    """
    ids = list(dict.fromkeys(message_ids))
    with seeing_all(session):
        senders = senders_of(session, ids)
        persons = persons_of(session, senders.values())
        row = ApprovalRecord
        standing = session.execute(
            select(row.message_id, row.state, row.checked_person, row.approved_person)
            .where(in_values(row.message_id, ids), row.state.in_(STANDING))
        ).all()  # fmt: skip
    found: dict[int, dict[Step, set[int]]] = {
        each: {Step.SUBMIT: {persons[senders[each]]}} for each in ids if each in senders
    }
    for message_id, state, checker, approver in standing:
        # what was approved before is other money: only what is being approved now counts
        if state == "checked" and checker is not None:
            found[message_id].setdefault(Step.CHECK, set()).add(checker)
        if state == "checked" and approver is not None:
            found[message_id].setdefault(Step.APPROVE, set()).add(approver)
    return {message_id: _hands(people) for message_id, people in found.items()}


def also(hands: Hands, step: Step, persons: Iterable[int]) -> Hands:
    """The same hands, and these persons for one more step."""
    known = hands.by_step.get(step, frozenset())
    return Hands({**hands.by_step, step: known | frozenset(persons)})


def _steps(session: Session, approval_ids: Iterable[int]) -> dict[Step, set[int]]:
    row, mandate = ApprovalRecord, MandateRecord
    found = session.execute(
        select(
            row.checked_person, row.approved_person, mandate.proposed_person, mandate.signed_person
        )
        .outerjoin(mandate, mandate.id == row.mandate_id)
        .where(in_values(row.id, approval_ids), row.state.in_(STANDING))
    ).all()
    people: dict[Step, set[int]] = {Step.CHECK: set(), Step.APPROVE: set()}
    for checker, *approvers in found:
        people[Step.CHECK].update(each for each in (checker,) if each is not None)
        people[Step.APPROVE].update(each for each in approvers if each is not None)
    return people


def _submitters(session: Session, message_ids: Iterable[int]) -> set[int]:
    return set(persons_of(session, senders_of(session, message_ids).values()).values())


def _hands(people: Mapping[Step, set[int]]) -> Hands:
    return Hands({step: frozenset(persons) for step, persons in people.items() if persons})
