"""Ceilings as they stood before a message, kept beside its verdict and read back from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from declarations.ceilings import Ceiling
from portal.ceilings.current import ceiling_of, ceilings_of_versions


def kept_ceilings(ceilings: Iterable[Ceiling], clients: Mapping[str, int]) -> list[list[Any]]:
    """What a verdict rested on: versions, the contracts meant, and what was used, by client id."""
    return [
        [
            each.version, sorted(each.contracts), each.used,
            [[clients[bsn], used] for bsn, used in sorted(each.by_client.items())],
        ]
        for each in ceilings
    ]  # fmt: skip


def ceilings_then(
    session: Session, kept: Iterable[Sequence[Any]], bsn_of: Mapping[int, str]
) -> tuple[Ceiling, ...]:
    """The same as facts again; one query where there are any."""
    rows = list(kept)
    if not rows:
        return ()
    found = ceilings_of_versions(session, [row[0] for row in rows])
    return tuple(
        ceiling_of(
            found[version].terms, found[version].slug, used, contracts,
            {bsn_of[number]: before for number, before in by_client if number in bsn_of},
        )
        for version, contracts, used, by_client in rows
    )  # fmt: skip
