"""Accounts, and the keys programs sign in with: what other topics use of this one."""

from portal.identity.accounts import (
    AccountUnknown,
    Party,
    find_account,
    store_account,
    store_demo_account,
    system_account,
    system_account_id,
)
from portal.identity.demo import DEMO_PASSWORD, NAMES
from portal.identity.keys import account_of_key, create_key, visitor_of_key
from portal.identity.records import MUNICIPALITY_ROLES, PROVIDER_ROLES, REGION_ROLES, Role
from portal.identity.sessions import visitor_of_account

__all__ = [
    "DEMO_PASSWORD",
    "MUNICIPALITY_ROLES",
    "NAMES",
    "PROVIDER_ROLES",
    "REGION_ROLES",
    "AccountUnknown",
    "Party",
    "Role",
    "account_of_key",
    "create_key",
    "find_account",
    "store_account",
    "store_demo_account",
    "system_account",
    "system_account_id",
    "visitor_of_account",
    "visitor_of_key",
]
