"""Judging the past again in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from declarations.findings import NO_REMARK
from portal.hindsight.asking import KEPT, Wish
from portal.hindsight.records import DONE, FAILED, RUNNING, STOPPED
from portal.hindsight.runs import Run
from portal.hindsight.service import AsOf, Side
from portal.hindsight.totals import Answer
from portal.intake.outcome_words import rule_in_words
from portal.web.formatting import euros, month

__all__ = ["rule_in_words"]

KEPT_DAYS = KEPT.days
FACTS: dict[str, Any] = {
    AsOf.NOW.value: _l("Met wat we nu weten: de toewijzingen, tarieven en producten van vandaag"),
    AsOf.THEN.value: _l("Met wat we toen wisten: alleen de regels van vandaag zijn anders"),
}
FACTS_SHORT: dict[str, Any] = {
    AsOf.NOW.value: _l("met wat we nu weten"),
    AsOf.THEN.value: _l("met wat we toen wisten"),
}
SIDES: dict[str, Any] = {
    Side.REJECTED.value: _l("van toegekend naar terug"),
    Side.AWARDED.value: _l("alsnog toegekend"),
    Side.OTHER.value: _l("andere codes"),
}
FILTERS: dict[str, Any] = {
    "afgewezen": SIDES[Side.REJECTED.value],
    "toegekend": SIDES[Side.AWARDED.value],
    "anders": SIDES[Side.OTHER.value],
}
STATES: dict[str, Any] = {
    RUNNING: _l("bezig"),
    DONE: _l("klaar"),
    STOPPED: _l("gestopt"),
    FAILED: _l("niet gelukt"),
}
TONES = {RUNNING: "busy", DONE: "good", STOPPED: "warn", FAILED: "bad"}


def period(wish: Wish) -> str:
    """The months of a question."""
    if (wish.first.year, wish.first.month) == (wish.last.year, wish.last.month):
        return month(wish.first)
    return _("%(first)s tot en met %(last)s", first=month(wish.first), last=month(wish.last))


def question(wish: Wish) -> str:
    """What was asked, for a heading or a list."""
    facts = FACTS_SHORT[wish.as_of.value]
    if not wish.rule:
        return _("%(period)s, %(facts)s", period=period(wish), facts=facts)
    return _(
        "%(period)s, %(facts)s, alsof %(rule)s al afwees",
        period=period(wish), facts=facts, rule=wish.rule,
    )  # fmt: skip


def outcome(run: Run, answer: Answer) -> str:
    """The answer in one sentence."""
    judged = ngettext(
        "%(num)s bericht is opnieuw beoordeeld", "%(num)s berichten zijn opnieuw beoordeeld",
        run.messages,
    )  # fmt: skip
    if not answer.whole.lines:
        return _("Er zou niets anders uitkomen: %(judged)s.", judged=judged)
    parts = _parts(answer)
    said = parts[0] if len(parts) == 1 else _and(parts)
    providers = ngettext("bij %(num)s aanbieder", "bij %(num)s aanbieders", len(answer.providers))
    return _("%(said)s, %(providers)s.", said=said, providers=providers)


def _parts(answer: Answer) -> list[str]:
    """What would become of the lines, one part a side that has any."""
    rejected, awarded, other = answer.whole.rejected, answer.whole.awarded, answer.whole.other
    said = []
    if rejected.lines:
        said.append(
            ngettext(
                "%(num)s toegekende regel zou terugkomen (%(cents)s)",
                "%(num)s toegekende regels zouden terugkomen (%(cents)s)",
                rejected.lines, cents=euros(-rejected.cents),
            )
        )  # fmt: skip
    if awarded.lines:
        said.append(
            ngettext(
                "%(num)s regel zou alsnog worden toegekend (%(cents)s)",
                "%(num)s regels zouden alsnog worden toegekend (%(cents)s)",
                awarded.lines, cents=euros(awarded.cents),
            )
        )  # fmt: skip
    if other.lines:
        said.append(
            ngettext(
                "%(num)s regel zou andere codes krijgen",
                "%(num)s regels zouden andere codes krijgen", other.lines,
            )
        )  # fmt: skip
    return said


def _and(parts: Sequence[str]) -> str:
    return _("%(some)s en %(last)s", some=", ".join(parts[:-1]), last=parts[-1])


def in_a_word(codes: Sequence[str]) -> str:
    """What return codes come down to for a line."""
    if not codes:
        return str(_("wacht op de gemeente"))
    return str(_("toegekend")) if tuple(codes) == NO_REMARK else str(_("terug"))
