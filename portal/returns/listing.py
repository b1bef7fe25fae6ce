"""The list of retours: what was sent around declarations, and what came back on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.parties.service import municipality_names, provider_names
from portal.returns.records import ReturnMessageRecord
from portal.returns.service import shown_to
from portal.store.tenant import Tenant
from schemas.istandaarden.return_writer import return_kind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A message by its retour; ``kind`` and ``retour`` are names as in ``wmo301``, ``wmo302``.

    ``municipality`` is None where the message named one that does not exist.
    """

    number: int
    kind: str
    retour: str
    answers: str
    municipality: str | None
    provider: str
    received_at: datetime
    accepted: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """Part of the list, and where the next part begins if any."""

    messages: tuple[Listed, ...]
    next: int | None


def returns_page(session: Session, tenant: Tenant, after: int | None = None) -> ReturnPage:
    """The retours of and to a party, the newest first; a fixed number of queries."""
    row = ReturnMessageRecord
    query = select(
        row.id, row.kind, row.answers, row.municipality_id, row.provider_id, row.received_at,
        row.accepted, row.codes,
    ).where(shown_to(tenant))  # fmt: skip
    if after is not None:
        query = query.where(row.id < after)
    rows = session.execute(query.order_by(row.id.desc()).limit(PAGE + 1)).all()
    municipalities, providers = municipality_names(session), provider_names(session)
    shown = tuple(
        Listed(
            number, kind, return_kind(kind), answers, municipalities.get(municipality or 0),
            providers[provider], at, accepted, tuple(codes),
        )
        for number, kind, answers, municipality, provider, at, accepted, codes in rows[:PAGE]
    )  # fmt: skip
    return ReturnPage(shown, shown[-1].number if rows[PAGE:] else None)
