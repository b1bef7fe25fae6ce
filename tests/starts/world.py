"""A small world in which care starts and stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from declarations.starts import CareEvent, CareMessage
from portal.starts.current import Course, ReportedEvent, courses_of, reports_on
from portal.starts.service import Actor, ImportedCare, import_starts
from portal.store.transaction import in_transaction, transaction
from tests.builders import PROVIDER
from tests.care_messages import a_care_message, care_xml
from tests.intake.world import World


@dataclass
class CareWorld(World):
    """Reports starts and stops, each in a transaction of its own."""

    def tell(self, *events: CareEvent, **changes: Any) -> ImportedCare:
        """Send a message with these events, under an identification that was not used yet."""
        self.sent += 1
        changes = {"identification": f"C{self.sent}", **changes}
        return self.send(a_care_message(*events, **changes))

    def send(
        self, message: CareMessage, provider: str | None = None, production: bool = False
    ) -> ImportedCare:
        """Send a message; as a provider's own account where ``provider`` is given."""
        return self.send_bytes(care_xml(message), provider, production)

    def send_bytes(
        self, data: bytes, provider: str | None = None, production: bool = False
    ) -> ImportedCare:
        """Send a file."""
        return in_transaction(
            lambda session: import_starts(
                session, "c.xml", data, self.clock,
                Actor(self.account, self._provider(session, provider)), self.keyring, production,
            )
        )  # fmt: skip

    def allocation_id(self, number: int = 20072, provider: str = PROVIDER) -> int:
        """The id of an allocation."""
        return self.scalar(
            "SELECT a.id FROM allocation a JOIN provider p ON p.id = a.provider_id"
            " WHERE a.number = :number AND p.agb = :agb",
            number=number, agb=provider,
        )  # fmt: skip

    def course(self, number: int = 20072) -> Course:
        """How care on an allocation stands."""
        allocation_id = self.allocation_id(number)
        with transaction() as session:
            return courses_of(session, [allocation_id]).get(allocation_id, Course())

    def reports(self, number: int = 20072) -> list[ReportedEvent]:
        """What was reported on an allocation, newest first."""
        allocation_id = self.allocation_id(number)
        with transaction() as session:
            return reports_on(session, [allocation_id])
