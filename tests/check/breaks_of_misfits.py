"""Breaks of what is kept about awarded lines that no longer fit."""

from __future__ import annotations

from tests.check.breaks_of_money import Break


def _listed(position: int) -> str:
    """Put the line at this place on the list, rightly or not."""
    return (
        "INSERT INTO misfit (line_id, message_id, allocation_id, municipality_id, provider_id,"
        " law, allocation_number, reference, month, cents, cause, version_id, rule, findings,"
        " found_at) SELECT id, message_id, allocation_id, municipality_id, provider_id, law,"
        " allocation_number, reference, '2023-04-01', amount_cents, 'allocation', 1, 'TR321',"
        f" '[]', '2026-11-24 11:00:00' FROM line WHERE position = {position}"
    )


CREDITED, UNFIT = _listed(1), _listed(3)  # the one that is kept begins on 3 April
BREAKS = (
    Break(4, "lines said not to fit that are not awarded", CREDITED),
    Break(4, "lines said not to fit that are not awarded", f"{UNFIT}; DELETE FROM live_debit"),
    Break(4, "lines said not to fit that do fit now",
          f"{UNFIT}; UPDATE line SET start = '2023-04-01' WHERE position = 3"),
    Break(10, "lines left as they are while the audit trail does not tell",
          f"{UNFIT}; UPDATE misfit SET ended = 'accepted', ended_at = found_at"),
    Break(11, "lines said not to fit under another party",
          f"{UNFIT}; UPDATE misfit SET cents = cents + 1"),
    Break(11, "lines said not to fit under another party",
          f"{UNFIT}; UPDATE misfit SET line_id = 987654"),
)  # fmt: skip
