"""Every table of the portal, for migrations and checks."""

from sqlalchemy import MetaData

import portal.allocations.records
import portal.approvals.records
import portal.audit.records
import portal.ceilings.records
import portal.check.records
import portal.contracts.records
import portal.decisions.records
import portal.declaring.records
import portal.evidence.records
import portal.hindsight.records
import portal.identity.credential_records
import portal.identity.records
import portal.intake.answer_records
import portal.intake.balance_records
import portal.intake.parking_records
import portal.intake.records
import portal.ledger.records
import portal.lumpsum.records
import portal.misfits.records
import portal.money.records
import portal.own_checks.records
import portal.parties.records
import portal.payments.records
import portal.returns.records
import portal.review.records
import portal.settlement.records
import portal.starts.records
import portal.terms.records
import portal.trials.records  # noqa: F401
from portal.store.database import Base

TABLES: MetaData = Base.metadata


def immutable_tables() -> list[str]:
    """Names of the tables whose rows are never changed or deleted, in alphabetical order."""
    return sorted(name for name, table in TABLES.tables.items() if table.info.get("immutable"))
