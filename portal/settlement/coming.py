"""What a provider was awarded and is not paid yet, by stage and by declaration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.settlement.lists import Total
from portal.settlement.records import StageRecord
from portal.settlement.service import Sum
from portal.settlement.standing import Stage

Known = Callable[[Any], ColumnElement[bool]]
"""Whether the provider was told what became of the message in a column: not before its answer."""
COMING = tuple(stage for stage in Stage if stage is not Stage.PAID)


@dataclass(frozen=True, slots=True)
class ComingChoice:
    """The filter and the place in the list: a message and the stage after which it goes on."""

    stage: Stage | None = None
    municipality: int | None = None
    law: str = ""
    after: tuple[int, str] | None = None

    @classmethod
    def of(cls, values: Mapping[str, str]) -> ComingChoice:
        """The choice in a query string; what makes no sense counts as not chosen."""
        stage, law = values.get("stand", ""), values.get("wet", "")
        return cls(
            stage=Stage(stage) if stage in COMING else None,
            municipality=_number(values.get("gemeente", "")),
            law=law if law in set(Law) else "",
            after=_place(values.get("na", "")),
        )

    def as_query(self) -> dict[str, str]:
        """The filter as a query string has it, without the place in the list."""
        values = {"stand": self.stage, "gemeente": self.municipality, "wet": self.law}
        return {name: str(value) for name, value in values.items() if value}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.as_query())


@dataclass(frozen=True, slots=True)
class Coming:
    """Lines of one message at one stage."""

    message_id: int
    stage: Stage
    amount: Sum

    @property
    def place(self) -> str:
        """Where it stands in the list, as an address has it."""
        return f"{self.message_id}.{self.stage}"


def coming_by_stage(session: Session, provider_id: int, known: Known) -> dict[Stage, Total]:
    """How many declarations have lines at each stage before paid, and what those come to."""
    row = StageRecord
    rows: Any = session.execute(
        select(row.stage, func.count(), func.sum(row.line_count), func.sum(row.cents))
        .where(known(row.message_id), *_conditions(provider_id, ComingChoice()))
        .group_by(row.stage)
    )
    found = {Stage(stage): Total(n, Sum(int(lines), int(c))) for stage, n, lines, c in rows}
    return {stage: found.get(stage, Total(0, Sum())) for stage in COMING}


def coming_page(
    session: Session, provider_id: int, choice: ComingChoice, known: Known, limit: int | None
) -> list[Coming]:
    """The declarations with what they have at each stage, the newest message first."""
    row = StageRecord
    rows = session.execute(
        select(row.message_id, row.stage, row.line_count, row.cents)
        .where(known(row.message_id), *_conditions(provider_id, choice))
        .order_by(row.message_id.desc(), row.stage)
        .limit(limit)
    )
    return [Coming(message, Stage(stage), Sum(lines, c)) for message, stage, lines, c in rows]


def _conditions(provider_id: int, choice: ComingChoice) -> list[ColumnElement[bool]]:
    row = StageRecord
    wanted = [row.provider_id == provider_id, row.line_count > 0, row.stage != Stage.PAID.value]
    if choice.stage:
        wanted.append(row.stage == choice.stage.value)
    if choice.municipality is not None:
        wanted.append(row.municipality_id == choice.municipality)
    if choice.law:
        wanted.append(row.law == choice.law)
    if choice.after:
        message, stage = choice.after
        same = and_(row.message_id == message, row.stage > stage)
        wanted.append(or_(row.message_id < message, same))
    return wanted


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _place(text: str) -> tuple[int, str] | None:
    message, _, stage = text.partition(".")
    number = _number(message)
    return (number, stage) if number is not None and stage in COMING else None
