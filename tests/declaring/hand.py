"""Somebody of a provider who declares by hand, in the small world of the intake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from declarations.findings import Assessment
from declarations.model import Law
from portal.allocations.declarable import Market
from portal.declaring.drafts import Author, Draft, get_draft
from portal.declaring.filling import Edit, Typed, begin_lines, edit_draft
from portal.declaring.sending import Trial, send_draft, try_draft
from portal.declaring.sheet import Sheet, work_out
from portal.identity.service import Party, Role
from portal.intake.judging import judge_message
from portal.intake.stored import messages_of, stored_assessment
from portal.parties.service import find_provider
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import MUNICIPALITY, PROVIDER
from tests.identity.people import an_account
from tests.intake.world import World

APRIL = date(2023, 4, 1)
MARCH = date(2023, 3, 1)


@dataclass
class Hand:
    """Does everything as the provider it works for: nothing is read that it may not see."""

    world: World
    agb: str = PROVIDER

    def __post_init__(self) -> None:
        def make(session: Session) -> tuple[int, int]:
            provider = find_provider(session, self.agb)
            assert provider is not None
            party = Party(provider_id=provider.id)
            account = an_account(session, self.email, Role.PROVIDER_CLERK, party)
            return account.id, provider.id

        account_id, self.provider_id = in_transaction(make)
        self.author = Author(account_id, self.provider_id, self.agb)

    @property
    def email(self) -> str:
        return f"clerk@{self.agb}.example"

    @property
    def tenant(self) -> Tenant:
        return Tenant(Scope.PROVIDER, self.provider_id)

    def do(self, work: Callable[..., Any], *values: Any, **named: Any) -> Any:
        """Run a service in a transaction of this provider."""
        with acting_for(self.tenant):
            return in_transaction(lambda session: work(session, *values, **named))

    def market(self, municipality: str = MUNICIPALITY, law: Law = Law.WMO) -> Market:
        return Market(self.provider_id, self.world.municipality_id(municipality), law)

    def begin(self, month: date = APRIL, **where: Any) -> Draft:
        """A draft about a month, with the rows that stand ready."""
        world = self.world
        market = self.market(**where)
        return self.do(begin_lines, self.author, market, month, world.clock, world.keyring)

    def edit(
        self, draft: Draft, volumes: dict[int, int | None] | None = None, **edit: Any
    ) -> Draft:
        """Save volumes by allocation number, and do what a button asks."""
        keys = {row.number: row.key for row in draft.rows if not row.credit}
        typed = {keys[number]: Typed(volume) for number, volume in (volumes or {}).items()}
        world = self.world
        return self.do(
            edit_draft, self.author, draft.public_id, draft.version,
            Edit(**{"typed": typed, **edit}), world.clock, world.keyring,
        )  # fmt: skip

    def again(self, draft: Draft) -> Draft:
        """The draft as it is stored."""
        return self.do(get_draft, self.provider_id, draft.public_id, self.world.keyring)

    def sheet(self, draft: Draft) -> Sheet:
        today = self.world.clock.today()
        return self.do(lambda s: work_out(s, draft, today, self.world.keyring))

    def try_out(self, draft: Draft) -> Trial | None:
        with acting_for(self.tenant):
            return try_draft(self.author, self.sheet(draft), self.world.clock, self.world.keyring)

    def send(self, draft: Draft) -> str:
        """Hand a draft in: the public id of its batch."""
        world = self.world
        return self.do(
            send_draft, self.author, draft.public_id, draft.version, world.clock, world.keyring
        )

    def judged(self, batch: str) -> Assessment:
        """The verdict on what was handed in."""
        world = self.world
        with transaction() as session:
            [message_id] = messages_of(session, batch)
        judge_message(message_id, world.account, world.clock, world.keyring)
        with transaction() as session:
            return stored_assessment(session, message_id, world.keyring)

    def declare(self, volumes: dict[int, int], month: date = APRIL) -> tuple[str, Assessment]:
        """Fill in, hand in and have it judged: the batch and its verdict."""
        batch = self.send(self.edit(self.begin(month), volumes))
        return batch, self.judged(batch)
