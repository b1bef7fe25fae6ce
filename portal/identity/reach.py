"""Whose accounts an administrator looks after.

The administrator of a provider: everybody of that provider. The functional administrator of a
region: everybody of its municipalities, its own colleagues, and the administrators of providers
with a contract in the region (who look after their own people themselves).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.contracts.service import sellers_in
from portal.identity.accounts import Party
from portal.identity.records import (
    MUNICIPALITY_ROLES,
    PROVIDER_ROLES,
    REGION_ROLES,
    AccountRecord,
    Role,
)
from portal.identity.visitor import Visitor
from portal.parties.service import municipalities_of, provider_names, region_names
from portal.store.sets import in_values


@dataclass(frozen=True, slots=True)
class Reach:
    """Parties by id with their names; ``provider_roles`` are those that may be given there."""

    providers: Mapping[int, str]
    municipalities: Mapping[int, str]
    regions: Mapping[int, str]
    provider_roles: tuple[Role, ...]

    def holds(self, account: AccountRecord) -> bool:
        """Whether this account is one of them."""
        party = Party(account.municipality_id, account.provider_id, account.region_id)
        return Role(account.role) in self.roles_at(party)

    def roles_at(self, party: Party) -> tuple[Role, ...]:
        """The roles that may be given at a party; none at one out of reach."""
        if party.provider_id in self.providers:
            return self.provider_roles
        if party.municipality_id in self.municipalities:
            return MUNICIPALITY_ROLES
        return REGION_ROLES if party.region_id in self.regions else ()

    def accounts(self) -> ColumnElement[bool]:
        """The condition in SQL on an account within reach."""
        roles = [str(role) for role in self.provider_roles]
        return or_(
            and_(
                in_values(AccountRecord.provider_id, self.providers),
                AccountRecord.role.in_(roles),
            ),
            in_values(AccountRecord.municipality_id, self.municipalities),
            in_values(AccountRecord.region_id, self.regions),
        )

    def places(self) -> Iterator[tuple[str, str, Party, tuple[Role, ...]]]:
        """Every party as (key of a form, name, party, roles), the own kind first."""
        for region_id, name in _by_name(self.regions):
            yield f"r{region_id}", name, Party(region_id=region_id), REGION_ROLES
        for municipality_id, name in _by_name(self.municipalities):
            party = Party(municipality_id=municipality_id)
            yield f"m{municipality_id}", name, party, MUNICIPALITY_ROLES
        for provider_id, name in _by_name(self.providers):
            yield f"p{provider_id}", name, Party(provider_id=provider_id), self.provider_roles


def reach_of(session: Session, visitor: Visitor) -> Reach:
    """Whom this visitor looks after; nobody where that is not the role.

    Reads as the visitor's own party, which sees the contracts of its region.
    """
    if visitor.role == Role.PROVIDER_ADMIN and visitor.provider_id is not None:
        return Reach({visitor.provider_id: visitor.party}, {}, {}, PROVIDER_ROLES)
    if visitor.role == Role.FUNCTIONAL_ADMIN and visitor.region_id is not None:
        sellers, names = sellers_in(session, visitor.region_id), provider_names(session)
        return Reach(
            providers={each: names[each] for each in sellers},
            municipalities=municipalities_of(session, visitor.region_id),
            regions={visitor.region_id: region_names(session)[visitor.region_id]},
            provider_roles=(Role.PROVIDER_ADMIN,),
        )
    return Reach({}, {}, {}, ())


def accounts_in(session: Session, reach: Reach) -> list[AccountRecord]:
    """The rows of every account within reach, by address."""
    rows = select(AccountRecord).where(reach.accounts()).order_by(AccountRecord.email)
    return list(session.scalars(rows))


def _by_name(names: Mapping[int, str]) -> list[tuple[int, str]]:
    return sorted(names.items(), key=lambda item: item[1].casefold())
