"""Ceilings, and the lines above one, as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from portal.ceilings import words
from portal.ceilings.going_over import Over
from portal.ceilings.listing import Shown
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def ceilings_as_file(rows: Sequence[Shown], kind: str) -> Response:
    """The list of ceilings."""
    columns = (
        Column(_("Plafond"), lambda each: each.terms.name),
        Column(_("Naam in het regiobestand"), lambda each: each.slug),
        Column(_("Wet"), lambda each: str(words.LAWS[each.law])),
        Column(_("Soort"), lambda each: str(words.SORTS[each.sort])),
        Column(_("Vanaf"), lambda each: each.terms.start),
        Column(_("Tot en met"), lambda each: each.terms.end),
        Column(_("Gebruikt"), lambda each: words.amount(each, each.used)),
        Column(_("Plafond of minimum"), lambda each: words.amount(each, each.limit)),
        Column(_("Over"), lambda each: words.amount(each, each.free)),
        Column(_("Percentage"), lambda each: each.percentage),
        Column(_("Door u gebruikt"), lambda each: words.amount(each, each.own)),
        Column(_("Stand"), lambda each: words.standing(each)[0]),
    )
    return FORMATS[kind]("plafonds", columns, rows)


def overruns_as_file(shown: Shown, rows: Sequence[Over], kind: str) -> Response:
    """The lines above one ceiling, without anything of a client."""
    columns: tuple[Any, ...] = (
        Column(_("Referentie"), lambda each: each.line.reference),
        Column(_("Declaratienummer"), lambda each: each.line.number),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Product"), lambda each: each.line.code),
        Column(_("Begindatum"), lambda each: each.line.start),
        Column(_("Bedrag"), lambda each: each.line.cents, euros=True),
        Column(_("Boven het plafond"), lambda each: words.amount(shown, each.above)),
        Column(_("Doorgelaten door"), words.let_through),
        Column(_("Waarom"), lambda each: each.reason),
        Column(_("Op"), lambda each: each.at),
    )
    return FORMATS[kind](f"plafond-{shown.slug}", columns, rows)
