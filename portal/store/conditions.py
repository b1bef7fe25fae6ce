"""What the conditions of row-level security are made of; `policies` says how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCOPE = "current_setting('portal.scope', true)"
TENANT = "nullif(current_setting('portal.tenant', true), '')"


@dataclass(frozen=True, slots=True)
class Policy:
    """SQL conditions on a row: who sees it, and who adds or changes it (the same unless said)."""

    sees: str
    writes: str


def working_as(*scopes: str) -> str:
    listed = ", ".join(f"'{scope}'" for scope in scopes)
    return f"(SELECT {SCOPE} IN ({listed}))"


def own(scope: str) -> str:
    """The id of the party at work, where it is of this kind; else null, which equals nothing."""
    return f"(SELECT CASE {SCOPE} WHEN '{scope}' THEN CAST({TENANT} AS bigint) END)"


def any_of(*conditions: str) -> str:
    return " OR ".join(conditions)


def below(parent: str, link: str, extra: str = "") -> str:
    """Rows whose parent is visible: the parent's own condition applies in the question."""
    return f"EXISTS (SELECT 1 FROM {parent} up WHERE {link}{extra})"


def policy(sees: str, writes: str | None = None) -> Policy:
    return Policy(sees, sees if writes is None else writes)


PORTAL = working_as("portal")
SOMEBODY = working_as("door", "provider", "municipality", "region", "portal")
DOOR = working_as("door", "portal")

OWN_PROVIDER = f"provider_id = {own('provider')}"
OWN_MUNICIPALITY = f"municipality_id = {own('municipality')}"
OWN_REGION = f"region_id = {own('region')}"
OWN_PARTY = any_of(OWN_PROVIDER, OWN_MUNICIPALITY, OWN_REGION)
BOTH_PARTIES = any_of(PORTAL, OWN_PROVIDER, OWN_MUNICIPALITY)

OWN_ACCOUNT = below("account", "up.id = account_id", " AND (up.provider_id = "
    f"{own('provider')} OR up.municipality_id = {own('municipality')}"
    f" OR up.region_id = {own('region')})")  # fmt: skip
IN_OWN_REGION = (
    "region_id = (SELECT home.region_id FROM municipality home"
    f" WHERE home.id = {own('municipality')})"
)
# What somebody did is noted under no other party than the own one.
OWN_DEED = (
    f"{OWN_ACCOUNT} AND coalesce(provider_id = {own('provider')}, TRUE)"
    f" AND coalesce(municipality_id = {own('municipality')}, TRUE)"
)
OWN_REFUSAL = f"{OWN_ACCOUNT} AND coalesce(provider_id = {own('provider')}, provider_id IS NULL)"

OPEN: Mapping[str, str] = MappingProxyType(
    {
        "region": "which regions there are is public",
        "municipality": "a list of the Netherlands",
        "provider": "names and AGB codes, by which a sender is recognised",
    }
)
"""Tables that everybody at work may read, each with the reason."""

READ_BY_PORTAL_ALONE = policy(PORTAL)
