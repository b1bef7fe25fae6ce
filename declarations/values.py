"""Values that a message is made of by the ten thousand.

To whoever writes code they are frozen dataclasses with slots, and mypy refuses every change. At
run time they have no guard of their own: setting field by field past it made a line cost seven
times as much, and judging a full message a twentieth more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen, slots):
        """Make a dataclass that compares and hashes as a frozen one does."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
