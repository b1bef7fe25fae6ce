"""The words of a reminder mail: Dutch first, English below, counts and days and nothing else.

It goes out from a chore, for a reader whose language nobody knows there; so it has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from declarations.terms import QUESTION, TERMS
from portal.terms.reminders import LATE, Reminder

Kinds = Sequence[tuple[str, Sequence[Reminder]]]

ASKED = ("Een vraag van de gemeente beantwoorden", "Answer a question of the municipality")
_NL = """Goedendag,

Deze termijnen van {party} vragen uw aandacht:

{lines}

Bekijk ze in het Zorgportaal: {address}

Deze mail gaat één keer per werkdag uit. Zet hem uit bij {settings}
"""
_EN = """Hello,

These terms of {party} need your attention:

{lines}

See them in the Zorgportaal: {address}

This mail goes out once a working day. Switch it off at {settings}
"""


def subject_of(count: int) -> str:
    """What the mail is about, in both languages."""
    dutch = "1 termijn vraagt" if count == 1 else f"{count} termijnen vragen"
    english = "1 term needs" if count == 1 else f"{count} terms need"
    return f"Zorgportaal: {dutch} uw aandacht / {english} your attention"


def body_of(kinds: Kinds, party: str, public_url: str) -> str:
    """The text, with how many reminders there are of each kind and the first last day."""
    addresses = {
        "address": f"{public_url}/herinneringen",
        "settings": f"{public_url}/mijn-account/herinneringen",
    }
    dutch = "\n".join(_dutch(kind, found) for kind, found in kinds)
    english = "\n".join(_english(kind, found) for kind, found in kinds)
    return (
        _NL.format(party=party, lines=dutch, **addresses)
        + "\n---\n\n"
        + _EN.format(party=party, lines=english, **addresses)
    )


def _dutch(kind: str, found: Sequence[Reminder]) -> str:
    what = ASKED[0] if kind == QUESTION else TERMS[kind].what.nl
    late, first = _late(found), _day(min(each.due for each in found), "nl")
    return f"- {what}: {len(found)} (te laat: {late}; eerste termijn: {first})"


def _english(kind: str, found: Sequence[Reminder]) -> str:
    what = ASKED[1] if kind == QUESTION else TERMS[kind].what.en
    late, first = _late(found), _day(min(each.due for each in found), "en")
    return f"- {what}: {len(found)} (late: {late}; first last day: {first})"


def _late(found: Sequence[Reminder]) -> int:
    return sum(each.stage == LATE for each in found)


def _day(value: date, language: str) -> str:
    return str(format_date(value, "d MMMM y", locale=language))
