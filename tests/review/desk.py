"""Lines on the desks of checkers and of a provider; every action proves the sums again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from declarations.lifecycle import BLOCKING
from declarations.model import Line
from declarations.picking import Plan
from portal.intake.lines_by_id import PlacedLine, find_line
from portal.review.acting import Actor, Done, Wish, act, act_on_all
from portal.review.beginning import object_to_rejection, pick_by_hand
from portal.review.talk import Remark, thread_of
from portal.store.tenant import Scope, Tenant
from portal.store.transaction import in_transaction, transaction
from tests.builders import MUNICIPALITY, PROVIDER, a_client, a_line, a_message, xml_of
from tests.intake.world import World

EVERYTHING = Plan(None, warnings=True, least=1000, most=1000)


@dataclass
class Desk:
    """Declares, and acts as one of two checkers (``ann``, ``bob``) or the provider (``clerk``)."""

    world: World
    accounts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.municipality = self.world.municipality_id(MUNICIPALITY)
        self.provider = self.world.scalar("SELECT id FROM provider WHERE agb = :a", a=PROVIDER)
        for name, role in (("ann", "checker"), ("bob", "checker"), ("clerk", "provider-clerk")):
            self.accounts[name] = self._account(name, role)

    def _account(self, name: str, role: str) -> tuple[int, int]:
        party = {"provider_id": self.provider} if name == "clerk" else {
            "municipality_id": self.municipality}  # fmt: skip
        column, number = next(iter(party.items()))
        with transaction(write=True) as session:
            session.execute(text("INSERT INTO person (name) VALUES (:n)"), {"n": name.title()})
            person = session.scalar(text("SELECT max(id) FROM person"))
            session.execute(
                text(
                    f"INSERT INTO account (person_id, email, role, active, {column})"
                    " VALUES (:p, :e, :r, :yes, :party)"
                ),
                {"p": person, "e": f"{name}@test.example", "r": role, "yes": True,
                 "party": number},
            )  # fmt: skip
            account = session.scalar(text("SELECT max(id) FROM account"))
        return account, person

    def plan(self, plan: Plan) -> None:
        """Have every municipality look at these lines from now on."""
        in_transaction(lambda session: self.world.pick(session, plan))

    def declare(self, *lines: Line, **changes: Any) -> int:
        """Hand in and judge lines; gives the id of the message."""
        self.world.sent += 1
        numbers = {"identification": f"B{self.world.sent}", "number": f"D{self.world.sent}"}
        message = a_message(a_client(*lines), **{**numbers, **changes})
        receipt = self.world.receive(xml_of(message))
        self.world.judge(receipt)
        self.prove()
        return next(iter(self.world.message_ids(receipt)))

    def line(self, message_id: int, position: int = 1) -> int:
        """The id of a line."""
        found: int = self.world.scalar(
            "SELECT id FROM line WHERE message_id = :m AND position = :p", m=message_id, p=position
        )
        return found

    def review(self, message_id: int, position: int = 1) -> int:
        """The id of the review of a line."""
        line = self.line(message_id, position)
        found: int = self.world.scalar("SELECT id FROM review WHERE line_id = :l", l=line)
        return found

    def actor(self, who: str) -> Actor:
        """Somebody who acts."""
        account, person = self.accounts[who]
        if who == "clerk":
            tenant, role = Tenant(Scope.PROVIDER, self.provider), "provider-clerk"
        else:
            tenant, role = Tenant(Scope.MUNICIPALITY, self.municipality), "checker"
        return Actor(account, person, role, tenant, self.world.clock.now())

    def do(self, who: str, action: str, review: int, said: str = "Omdat.", **more: Any) -> None:
        """Act on one line; the sums still hold after it, also where it was refused."""
        try:
            in_transaction(lambda s: act(s, self.actor(who), review, Wish(action, said, **more)))
        finally:
            self.prove()

    def do_together(self, who: str, action: str, reviews: list[int]) -> Done:
        """Act on several lines at once."""
        wish = Wish(action, "Samen.")
        done = in_transaction(lambda s: act_on_all(s, self.actor(who), reviews, wish))
        self.prove()
        return done

    def pick(self, who: str, line: int) -> int:
        """Have a checker bring a line up."""
        try:
            return in_transaction(
                lambda s: pick_by_hand(s, self._found(s, who, line), self.actor(who), "Kijk.")
            )
        finally:
            self.prove()

    def object(self, line: int, said: str = "Dit klopt niet.") -> int:
        """Have the provider object to a rejected line."""
        found = in_transaction(
            lambda s: object_to_rejection(
                s, self._found(s, "clerk", line), self.actor("clerk"), said
            )
        )
        self.prove()
        return found

    def _found(self, session: Any, who: str, line: int) -> PlacedLine:
        found = find_line(session, self.actor(who).tenant, line)
        assert found is not None
        return found

    def thread(self, who: str, review: int) -> tuple[Remark, ...]:
        """What somebody reads of the conversation."""
        line = self.world.scalar("SELECT line_id FROM review WHERE id = :r", r=review)
        with transaction() as session:
            return thread_of(session, self.actor(who).tenant, line)

    def state(self, review: int) -> str:
        """How a review stands."""
        found: str = self.world.scalar("SELECT state FROM review WHERE id = :r", r=review)
        return found

    def stages(self, message_id: int) -> dict[str, tuple[int, int]]:
        """What the kept sums of a message say: lines and eurocents by stage."""
        with transaction() as session:
            rows = session.execute(
                text(
                    "SELECT stage, line_count, cents FROM stage"
                    " WHERE message_id = :m AND line_count > 0"
                ),
                {"m": message_id},
            )
            return {row.stage: (row.line_count, row.cents) for row in rows}

    def prove(self) -> None:
        """The kept sums of every message are those of its lines, read one by one."""
        with transaction() as session:
            lines = session.execute(
                text(
                    "SELECT line.message_id, line.amount_cents, line.credit, review.state,"
                    " approval.state AS approved FROM line"
                    " LEFT JOIN review ON review.line_id = line.id"
                    " LEFT JOIN approval_line ON approval_line.line_id = line.id"
                    " LEFT JOIN approval ON approval.id = approval_line.approval_id"
                    " WHERE line.state = 'awarded'"
                )
            ).all()
            kept = session.execute(text("SELECT * FROM stage WHERE line_count > 0")).all()
        found: dict[tuple[int, str], list[int]] = {}
        for row in lines:
            stage = "blocked" if row.state in BLOCKING else row.approved or "open"
            sums = found.setdefault((row.message_id, stage), [0, 0])
            sums[0] += 1
            sums[1] += -row.amount_cents if row.credit else row.amount_cents
        assert {(row.message_id, row.stage): [row.line_count, row.cents] for row in kept} == found


def lines(desk: Desk, count: int) -> list[Line]:
    """Good lines on allocations of their own, that differ in amount."""
    for number in range(count):
        desk.world.allocate(30_000 + number, volume=100)
    return [
        a_line(reference=f"R{number}", allocation=30_000 + number, volume=number + 1)
        for number in range(count)
    ]
