"""The table of lines, for who counts over all of them."""

from __future__ import annotations

from sqlalchemy import Table

from portal.intake.records import LineRecord
from portal.store.database import table_of

LINES: Table = table_of(LineRecord)
