"""INSERT with ON CONFLICT, which both databases speak but SQLAlchemy spells per database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.store.database import Base, table_of


def insert_into(session: Session, record: type[Base]) -> Any:
    """An INSERT that takes ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return (sqlite if on_sqlite else postgresql).insert(table_of(record))
