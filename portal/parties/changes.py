"""What loading reference data changed, as values: shown to the loader and kept in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from declarations.rulebook import Text


class Happened(StrEnum):
    """What happened to one thing; past tense."""

    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"
    LEFT = "left"


_EVENTS = {
    Happened.ADDED: Text("toegevoegd", "added"),
    Happened.CHANGED: Text("gewijzigd", "changed"),
    Happened.KEPT: Text(
        "staat niet meer in het bestand, blijft gelden",
        "is no longer in the file, stays in force",
    ),
    Happened.LEFT: Text(
        "staat anders in het bestand, maar blijft zoals het was",
        "differs in the file, but stays as it was",
    ),
}
_KINDS = {
    "region": Text("regio", "region"),
    "municipality": Text("gemeente", "municipality"),
    "provider": Text("aanbieder", "provider"),
    "account": Text("account", "account"),
    "contract": Text("contract", "contract"),
    "ceiling": Text("plafond", "ceiling"),
    "purchasing": Text("inkoop van de regio, versie", "purchasing of the region, version"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was added, changed, kept or left alone; ``fields`` names what is different.

    ``name`` is what people call it; ``object_id`` is its row, of a contract that was recorded
    its new version.
    """

    event: Happened
    kind: str
    object_id: int
    name: str
    fields: tuple[str, ...] = ()
    municipality_id: int | None = None
    provider_id: int | None = None

    @property
    def text(self) -> Text:
        """One line in both languages."""
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        kind, event = _KINDS[self.kind], _EVENTS[self.event]
        return Text(
            f"{kind.nl} {self.name}: {event.nl}{fields}",
            f"{kind.en} {self.name}: {event.en}{fields}",
        )
