"""What a lump sum comes to when its year is settled: nothing, something more, or some of it back.

Amounts are eurocents. Volumes are whole numbers of one unit, such as places times months.
"""

from __future__ import annotations

from dataclasses import dataclass

from declarations.money import round_half_up


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement changes; at most one of the two is above zero."""

    extra: int = 0
    reclaim: int = 0


def by_volume(amount: int, bandwidth: int, agreed: int, realised: int) -> Settled:
    """Settle on volume: within the bandwidth (percent of what was agreed) nothing, outside it
    exactly what lies outside, at the price per unit that the budget was made with.

    Rounded once, a half up. Raises ValueError when nothing was agreed.
    """
    if agreed <= 0 or realised < 0:
        raise ValueError("a volume was agreed, and none is below zero")
    above = realised * 100 - agreed * (100 + bandwidth)
    below = agreed * (100 - bandwidth) - realised * 100
    return Settled(
        extra=round_half_up(amount * max(above, 0), agreed * 100),
        reclaim=round_half_up(amount * max(below, 0), agreed * 100),
    )


def by_final_amount(drawn: int, final: int) -> Settled:
    """Settle on what was established in the end, as with a subsidy: more drawn is reclaimed."""
    return Settled(reclaim=max(drawn - final, 0))
