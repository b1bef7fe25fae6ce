"""Who does something with accounts, from where and when: what every event of it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.audit.service import Action, Event, Subject, record
from portal.clock import Clock
from portal.identity.records import AccountRecord


@dataclass(frozen=True, slots=True)
class Doer:
    """The account that acts (the portal's own for a stranger) and its network address."""

    account_id: int
    origin: str
    clock: Clock

    def note(
        self, session: Session, action: Action, subject: Subject, object_id: int,
        account: AccountRecord | None = None, result: str = "ok", **detail: Any,
    ) -> None:  # fmt: skip
        """Record that this was done, in the transaction that does it.

        ``account`` is whom it is about: the event belongs to its party.
        """
        record(
            session,
            Event(
                action=action, object_type=subject, object_id=object_id,
                account_id=self.account_id, occurred_at=self.clock.now(),
                municipality_id=account.municipality_id if account else None,
                provider_id=account.provider_id if account else None,
                detail={"result": result, "origin": self.origin, **detail},
            ),
        )  # fmt: skip
