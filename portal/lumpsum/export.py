"""Budgets and drawdowns as files to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flask import Response
from flask_babel import gettext as _

from portal.lumpsum import words
from portal.lumpsum.finding import Budget, Drawdown
from portal.lumpsum.volumes import MonthVolume
from portal.web.exports import Column, as_csv, as_xlsx

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def budgets_as_file(found: Iterable[Budget], kind: str) -> Response:
    """Every budget with its balance."""
    columns = (
        Column(_("Contract"), lambda each: each.contract),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Wet"), lambda each: str(words.LAWS[each.law])),
        Column(_("Jaar"), lambda each: each.year),
        Column(_("Budget"), lambda each: each.amount_cents, euros=True),
        Column(_("Bandbreedte (%)"), lambda each: each.bandwidth),
        Column(_("Hoogstens"), lambda each: each.balance.upper, euros=True),
        Column(_("Opgenomen"), lambda each: each.balance.drawn, euros=True),
        Column(_("Gereserveerd"), lambda each: each.balance.reserved, euros=True),
        Column(_("Vrij"), lambda each: each.balance.free, euros=True),
    )
    return FORMATS[kind]("budgetten", columns, found)


def drawdowns_as_file(found: Iterable[Drawdown], kind: str) -> Response:
    """Every drawdown as it stands."""
    columns = (
        Column(_("Referentie"), lambda each: each.reference),
        Column(_("Contract"), lambda each: each.contract),
        Column(_("Aanbieder"), lambda each: each.provider),
        Column(_("Gemeente"), lambda each: each.municipality),
        Column(_("Jaar"), lambda each: each.year),
        Column(_("Bedrag"), lambda each: each.cents, euros=True),
        Column(_("Stand"), lambda each: str(words.STATES[each.state])),
        Column(_("Ingediend"), lambda each: each.submitted_at),
        Column(_("Gecontroleerd"), lambda each: each.checked_at),
        Column(_("Goedgekeurd"), lambda each: each.approved_at),
        Column(_("Reden"), lambda each: each.reason),
    )
    return FORMATS[kind]("opnames", columns, found)


def volumes_as_file(found: Iterable[MonthVolume], kind: str) -> Response:
    """The volume of every month that was told."""
    columns = (
        Column(_("Maand"), lambda each: each.month),
        Column(_("Cliënten"), lambda each: each.clients),
        Column(_("Bezette plaatsen"), lambda each: each.places),
        Column(_("Vastgelegd"), lambda each: each.recorded_at),
    )
    return FORMATS[kind]("volume", columns, found)
