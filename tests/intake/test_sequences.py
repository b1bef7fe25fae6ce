"""Any sequence of messages keeps the books in order: debits, credits, repeats and mistakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from declarations.findings import Assessment, Outcome
from declarations.model import Line, Message
from portal.store.transaction import transaction
from tests.builders import BSN, OTHER_BSN, a_client, a_credit, a_line, a_message
from tests.intake.world import OTHER_PROVIDER, World

MONTHS = [date(2023, month, 1) for month in (2, 3, 4)]
ALLOCATIONS = {BSN: (1, 2), OTHER_BSN: (3,)}


@st.composite
def a_debit(draw) -> Line:
    """A line of a small world, sometimes with a mistake in it."""
    right = a_line(
        reference=f"R{draw(st.integers(1, 12))}",
        allocation=draw(st.sampled_from([1, 2, 3, 99])),
        month=draw(st.sampled_from(MONTHS)),
        volume=draw(st.integers(1, 12)),
    )
    mistake = draw(st.sampled_from(["none"] * 5 + ["amount", "tariff", "code", "unit", "end"]))
    return {
        "none": right,
        "amount": replace(right, amount=right.amount + 1),
        "tariff": replace(right, tariff=1249),
        "code": replace(right, code="01A04"),
        "unit": replace(right, unit="01"),
        "end": replace(right, end=right.start),
    }[mistake]


@st.composite
def a_step(draw):
    """What to do next: fresh debits, credits of what was awarded, or the last message again."""
    kind = draw(st.sampled_from(["debits"] * 4 + ["credits"] * 3 + ["again", "wrong"]))
    return {
        "kind": kind,
        "debits": draw(
            st.lists(
                a_debit(), min_size=1, max_size=4,
                unique_by=(lambda line: line.reference, lambda line: (line.allocation, line.month)),
            )
        ),
        "pick": draw(st.lists(st.integers(0, 20), min_size=1, max_size=3, unique=True)),
        "mutate": draw(st.booleans()),
        "bsn": draw(st.sampled_from([BSN, BSN, OTHER_BSN])),
        "month": draw(st.sampled_from([MONTHS[-1]] * 3 + MONTHS)),
        "sender": draw(st.sampled_from(["65656055"] * 4 + [OTHER_PROVIDER])),
    }


class Played:
    """A sequence being played, with what a simple reckoning says must have come of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.awarded: list[tuple[str, str, Line]] = []
        self.totals: dict[tuple[str, int], int] = {}
        self.last: Message | None = None
        self.seen: list[Outcome] = []

    def play(self, step) -> None:
        message = self.last if step["kind"] == "again" and self.last else self.made(step)
        self.last = message
        verdict = self.world.submit(message)
        self.seen.append(verdict.outcome)
        self.count(message.header.sender, verdict)

    def made(self, step):
        lines = step["debits"]
        bsn, sender = step["bsn"], step["sender"]
        if step["kind"] == "credits" and self.awarded:
            chosen = [self.awarded[n % len(self.awarded)] for n in step["pick"]]
            bsn, sender = chosen[0][1], chosen[0][0]
            unique = {debit.reference: debit for _, _, debit in chosen}
            lines = [
                a_credit(debit, reference=f"C{self.world.sent}-{n}",
                         **({"volume": debit.volume + 1} if step["mutate"] and n else {}))
                for n, debit in enumerate(unique.values())
            ]  # fmt: skip
            lines += [each for each in step["debits"] if step["mutate"]]
        self.world.sent += 1
        numbers = {"identification": f"B{self.world.sent}", "number": f"D{self.world.sent}"}
        last = max(line.start for line in lines).replace(day=1)
        message = a_message(
            a_client(*lines, bsn=bsn), sender=sender, month=max(last, step["month"]), **numbers
        )
        if step["kind"] == "wrong":
            wrong = replace(message.declaration, total=message.declaration.total + 1)
            return replace(message, declaration=wrong)
        return message

    def count(self, sender: str, verdict: Assessment) -> None:
        for each in verdict.lines:
            if not each.awarded:
                continue
            line = each.line
            key = (sender, line.allocation)
            self.totals[key] = self.totals.get(key, 0) + line.signed_cents
            if not line.credit:
                self.awarded.append((sender, each.client.bsn, line))

    def stored_totals(self) -> dict[tuple[str, int], int]:
        question = text(
            "SELECT p.agb, a.number, sum(b.amount_cents) AS cents FROM allocation_balance b"
            " JOIN allocation a ON a.id = b.allocation_id"
            " JOIN provider p ON p.id = a.provider_id GROUP BY p.agb, a.number"
        )
        with transaction() as session:
            return {(row.agb, row.number): int(row.cents) for row in session.execute(question)}


@pytest.fixture
def played(world: World) -> Played:
    """The same world for every example: what came before stays true."""
    for bsn, numbers in ALLOCATIONS.items():
        for number in numbers:
            world.allocate(number=number, bsn=bsn)
    world.allocate(number=99, provider=OTHER_PROVIDER)
    return Played(world)


@settings(max_examples=3, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=st.lists(a_step(), min_size=25, max_size=30))
def test_any_sequence_keeps_the_books(played: Played, steps) -> None:
    for step in steps:
        played.play(step)
    assert played.world.check() == []
    assert played.stored_totals() == played.totals
    assert all(cents >= 0 for cents in played.totals.values())


def test_the_sequences_reach_every_outcome(played: Played) -> None:
    right = a_line(allocation=1)
    wrong = a_line(allocation=1, reference="R2", amount=1, month=MONTHS[0])
    april = {"month": MONTHS[-1], "bsn": BSN, "sender": "65656055", "mutate": False, "pick": [0]}
    for kind in ("debits", "again", "wrong", "credits"):
        played.play({"kind": kind, "debits": [right, wrong], **april})
    assert played.seen == [
        Outcome.PARTLY_AWARDED, Outcome.REJECTED, Outcome.REFUSED, Outcome.AWARDED,
    ]  # fmt: skip
    assert played.stored_totals() == played.totals == {("65656055", 1): 0}
    assert played.world.check() == []
