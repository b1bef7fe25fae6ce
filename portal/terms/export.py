"""Clocks and reminders as files to keep; counts, days and amounts, nothing of a client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import Response
from flask_babel import gettext as _

from portal.terms import words
from portal.terms.clocks import Running
from portal.terms.reminders import Reminder
from portal.web import labels
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def clocks_file(clocks: Iterable[Running], kind: str) -> Response:
    """These clocks as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Termijn"), lambda each: str(words.KINDS[each.kind])),
        Column(_("Met"), lambda each: each.other),
        Column(_("Wet"), lambda each: str(labels.LAWS[each.law])),
        Column(_("Vanaf"), lambda each: each.since),
        Column(_("Uiterlijk"), lambda each: each.due),
        Column(_("Dagen over"), lambda each: each.left),
        Column(_("Aantal"), lambda each: each.count),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
    )
    return FORMATS[kind]("termijnen", columns, clocks)


def reminders_file(reminders: Iterable[Reminder], kind: str) -> Response:
    """These reminders as ``xlsx`` or ``csv``."""
    columns = (
        Column(_("Termijn"), lambda each: str(words.KINDS[each.kind])),
        Column(_("Stand"), lambda each: str(words.STAGES[each.stage])),
        Column(_("Met"), lambda each: each.other),
        Column(_("Uiterlijk"), lambda each: each.due),
        Column(_("Aantal"), lambda each: each.count),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        Column(_("Herinnerd op"), lambda each: each.made_at),
    )
    return FORMATS[kind]("herinneringen", columns, reminders)
