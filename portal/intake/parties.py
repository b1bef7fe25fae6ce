"""Between whom a message goes."""

from __future__ import annotations

from dataclasses import dataclass

from declarations.model import Law


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom: ``municipality_id`` is None for a code that CBS does not know."""

    provider_id: int
    municipality_id: int | None
    law: Law
