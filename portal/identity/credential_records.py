"""Rows of how an account is entered: second factors, links by mail, other identities, attempts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base, one_of
from portal.store.types import numbered


class LinkKind(StrEnum):
    """What a link in a mail is for."""

    INVITATION = "invitation"
    RESET = "reset"


class SecondFactorRecord(Base):
    """The secret of a code generator, sealed; it counts once ``confirmed_at`` is filled.

    ``last_step`` is the half minute of the last code that was taken: no code counts twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class RecoveryCodeRecord(Base):
    """A code on paper for who lost the generator: random and long, so a SHA-256 is enough."""

    __tablename__ = "recovery_code"
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256"),)

    id: Mapped[int] = numbered()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    sha256: Mapped[bytes] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class AccountLinkRecord(Base):
    """A link that was mailed: an invitation (``role`` and a party), or for a new password.

    ``account_id`` is the account it is for, or that came out of it; ``valid_until`` is the last
    day that an account to come will have, if any.
    """

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("length(sha256) = 32", name="sha256"),
        one_of("kind", LinkKind),
    )

    id: Mapped[int] = numbered()
    kind: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    email: Mapped[str]
    role: Mapped[str | None]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    valid_until: Mapped[date | None]


class ExternalIdentityRecord(Base):
    """An account as another organisation knows it (OpenID Connect)."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = numbered()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]


class SignInAttemptRecord(Base):
    """How often it went wrong lately, by a keyed hash of an address or an origin."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (CheckConstraint("length(key) = 32", name="key"),)

    key: Mapped[bytes] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
