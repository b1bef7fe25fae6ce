"""Retours in words, in the reader's language."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import gettext as _

from declarations.allocation_conditions import text_of as text_of_allocations
from declarations.allocation_texts import CODES as CODES_OF_ALLOCATIONS
from declarations.findings import TECHNICAL_FAULT
from declarations.start_conditions import text_of as text_of_starts
from declarations.start_history import CODES as CODES_OF_STARTS
from portal.returns.service import OF_MUNICIPALITIES
from portal.web.language import translated

RULES_OF_ALLOCATIONS = MappingProxyType({code: rule for rule, code in CODES_OF_ALLOCATIONS.items()})
RULES_OF_STARTS = MappingProxyType({code: rule for rule, code in CODES_OF_STARTS.items()})


def meaning(kind: str, code: str) -> str:
    """What a code in the retour to a message of this kind says."""
    if (code,) == TECHNICAL_FAULT:
        return _("Het bericht spreekt zichzelf tegen. Bij het inlezen staat wat er mis is.")
    if kind.endswith(OF_MUNICIPALITIES):
        text = text_of_allocations(RULES_OF_ALLOCATIONS[code])
    else:
        text = text_of_starts(RULES_OF_STARTS[code])
    return translated(text)
