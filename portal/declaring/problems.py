"""What keeps a draft or one of its rows from being sent, or should make somebody think."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Problem(StrEnum):
    """Something to mend before sending, or something worth a second look."""

    NOTHING_FILLED = "nothing-filled"
    MONTH_NOT_OVER = "month-not-over"
    SAME_TWICE = "same-twice"
    NOTHING_CHANGED = "nothing-changed"
    OUTSIDE_ALLOCATION = "outside-allocation"
    NO_PRODUCT = "no-product"
    NO_TARIFF = "no-tariff"
    TOO_MUCH = "too-much"
    DECLARED_BEFORE = "declared-before"
    NO_ALLOCATION = "no-allocation"
    ABOVE_ROOM = "above-room"

    @property
    def sentence(self) -> LazyString:
        """The problem in words, in the language of the reader."""
        return SENTENCES[self]


SENTENCES = {
    Problem.NOTHING_FILLED: _l("Vul bij minstens één regel een volume in."),
    Problem.MONTH_NOT_OVER: _l(
        "Deze maand is nog niet voorbij. U kunt het concept bewaren en na de laatste dag van de"
        " maand indienen."
    ),
    Problem.SAME_TWICE: _l(
        "Twee regels gaan over dezelfde toewijzing, hetzelfde product en dezelfde maand. Tel ze bij"
        " elkaar op."
    ),
    Problem.NOTHING_CHANGED: _l(
        "De nieuwe regel is gelijk aan de oude. Wijzig het volume, of maak het leeg om alleen te"
        " crediteren."
    ),
    Problem.OUTSIDE_ALLOCATION: _l("De toewijzing geldt niet in deze maand."),
    Problem.NO_PRODUCT: _l("Kies een product."),
    Problem.NO_TARIFF: _l("In uw contract staat geen tarief voor dit product in deze maand."),
    Problem.TOO_MUCH: _l("Dit bedrag is te groot voor één regel."),
    Problem.DECLARED_BEFORE: _l("Deze maand is al toegekend. Crediteer eerst de eerdere regel."),
    Problem.NO_ALLOCATION: _l("Deze cliënt heeft bij u geen toewijzing met dit nummer."),
    Problem.ABOVE_ROOM: _l("Dit is meer dan de toewijzing overlaat."),
}
