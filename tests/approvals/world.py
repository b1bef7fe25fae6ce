"""A municipality with declarations to approve, and people who do it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from declarations.model import Line
from portal.approvals.service import Actor, Target, approve, check, send_back, withdraw
from portal.identity.accounts import add_account
from portal.identity.service import Party, Role, find_account
from portal.identity.sessions import visitor_for
from portal.settlement.lists import stages_by_message
from portal.settlement.service import Origin, Sum, move
from portal.settlement.standing import where_are
from portal.store.tenant import Scope, Tenant, acting_for
from portal.store.transaction import in_transaction, transaction
from tests.builders import BSN, MUNICIPALITY, PROVIDER, a_line, xml_of
from tests.identity.people import an_account
from tests.intake.world import World


@dataclass
class Office:
    """The people of a municipality at work on what its providers declared."""

    world: World
    code: str = MUNICIPALITY
    people: dict[str, Actor] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        plan = text(
            "INSERT INTO review_plan (municipality_id, number, amount_from, warnings, least, most,"
            " account_id, recorded_at) VALUES (:m, 1, NULL, :no, 0, 0, :a, CURRENT_TIMESTAMP)"
            " ON CONFLICT DO NOTHING"
        )
        with transaction(write=True) as session:  # nothing is picked unless a test does
            session.execute(plan, {"m": self.id, "a": self.world.account, "no": False})
        for name, role in (
            ("cora", Role.CHECKER), ("chris", Role.CHECKER), ("anna", Role.APPROVER),
            ("arie", Role.APPROVER), ("coen", Role.CONTROLLER),
        ):  # fmt: skip
            self.hire(name, role)

    @property
    def id(self) -> int:
        """The id of the municipality."""
        return self.world.municipality_id(self.code)

    @property
    def tenant(self) -> Tenant:
        """Whose rows its people see."""
        return Tenant(Scope.MUNICIPALITY, self.id)

    def hire(self, name: str, role: Role, person_of: str | None = None) -> Actor:
        """An account of somebody new, or one more of a person who works here already."""
        email = f"{name}@{self.code}.example"
        party = Party(municipality_id=self.id)

        def make(session: Session) -> Actor:
            if person_of is None:
                row = an_account(session, email, role, party)
            else:
                person = self.people[person_of].person_id
                row = add_account(session, email, role, party, name, person)
            return Actor(row.id, row.person_id, role, self.id)

        self.people[name] = in_transaction(make)
        return self.people[name]

    def email(self, name: str) -> str:
        """The address that somebody signs in with."""
        return f"{name}@{self.code}.example"

    def declared(self, *cents: int) -> int:
        """A judged declaration with an awarded line for each amount; the id of its message."""
        lines = [self._line(each) for each in cents or (5000,)]
        bsn = BSN
        message = self.world.fresh(*lines, bsn=bsn, receiver=self.code)
        receipt = self.world.receive(xml_of(message), provider=PROVIDER)
        [verdict] = self.world.judge(receipt)
        assert all(each.awarded for each in verdict.lines), verdict.findings
        return self.world.message_ids(receipt)[0]

    def _line(self, cents: int) -> Line:
        number = next(self.numbers)
        assert cents % 1250 == 0, "hours of € 12,50"
        self.world.allocate(number, BSN, volume=10_000, municipality=self.code)
        return a_line(reference=f"R{number}", allocation=number, volume=cents // 1250)

    def do(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """Somebody does something, in a transaction that sees what this municipality sees."""
        actor = self.people[name]
        with acting_for(self.tenant):
            return in_transaction(
                lambda session: work(session, actor, *arguments, self.world.clock)
            )

    def check(self, name: str, message_id: int, seen: Sum | None = None) -> Sum:
        """Somebody checks a declaration."""
        return self.do(name, check, Target(message_id, seen))

    def approve(self, name: str, message_id: int, seen: Sum | None = None) -> Sum:
        """Somebody approves what was checked."""
        return self.do(name, approve, Target(message_id, seen))

    def send_back(self, name: str, message_id: int) -> Sum:
        """Somebody sends back what was checked."""
        return self.do(name, send_back, Target(message_id), "klopt niet")

    def withdraw(self, name: str, message_id: int, number: int = 1) -> Sum:
        """Somebody withdraws the approval of a round."""
        return self.do(name, withdraw, message_id, number, "te vroeg")

    def block(self, message_id: int, position: int = 1, state: str = "held") -> bool:
        """A reviewer stops an open line; False when it is not open."""
        return self._review(message_id, position, "open", "blocked", state)

    def clear(self, message_id: int, position: int = 1) -> bool:
        """A reviewer lets a stopped line go; False when it is not stopped."""
        return self._review(message_id, position, "blocked", "open", "cleared")

    def _review(self, message_id: int, position: int, before: str, after: str, state: str) -> bool:
        def work(session: Session) -> bool:
            line = session.execute(
                text("SELECT * FROM line WHERE message_id = :m AND position = :p"),
                {"m": message_id, "p": position},
            ).one_or_none()
            if line is None or where_are(session, [line.id])[line.id].stage != before:
                return False
            cents = -line.amount_cents if line.credit else line.amount_cents
            values = {"l": line.id, "m": message_id, "g": line.municipality_id,
                      "p": line.provider_id, "w": line.law, "c": cents, "s": state}  # fmt: skip
            session.execute(text("DELETE FROM review WHERE line_id = :l"), values)
            session.execute(
                text(
                    "INSERT INTO review (line_id, message_id, municipality_id, provider_id, law,"
                    " reasons, cents, state, picked_at) VALUES (:l, :m, :g, :p, :w, 'checker', :c,"
                    " :s, CURRENT_TIMESTAMP)"
                ),
                values,
            )
            origin = Origin(message_id, line.municipality_id, line.provider_id, line.law)
            move(session, before, after, [(origin, Sum(1, cents))])
            return True

        return in_transaction(work)

    def stages(self, message_id: int) -> dict[str, Sum]:
        """What a declaration has at each stage, as it is kept; proven from its lines."""
        with transaction() as session:
            kept = stages_by_message(session, [message_id]).get(message_id, {})
            rows = session.execute(
                text("SELECT id, amount_cents, credit FROM line WHERE message_id = :m"
                     " AND state = 'awarded'"), {"m": message_id},
            ).all()  # fmt: skip
            standing = where_are(session, [row.id for row in rows])
        found: dict[str, Sum] = defaultdict(Sum)
        for row in rows:
            cents = -row.amount_cents if row.credit else row.amount_cents
            found[str(standing[row.id].stage)] += Sum(1, cents)
        assert kept == dict(found)
        return kept

    def visitor(self, name: str) -> Any:
        """Somebody as a visitor."""
        with transaction() as session:
            account = find_account(session, self.email(name))
            assert account is not None
            return visitor_for(session, account)
