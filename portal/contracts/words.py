"""What was agreed in a contract, in the words of its readers."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list

from portal.web.language import current


def in_parts(milestones: Sequence[int]) -> str:
    """The parts in which a trajectory is declared: ``70 % en 30 %``."""
    return format_list([f"{percentage} %" for percentage in milestones], locale=current())
