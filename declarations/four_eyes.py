"""No person does two steps for the same money, whatever account, role or key they use.

Persons are compared, not accounts; both come as ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What is done for money on its way to being paid."""

    SUBMIT = "submit"
    CHECK = "check"
    APPROVE = "approve"
    RELEASE = "release"
    BANK_ACCOUNT = "bank-account"
    CONTRACT = "contract"


class SamePerson(Exception):
    """Somebody did another step for this money before; nothing has changed.

    ``done`` is the step that this person did.
    """

    def __init__(self, done: Step) -> None:
        super().__init__(f"the same person did: {done}")
        self.done = done


@dataclass(frozen=True, slots=True)
class Hands:
    """The persons who did each step for some money so far."""

    by_step: Mapping[Step, frozenset[int]]

    def refuse(self, person_id: int, twice: frozenset[Step] = frozenset()) -> None:
        """Raise SamePerson when this person did any step; ``twice`` are steps not held against it.

        A step that wants two persons of itself (release) is held against its first.
        """
        for step, persons in self.by_step.items():
            if person_id in persons and step not in twice:
                raise SamePerson(step)
