"""Who declared anything at all."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from declarations.model import Law
from portal.intake.records import LineRecord


def has_lines(session: Session, provider_id: int, law: Law) -> bool:
    """Whether any line of a provider was judged under a law."""
    row = LineRecord
    wanted = exists().where(row.provider_id == provider_id, row.law == law.value)
    return bool(session.scalar(select(wanted)))
