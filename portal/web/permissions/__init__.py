"""Who may use which route: the one table, and what is not in it is closed.

A row says who may come in at all. Whose data they then see is a matter of the queries behind the
route and of the database: what is not theirs does not exist for them.
"""

from __future__ import annotations

from types import MappingProxyType

from portal.web.permissions.accounts import ACCOUNTS
from portal.web.permissions.declarations import DECLARATIONS
from portal.web.permissions.money import MONEY
from portal.web.permissions.permits import Permit
from portal.web.permissions.programs import PROGRAMS

__all__ = ["PERMISSIONS", "Permit"]

PERMISSIONS = MappingProxyType(ACCOUNTS | DECLARATIONS | MONEY | PROGRAMS)
