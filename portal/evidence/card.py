"""The proof card: everything about one line on one page, from the decision to the payment."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.allocations.clients import masked_numbers
from portal.audit.service import Subject, log_access
from portal.clock import Clock
from portal.evidence.asked import Examined, examine
from portal.evidence.course import Course, course_of
from portal.evidence.decided import (
    Approval,
    Booking,
    Payment,
    Remark,
    Review,
    approval_of,
    bookings_of,
    payments_with,
    review_of,
    thread_of,
)
from portal.evidence.declared import Declared, Parties, Verdict, read_declared
from portal.evidence.people import (
    Somebody,
    Step,
    Trace,
    accounts_in,
    deeds,
    somebodies,
    steps_of,
    trail_of,
)
from portal.settlement.standing import Stage, Standing, where_are
from portal.store.crypto import Keyring
from portal.store.tenant import Scope, Tenant

PURPOSE = "proof card"


@dataclass(frozen=True, slots=True)
class Card:
    """One line with all that proves it.

    ``client`` is the masked citizen number. ``stage`` is None for a line that was not awarded.
    ``who`` names the accounts on the card that the reader may know by name. ``own`` says that a
    provider reads it.
    """

    line: Declared
    parties: Parties
    client: str
    stage: Stage | None
    course: Course
    examined: Examined
    review: Review | None
    thread: tuple[Remark, ...]
    approval: Approval | None
    payments: tuple[Payment, ...]
    bookings: tuple[Booking, ...]
    steps: tuple[Step, ...]
    who: dict[int, Somebody]
    verdict: Verdict
    trail: tuple[Trace, ...]
    own: bool

    @property
    def payment(self) -> Payment | None:
        """The payment that pays the line, if there is one."""
        return next((each for each in self.payments if each.live), None)


def card_of(session: Session, line_id: int, tenant: Tenant, keyring: Keyring) -> Card:
    """The proof card of a line for a party that may see it; a fixed number of queries.

    Raises NotFound for a line of others, as for none. Whoever shows it logs the access
    (``see_card`` does both).
    """
    line, parties, verdict = read_declared(session, line_id, tenant)
    course = course_of(session, line)
    review, thread = review_of(session, line_id), thread_of(session, line_id)
    approval, payments = approval_of(session, line_id), payments_with(session, line_id, tenant)
    live = next((each for each in payments if each.live), None)
    done = list(deeds(line, review, approval, live.run if live else None))
    who = somebodies(session, accounts_in(done, thread), tenant)
    awarded = line.state == "awarded"
    return Card(
        line=line,
        parties=parties,
        client=masked_numbers(session, [line.client_id], keyring)[line.client_id],
        stage=_stage(where_are(session, [line_id])[line_id], tenant) if awarded else None,
        course=course,
        examined=examine(session, line, verdict, course.held),
        review=review,
        thread=thread,
        approval=approval,
        payments=payments,
        bookings=bookings_of(session, line, payments),
        steps=steps_of(done, who),
        who=who,
        verdict=verdict,
        trail=trail_of(session, line, review, approval, payments, tenant),
        own=tenant.scope is Scope.PROVIDER,
    )


def _stage(standing: Standing, tenant: Tenant) -> Stage:
    """A run that is being made is the municipality's own: for a provider the line is approved."""
    if tenant.scope is Scope.PROVIDER and standing.stage is Stage.IN_RUN:
        return Stage.APPROVED
    return standing.stage


def see_card(
    session: Session, line_id: int, tenant: Tenant, account_id: int, keyring: Keyring, clock: Clock
) -> Card:
    """The proof card of a line, with a note of who saw it."""
    card = card_of(session, line_id, tenant, keyring)
    log_access(
        session, clock.now(), account_id, PURPOSE, Subject.LINE, line_id,
        card.parties.municipality_id, card.parties.provider_id,
    )  # fmt: skip
    return card
