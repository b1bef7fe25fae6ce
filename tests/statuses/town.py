"""A municipality and a provider with people for every step, from a wish to money at the bank."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.approvals.service import Actor
from portal.identity.service import Party, Role
from portal.intake.lines_by_id import find_line
from portal.parties.service import find_provider
from portal.payments.bank_accounts import (
    Wish,
    confirm_request,
    refuse_request,
    request_account,
    withdraw_request,
)
from portal.review import acting, beginning
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from tests.builders import BSN, PROVIDER, Line, a_credit, a_line, xml_of
from tests.identity.people import an_account
from tests.payments.till import NEW as OTHER_IBAN
from tests.payments.till import ZORG, Till


class Town(Till):
    """A till with people at the provider too: carl declares, ada and bas are its administrators."""

    def __post_init__(self) -> None:
        super().__post_init__()
        with transaction() as session:
            provider = find_provider(session, PROVIDER)
            assert provider is not None
            self.provider: int = provider.id
        for name, role in (
            ("carl", Role.PROVIDER_CLERK), ("ada", Role.PROVIDER_ADMIN),
            ("bas", Role.PROVIDER_ADMIN),
        ):  # fmt: skip
            self._join(name, role)

    def _join(self, name: str, role: Role) -> None:
        def make(session: Session) -> Actor:
            row = an_account(session, self.email(name), role, Party(provider_id=self.provider))
            return Actor(row.id, row.person_id, role, 0)

        self.people[name] = in_transaction(make)

    def one_line(self) -> int:
        """An awarded line of € 50; its id."""
        return self.line_of(self.declared(5000))

    def rejected_line(self) -> int:
        """A line on an allocation that is not there; its id."""
        number = next(self.numbers)
        line = a_line(reference=f"X{number}", allocation=900_000 + number)
        return self.line_of(self._hand_in(line))

    def credit(self, line_id: int) -> None:
        """Hand in what takes that line back."""
        name = "SELECT reference FROM line WHERE id = :l"
        number = int(self.world.scalar(name, l=line_id).removeprefix("R"))
        debit = a_line(reference=f"R{number}", allocation=number, volume=4)
        self._hand_in(a_credit(debit))

    def _hand_in(self, line: Line) -> int:
        message = self.world.fresh(line, bsn=BSN, receiver=self.code)
        receipt = self.world.receive(xml_of(message), provider=PROVIDER)
        self.world.judge(receipt)
        return self.world.message_ids(receipt)[0]

    def line_of(self, message_id: int) -> int:
        """The one line of a declaration."""
        found: int = self.world.scalar("SELECT id FROM line WHERE message_id = :m", m=message_id)
        return found

    def pick(self, name: str, line_id: int) -> int:
        """A checker brings a line up; the id of its review."""
        actor = self._reviewer(name)

        def work(session: Session) -> int:
            line = find_line(session, actor.tenant, line_id)
            assert line is not None
            return beginning.pick_by_hand(session, line, actor, "Kijk.")

        return in_transaction(work)

    def review(self, name: str, review: int, action: str) -> None:
        """Somebody does something about a line."""
        actor = self._reviewer(name)
        in_transaction(lambda s: acting.act(s, actor, review, acting.Wish(action, "Omdat.")))

    def _reviewer(self, name: str) -> acting.Actor:
        who = self.people[name]
        provider = Tenant(Scope.PROVIDER, self.provider)
        tenant = provider if who.municipality_id == 0 else self.tenant
        return acting.Actor(who.account_id, who.person_id, who.role, tenant, self.world.clock.now())

    def other_iban(self) -> str:
        """An account that the provider is not paid on now."""
        now = self.world.scalar("SELECT iban FROM provider WHERE id = :p", p=self.provider)
        return OTHER_IBAN if now == ZORG else ZORG

    def wish(self, name: str) -> int:
        """An administrator asks for another account; the number of the wish."""
        wish = Wish(self.other_iban(), "Zorg BV", "andere bank")
        return self._at_the_bank(request_account, name, wish)

    def decide(self, name: str, action: str, number: int) -> None:
        """An administrator confirms, refuses or withdraws a wish."""
        if action == "confirm":
            self._at_the_bank(confirm_request, name, number)
        elif action == "refuse":
            self._at_the_bank(refuse_request, name, number, "onbekend")
        else:
            self._at_the_bank(withdraw_request, name, number)

    def _at_the_bank(self, work: Any, name: str, *arguments: Any) -> Any:
        visitor = self.visitor(name)
        return in_transaction(lambda s: work(s, visitor, *arguments, self.world.clock))
