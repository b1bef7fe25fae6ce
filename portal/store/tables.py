"""Every table of the portal, for migrations and checks."""

from sqlalchemy import MetaData

import portal.allocations.records
import portal.audit.records
import portal.contracts.records
import portal.identity.records
import portal.intake.answer_records
import portal.intake.balance_records
import portal.intake.records
import portal.ledger.records
import portal.parties.records  # noqa: F401
from portal.store.database import Base

TABLES: MetaData = Base.metadata


def immutable_tables() -> list[str]:
    """Names of the tables whose rows are never changed or deleted, in alphabetical order."""
    return sorted(name for name, table in TABLES.tables.items() if table.info.get("immutable"))
