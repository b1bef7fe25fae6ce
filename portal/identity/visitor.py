"""Who is asking: the account behind a session or a key, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import UserMixin

from portal.identity.records import MUNICIPALITY_ROLES, PROVIDER_ROLES, Role
from portal.store.tenant import Scope, Tenant


@dataclass(frozen=True, slots=True)
class Visitor(UserMixin):
    """An active account that signed in, or whose key a program uses.

    Exactly one of the three party ids is filled. ``party`` and ``party_code`` name that party (a
    region has no code). ``session_token`` is None for a program. ``accounts`` is how many accounts
    the person has. ``instead_of`` names whose work a deputy does; None for anybody else.
    """

    account_id: int
    person_id: int
    name: str
    email: str
    role: Role
    provider_id: int | None
    municipality_id: int | None
    region_id: int | None
    party: str
    party_code: str
    session_token: str | None = None
    accounts: int = 1
    instead_of: str | None = None

    @property
    def tenant(self) -> Tenant:
        """Whose rows this visitor may see."""
        if self.provider_id is not None:
            return Tenant(Scope.PROVIDER, self.provider_id)
        if self.municipality_id is not None:
            return Tenant(Scope.MUNICIPALITY, self.municipality_id)
        return Tenant(Scope.REGION, self.region_id)

    @property
    def of_provider(self) -> bool:
        """Whether the visitor works for a care provider."""
        return self.role in PROVIDER_ROLES

    @property
    def of_municipality(self) -> bool:
        """Whether the visitor works for a municipality."""
        return self.role in MUNICIPALITY_ROLES

    def get_id(self) -> str:
        """What the cookie names this visitor by."""
        return self.session_token or ""
