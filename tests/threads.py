"""Threads of tests that work as the portal itself; any other thread begins with nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from portal.store.tenant import PORTAL, acting_for

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def as_portal(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same work, done as the portal itself in whatever thread it runs."""

    @wraps(work)
    def acting(*arguments: Arguments.args, **options: Arguments.kwargs) -> Result:
        with acting_for(PORTAL):
            return work(*arguments, **options)

    return acting
