"""A draft's lines as somebody fills them in, before they are lines of a message."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from portal.intake.outcome_lines import DeclaredLine

MOST_ROWS = 200
KEPT = ("tariff", "amount", "start", "end")
"""What a line that was sent before keeps as it was sent, until it is mended."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line in the making, known in its form by ``key``.

    ``volume`` is None while nobody filled it in; with unit 83 it is in eurocents. ``kept`` holds
    what is not worked out anew but stays as it was sent. A ``credit`` keeps everything, and names
    the line it takes back in ``previous``. ``line_id`` is the line that it mends or corrects.
    """

    key: int
    client_id: int
    number: int
    month: date
    category: str | None = None
    code: str | None = None
    unit: str | None = None
    volume: int | None = None
    credit: bool = False
    previous: str | None = None
    line_id: int | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether it is to be sent: nothing, or zero, is nothing to declare."""
        return bool(self.volume)

    @property
    def product(self) -> tuple[str, str] | None:
        """Category and code; None while it has to be chosen."""
        if self.category is None or self.code is None:
            return None
        return self.category, self.code

    def changed(self, **values: Any) -> Row:
        """The row with other values; what followed from the old ones is no longer kept."""
        changes = {name: value for name, value in values.items() if getattr(self, name) != value}
        if not changes:
            return self
        gone = {"amount"} if set(changes) <= {"volume"} else {"amount", "tariff"}
        if "number" in changes:
            gone |= {"start", "end"}
        return replace(self, **changes, kept=_without(self.kept, gone))

    def mended(self, *names: str) -> Row:
        """The row with these values worked out anew."""
        return replace(self, kept=_without(self.kept, set(names)))


def _without(kept: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name not in names}


def row_of(key: int, line: DeclaredLine, keep: Iterable[str] = ()) -> Row:
    """A line that was sent before, as a row; ``keep`` names what stays as it was sent."""
    sent = {
        "tariff": line.tariff_cents, "amount": abs(line.cents),
        "start": line.start, "end": line.end,
    }  # fmt: skip
    return Row(
        key=key,
        client_id=line.client_id,
        number=line.allocation_number,
        month=line.start.replace(day=1),
        category=line.category,
        code=line.code,
        unit=line.unit,
        volume=line.volume,
        line_id=line.id,
        kept={name: sent[name] for name in keep},
    )


def next_key(rows: Iterable[Row]) -> int:
    """A key that no row of the draft has."""
    return max((row.key for row in rows), default=0) + 1


def to_json(rows: Iterable[Row]) -> bytes:
    """The rows as they are sealed."""
    return json.dumps([asdict(row) for row in rows], default=date.isoformat).encode()


def from_json(content: bytes) -> tuple[Row, ...]:
    """The rows as they were sealed."""
    return tuple(_row(values) for values in json.loads(content))


def _row(values: dict[str, Any]) -> Row:
    kept = {
        name: date.fromisoformat(value) if name in ("start", "end") else value
        for name, value in values["kept"].items()
    }
    return Row(**{**values, "month": date.fromisoformat(values["month"]), "kept": kept})
