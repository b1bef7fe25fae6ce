"""Allocations as a file; citizen numbers masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.allocations import words
from portal.allocations.choice import Choice
from portal.allocations.listing import Listed, all_allocations
from portal.store.crypto import Keyring
from portal.store.tenant import Tenant
from portal.web.exports import Column, as_csv, as_xlsx
from portal.web.labels import FREQUENCIES, LAWS, UNITS

FORMATS: Mapping[str, Callable[..., Response]] = {"xlsx": as_xlsx, "csv": as_csv}


def allocations_as_file(
    session: Session, tenant: Tenant, choice: Choice, today: date, keyring: Keyring, kind: str
) -> Response:
    """Every allocation of the choice as ``xlsx`` or ``csv``."""
    rows = all_allocations(session, tenant, choice, today, keyring)
    return FORMATS[kind](_("toewijzingen"), _columns(), rows)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Toewijzing"), lambda row: row.content.number),
        Column(_("Eigen kenmerk"), lambda row: row.reference),
        Column(_("Burgerservicenummer"), lambda row: row.client),
        Column(_("Gemeente"), lambda row: row.municipality),
        Column(_("Wet"), lambda row: LAWS[row.law]),
        Column(_("Categorie"), lambda row: row.content.category),
        Column(_("Productcode"), lambda row: row.content.code),
        Column(_("Ingangsdatum"), lambda row: row.content.start),
        Column(_("Einddatum"), lambda row: row.content.end),
        *_sizes(),
        Column(_("Zorg"), lambda row: words.course(row.course, row.law)[0]),
        Column(_("Gestart op"), lambda row: row.course.started_on),
        Column(_("Gestopt op"), lambda row: row.course.stopped_on),
    )


def _sizes() -> tuple[Column, ...]:
    return (
        Column(_("Volume"), lambda row: row.content.volume),
        Column(_("Eenheid"), lambda row: UNITS.get(row.content.unit or "", row.content.unit)),
        Column(_("Frequentie"), lambda row: FREQUENCIES.get(row.content.frequency or "")),
        Column(_("Budget"), lambda row: row.content.budget, euros=True),
        Column(_("Toegekend volume"), lambda row: _volume(row, row.use.used)),
        Column(_("Volume over"), lambda row: _volume(row, row.use.left)),
        Column(_("Toegekend bedrag"), lambda row: row.use.cents, euros=True),
        Column(_("Procent op"), lambda row: row.use.percent),
    )


def _volume(row: Listed, volume: int | None) -> int | None:
    """A volume, which a budget has none of."""
    return None if row.use.in_euros else volume
