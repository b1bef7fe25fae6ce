"""Rows of who may do something here. A person is not an account: four eyes compares persons."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.database import Base, one_of
from portal.store.types import numbered

SYSTEM_ACCOUNT = "system"  # its e-mail; commands act as this account


class Role(StrEnum):
    """What an account is for."""

    PROVIDER_CLERK = "provider-clerk"
    PROVIDER_ADMIN = "provider-admin"
    ACCESS = "access"
    CHECKER = "checker"
    APPROVER = "approver"
    PAYMENTS = "payments"
    CONTRACT_MANAGER = "contract-manager"
    SUPERVISOR = "supervisor"
    CONTROLLER = "controller"
    AUDITOR = "auditor"
    FUNCTIONAL_ADMIN = "functional-admin"
    SYSTEM = "system"


PROVIDER_ROLES = (Role.PROVIDER_CLERK, Role.PROVIDER_ADMIN)
REGION_ROLES = (Role.FUNCTIONAL_ADMIN,)
MUNICIPALITY_ROLES = tuple(
    role for role in Role if role not in (*PROVIDER_ROLES, *REGION_ROLES, Role.SYSTEM)
)


def _exactly_its_party() -> CheckConstraint:
    """An account has the party its role works for, and no other."""
    provider = "provider_id IS NOT NULL AND municipality_id IS NULL AND region_id IS NULL"
    municipality = "provider_id IS NULL AND municipality_id IS NOT NULL AND region_id IS NULL"
    region = "provider_id IS NULL AND municipality_id IS NULL AND region_id IS NOT NULL"
    nobody = "provider_id IS NULL AND municipality_id IS NULL AND region_id IS NULL"
    cases = (
        (PROVIDER_ROLES, provider),
        (MUNICIPALITY_ROLES, municipality),
        (REGION_ROLES, region),
        ((Role.SYSTEM,), nobody),
    )
    return CheckConstraint(
        " OR ".join(
            f"(role IN ({', '.join(repr(str(role)) for role in roles)}) AND {party})"
            for roles, party in cases
        ),
        name="party",
    )


class PersonRecord(Base):
    """A human being (or the portal itself), however many accounts it has."""

    __tablename__ = "person"

    id: Mapped[int] = numbered()
    name: Mapped[str]


class AccountRecord(Base):
    """One role of one person at one party.

    Before ``valid_from`` and after ``valid_until`` it opens nothing. ``deputy_for`` is the account
    whose work it does meanwhile.
    """

    __tablename__ = "account"
    __table_args__ = (_exactly_its_party(), one_of("role", Role))

    id: Mapped[int] = numbered()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    inactive_reason: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    deputy_for: Mapped[int | None]


class ApiKeyRecord(Base):
    """A random key of an account: only its first letters and its SHA-256 are kept."""

    __tablename__ = "api_key"
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256"),)

    id: Mapped[int] = numbered()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str | None]
    prefix: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class WebSessionRecord(Base):
    """A signed-in browser: only the SHA-256 of its token is kept.

    One that is not ``complete`` waits for a second factor and opens nothing.
    """

    __tablename__ = "web_session"
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256"),)

    id: Mapped[int] = numbered()
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    sha256: Mapped[bytes] = mapped_column(unique=True)
    complete: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
