"""The lines of an answer as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.hindsight import words
from portal.hindsight.choice import Choice
from portal.hindsight.listing import every_line
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def lines_as_file(session: Session, run_id: int, choice: Choice, kind: str) -> Response:
    """The chosen lines as ``xlsx`` or ``csv``; without anything of a client."""
    columns = (
        Column(_("Aanlevering"), lambda each: each.batch),
        Column(_("Bericht"), lambda each: each.message),
        Column(_("Regel"), lambda each: each.position),
        Column(_("Referentie"), lambda each: each.reference),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Product"), lambda each: each.code),
        Column(_("Maand"), lambda each: each.month),
        Column(_("Wat zou er anders zijn"), lambda each: str(words.SIDES[each.side.value])),
        Column(_("Was"), lambda each: words.in_a_word(each.was)),
        Column(_("Retourcodes toen"), lambda each: " ".join(each.was)),
        Column(_("Zou worden"), lambda each: words.in_a_word(each.would)),
        Column(_("Retourcodes nu"), lambda each: " ".join(each.would)),
        Column(_("Regels uit het regelboek"), lambda each: ", ".join(each.rules)),
        Column(_("Waarom"), lambda each: " ".join(map(words.rule_in_words, each.rules))),
        Column(_("Verschil"), lambda each: each.cents, euros=True),
    )
    rows = every_line(session, run_id, choice)
    return FORMATS[kind](f"herbeoordeling-{run_id}", columns, rows)
