"""Between whom declarations are made: the contracts that pay by what was delivered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from declarations.model import Law
from declarations.periods import month_end
from portal.contracts.current import is_newest
from portal.contracts.records import (
    ContractMunicipalityRecord,
    ContractRecord,
    ContractVersionRecord,
)

BY_MESSAGE = (Law.WMO, Law.YOUTH)
LUMP_SUM = "lumpsum"


class Terms:
    """The periods in which a provider declares to one municipality under one law."""

    def __init__(self) -> None:
        self._periods: list[tuple[date, date]] = []

    def add(self, start: date, end: date) -> None:
        """Count the term of one more contract."""
        self._periods.append((start, end))

    def meet(self, month: date) -> bool:
        """Whether a contract runs on some day of that month."""
        first, last = month.replace(day=1), month_end(month)
        return any(start <= last and end >= first for start, end in self._periods)


def markets_of(session: Session, provider_id: int) -> dict[tuple[int, Law], Terms]:
    """Municipality and law for each contract of a provider that pays by declaration; one query."""
    contract, version = ContractRecord, ContractVersionRecord
    municipality = ContractMunicipalityRecord
    rows = session.execute(
        select(municipality.municipality_id, contract.law, version.start, version.end)
        .select_from(contract)
        .join(version, and_(version.contract_id == contract.id, is_newest()))
        .join(municipality, municipality.version_id == version.id)
        .where(
            contract.provider_id == provider_id,
            contract.law.in_([law.value for law in BY_MESSAGE]),
            version.funding != LUMP_SUM,
        )
    )
    found: dict[tuple[int, Law], Terms] = defaultdict(Terms)
    for municipality_id, law, start, end in rows:
        found[municipality_id, Law(law)].add(start, end)
    return dict(found)
