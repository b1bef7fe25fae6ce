"""Rows of what the checks of the books found."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base
from portal.store.types import numbered


class BooksCheckRecord(Base):
    """One time that all books were checked; ``breaches`` lists number and sentence of each."""

    __tablename__ = "books_check"
    __table_args__ = ({"info": {"immutable": True}},)

    id: Mapped[int] = numbered()
    checked_at: Mapped[datetime]
    breaches: Mapped[Any] = mapped_column(JSON)
