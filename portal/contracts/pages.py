"""Everything that hangs at the blueprint of contracts."""

import portal.contracts.change_views
import portal.contracts.views  # noqa: F401
from portal.contracts.blueprint import contracts

__all__ = ["contracts"]
