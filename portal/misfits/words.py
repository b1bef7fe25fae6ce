"""The words for lines that no longer fit."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.misfits.records import ACCEPTED, ALLOCATION, CONTRACT, CREDITED, MENDED, REPLACED
from portal.web import labels

LAWS = labels.LAWS
CAUSES: dict[str, Any] = {
    ALLOCATION: _l("toewijzing gewijzigd"),
    CONTRACT: _l("contract of tarief gewijzigd"),
}
FILTERS: dict[str, Any] = {
    "toewijzing": CAUSES[ALLOCATION],
    "contract": CAUSES[CONTRACT],
}
STATES: dict[str, Any] = {
    "": _l("past nu niet"),
    "weg": _l("van de lijst af"),
    "alle": _l("alle"),
}
ENDS: dict[str, Any] = {
    CREDITED: _l("gecrediteerd"),
    MENDED: _l("past weer"),
    REPLACED: _l("door een latere wijziging vervangen"),
    ACCEPTED: _l("zo gelaten door de gemeente"),
}
