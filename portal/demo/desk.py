"""The desk of the demonstration: what happens goes through the services that the doors use."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.allocations.service import import_many
from portal.clock import FixedClock
from portal.demo.handling import Handling, Mandating, Moving, Paying
from portal.demo.offices import Offices, agree_mandate, handle, move_account
from portal.demo.paying import pay
from portal.demo.reporting import Reporting
from portal.demo.timeline import Allocating, Happening, Sending
from portal.identity.service import find_account
from portal.intake.arrival import Upload
from portal.intake.held_back import Release, held_back, reason_to_release, release
from portal.intake.judging import Work, judge, read_content
from portal.intake.judging_again import judge_again_now
from portal.intake.service import Actor, receive
from portal.intake.waking import to_judge_again
from portal.parties.service import find_provider
from portal.starts.service import report
from portal.store.crypto import Keyring
from schemas.istandaarden.declaration import read_accepted
from schemas.region import Region

TO_JUDGE = timedelta(minutes=2)  # between receipt and verdict


class Desk:
    """Takes in what happens, as the portal would have done at the time.

    A message is judged in the transaction that receives it, so that no worker finds it waiting
    and answers it months late.
    """

    def __init__(self, session: Session, region: Region, keyring: Keyring, actor: int) -> None:
        self.session, self.keyring, self.actor = session, keyring, actor
        self._region = region
        self._offices = Offices(session, region)

    def take(self, happening: Happening) -> None:
        """Let it happen; before people do something, what waits has its turn."""
        if isinstance(happening, (Allocating, Handling)):
            self._turn_of_what_waits(FixedClock(happening.when))
        match happening:
            case Allocating():
                self._allocate(happening)
            case Reporting():
                self._report(happening)
            case Sending():
                self._take_in(happening)
            case Handling():
                handle(self.session, self._offices, happening)
            case Paying():
                pay(self.session, self._offices, happening, self.keyring)
            case Moving():
                move_account(self.session, self._offices, happening)
            case Mandating():
                agree_mandate(self.session, self._offices, happening)

    def _turn_of_what_waits(self, clock: FixedClock) -> None:
        """What the workers do every minute: parked lines, and answers held back for review."""
        for message_id in to_judge_again(self.session, clock.today()):
            judge_again_now(self.session, message_id, self.actor, clock, self.keyring)
        for message_id, due in held_back(self.session):
            reason = reason_to_release(self.session, message_id, due, clock.today())
            if reason is not None:
                release(self.session, message_id, Release(reason, clock.now(), self.actor))

    def _allocate(self, sent: Allocating) -> None:
        clock = FixedClock(sent.when)
        stored = import_many(self.session, sent.messages, clock, self.actor, self.keyring)
        refused = [finding for each in stored for finding in each.findings]
        if refused:
            raise AssertionError(f"the demonstration allocates what is refused: {refused[0]}")

    def _report(self, sent: Reporting) -> None:
        clock, clerk = FixedClock(sent.when), self._clerk(sent.provider)
        for message in sent.messages:
            refused = report(self.session, message, clock, clerk, self.keyring)
            if refused:
                raise AssertionError(f"the demonstration reports what is refused: {refused[0]}")

    def _take_in(self, sent: Sending) -> None:
        upload, clock = Upload(sent.name, sent.data), FixedClock(sent.when)
        clerk = self._clerk(sent.provider)
        receipt = receive(self.session, upload, clerk, clock, self.keyring)
        for member in receipt.members:
            if member.message_id is not None:
                work = member.work or self._work(member.message_id)
                later = FixedClock(sent.when + TO_JUDGE)
                judge(self.session, work, self.actor, later, self.keyring)

    def _clerk(self, agb: str) -> Actor:
        """Who hands in for a provider: somebody of its own where there is an account."""
        provider = find_provider(self.session, agb)
        emails = (each.email for each in self._region.accounts if each.provider == agb)
        accounts = (find_account(self.session, email) for email in emails)
        own = next((account.id for account in accounts if account is not None), self.actor)
        return Actor(own, None if provider is None else provider.id)

    def _work(self, message_id: int) -> Work:
        """The work on one message of a ZIP."""
        data = read_content(self.session, message_id, self.keyring)
        return Work(message_id, data, read_accepted(data))
