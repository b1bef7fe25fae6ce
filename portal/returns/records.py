"""Rows of the retours that went back; never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from declarations.model import Law
from portal.store.database import Base, one_of
from portal.store.types import numbered


class ReturnMessageRecord(Base):
    """A retour as it was sent, byte for byte, sealed, and which message it answers.

    ``kind`` is that of the message that is answered. ``identification`` and ``dated`` are its own,
    ``answers`` and ``answers_sha256`` those of the message; ``accepted`` says that the message
    counts as sent. There is no municipality where the message named one that does not exist.
    """

    __tablename__ = "return_message"
    __table_args__ = (
        UniqueConstraint("identification"),
        Index(None, "provider_id", "kind", "answers"),
        Index(None, "municipality_id", "kind", "answers"),
        one_of("law", Law),
        {"info": {"immutable": True}},
    )

    id: Mapped[int] = numbered()
    kind: Mapped[str]
    law: Mapped[str]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]
    identification: Mapped[str]
    dated: Mapped[date]
    answers: Mapped[str]
    answers_sha256: Mapped[bytes]
    accepted: Mapped[bool]
    codes: Mapped[Any] = mapped_column(JSON)
    body: Mapped[bytes]
    key_id: Mapped[str]
    sha256: Mapped[bytes]
