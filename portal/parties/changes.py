"""What loading reference data changed, as values: shown to the loader and kept in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from declarations.rulebook import Text


class Event(StrEnum):
    """What happened to one thing; past tense."""

    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"


_EVENTS = {
    Event.ADDED: Text("toegevoegd", "added"),
    Event.CHANGED: Text("gewijzigd", "changed"),
    Event.KEPT: Text(
        "staat niet meer in het bestand, blijft gelden",
        "is no longer in the file, stays in force",
    ),
}
_KINDS = {
    "region": Text("regio", "region"),
    "municipality": Text("gemeente", "municipality"),
    "provider": Text("aanbieder", "provider"),
    "account": Text("account", "account"),
    "contract": Text("contract", "contract"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, changed or kept; ``fields`` names what is different.

    ``kind`` and ``object_id`` are the table and row; ``name`` is what people call it.
    """

    event: Event
    kind: str
    object_id: int
    name: str
    fields: tuple[str, ...] = ()
    municipality_id: int | None = None
    provider_id: int | None = None

    @property
    def action(self) -> str:
        """What the audit trail calls it: ``contract.changed``."""
        return f"{self.kind}.{self.event}"

    @property
    def text(self) -> Text:
        """One line in both languages."""
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        kind, event = _KINDS[self.kind], _EVENTS[self.event]
        return Text(
            f"{kind.nl} {self.name}: {event.nl}{fields}",
            f"{kind.en} {self.name}: {event.en}{fields}",
        )
