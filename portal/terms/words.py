"""The words and the links of terms, clocks and reminders."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.terms import (
    ANSWER,
    CEILING_DECISION,
    CEILING_TALK,
    CREDIT,
    DECLARE,
    MEND,
    PAY,
    QUESTION,
    START,
    TERMS,
    Side,
    Term,
    Unit,
)
from portal.terms.clocks import Running
from portal.terms.reminders import LATE, NEAR

KINDS: dict[str, Any] = {
    ANSWER: _l("Declaratie beantwoorden"),
    PAY: _l("Declaratie betalen"),
    DECLARE: _l("Maand declareren"),
    MEND: _l("Teruggestuurde regels herstellen"),
    CREDIT: _l("Regel crediteren"),
    START: _l("Start melden"),
    QUESTION: _l("Vraag beantwoorden"),
    CEILING_TALK: _l("Praten over een plafond"),
    CEILING_DECISION: _l("Besluiten over een plafond"),
}
SIDES: dict[str, Any] = {
    Side.PROVIDER: _l("aanbieder"),
    Side.MUNICIPALITY: _l("gemeente"),
    Side.BOTH: _l("beide"),
}
STANDS: dict[str, Any] = {
    "te-laat": _l("te laat"),
    "vandaag": _l("laatste dag"),
    "binnenkort": _l("nog hooguit 2 dagen"),
}
STAGES: dict[str, Any] = {NEAR: _l("bijna voorbij"), LATE: _l("te laat")}


def length_of(term: Term) -> str:
    """How long a term is, in words."""
    number = term.length
    if term.unit is Unit.WORKING_DAYS:
        return ngettext("%(num)s werkdag", "%(num)s werkdagen", number)
    if term.unit is Unit.DAYS:
        return ngettext("%(num)s dag", "%(num)s dagen", number)
    if term.unit is Unit.WEEKS:
        return ngettext("%(num)s week", "%(num)s weken", number)
    if term.unit is Unit.MONTHS:
        return ngettext("%(num)s maand", "%(num)s maanden", number)
    if number == 1:
        return _("tot en met de laatste dag van de volgende maand")
    return _("tot en met de laatste dag van de tweede maand erna")


def left_of(clock: Running) -> str:
    """How much time is left, or how late it is."""
    if clock.left == 0:
        return _("vandaag is de laatste dag")
    working = clock.kind == QUESTION or TERMS[clock.kind].unit is Unit.WORKING_DAYS
    number = abs(clock.left)
    if clock.late:
        if working:
            return ngettext("%(num)s werkdag te laat", "%(num)s werkdagen te laat", number)
        return ngettext("%(num)s dag te laat", "%(num)s dagen te laat", number)
    if working:
        return ngettext("nog %(num)s werkdag", "nog %(num)s werkdagen", number)
    return ngettext("nog %(num)s dag", "nog %(num)s dagen", number)


def tone_of(clock: Running) -> str:
    """The colour of the time that is left."""
    if clock.late:
        return "bad"
    return "warn" if clock.left <= 2 else "good"


def address_of(clock: Running) -> str:
    """The page on which something can be done about it."""
    if clock.subject.startswith("ceiling:"):
        return url_for("ceilings.ceiling", ceiling=-clock.other_id)
    if clock.subject == "review":
        return url_for("review.conversation", review=clock.subject_id)
    if clock.place is not None:
        return url_for("intake.message", batch=clock.place[0], position=clock.place[1])
    if clock.kind == START:
        return url_for(
            "allocations.allocations", stand="not-started", gemeente=clock.other_id,
            wet=clock.law.value,
        )  # fmt: skip
    return url_for("declaring.start")
