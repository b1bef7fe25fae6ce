"""Allocations in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from declarations.facts import Allocation
from declarations.model import Law
from declarations.start_conditions import text_of
from declarations.starts import Care
from portal.allocations.left import EUROS, Use
from portal.starts.current import Course
from portal.web.formatting import day, euros
from portal.web.labels import FREQUENCIES, UNITS
from portal.web.language import translated

STANDS = {
    "soon": _l("eindigt binnen 60 dagen"),
    "not-started": _l("nog niet gestart"),
    "nearly-used": _l("meer dan 80 % op"),
}
CARE = {Care.START: _l("start"), Care.STOP: _l("stop")}
STATES = {"awarded": _l("toegekend"), "rejected": _l("terug"), "parked": _l("wacht")}
TONES = {"awarded": "good", "rejected": "bad", "parked": "busy"}
FIELDS = {
    "start": _l("ingangsdatum"),
    "end": _l("einddatum"),
    "category": _l("categorie"),
    "code": _l("productcode"),
    "volume": _l("volume"),
    "unit": _l("eenheid"),
    "frequency": _l("frequentie"),
    "budget": _l("budget"),
    "deleted": _l("verwijderd"),
}
# code list WMO002/JZ002
CHANGES = {
    "02": _l("cliënt overleden"),
    "03": _l("contractwijziging"),
    "04": _l("herbeoordeling: verlengd"),
    "05": _l("herbeoordeling: verkort"),
    "06": _l("uitstroom naar een ander domein"),
    "07": _l("verhuizing"),
    "08": _l("andere leveringsvorm"),
    "09": _l("overstap naar een andere aanbieder"),
    "10": _l("nieuwe manier van bekostigen"),
    "11": _l("gemeentelijke herindeling"),
    "12": _l("op verzoek van de aanbieder"),
    "13": _l("verwijderd"),
    "14": _l("administratieve correctie"),
}
# code lists WMO588 and JZ588; the ones both laws share, then each law's own
_ENDS = {
    "02": _l("overlijden"),
    "20": _l("tijdelijk gestopt"),
    "36": _l("op initiatief van de gemeente"),
    "37": _l("door een verzoek om wijziging"),
    "38": _l("overstap naar een andere aanbieder"),
    "39": _l("uitstroom naar een ander domein"),
}
REASONS = {
    Law.WMO: {
        "19": _l("volgens plan"),
        "21": _l("door de cliënt"),
        "22": _l("door de aanbieder"),
        "23": _l("voortijdig, in overleg"),
        "31": _l("verhuizing naar een andere gemeente"),
        **_ENDS,
    },
    Law.YOUTH: {
        "31": _l("volgens plan"),
        "32": _l("voortijdig, door de cliënt"),
        "33": _l("voortijdig, door de aanbieder"),
        "34": _l("voortijdig, in overleg"),
        "35": _l("voortijdig, door iets van buiten"),
        **_ENDS,
    },
}


def reason(law: Law, code: str | None) -> str:
    """Why care stopped; the code itself where the list does not know it."""
    return str(REASONS.get(law, {}).get(code or "", code or ""))


def product(allocated: Allocation) -> str:
    """What was allocated, by its code; a category or a budget where it goes no further."""
    if allocated.code:
        return allocated.code
    if allocated.category:
        return _("categorie %(category)s", category=allocated.category)
    return _("elk product binnen het budget")


def size(allocated: Allocation) -> str:
    """How much was allocated: ``10 uren per maand``, or a budget."""
    if allocated.budget is not None:
        return _("budget %(amount)s", amount=euros(allocated.budget))
    if allocated.volume is None:
        return _("zonder vaste omvang")
    often = str(FREQUENCIES.get(allocated.frequency or "", allocated.frequency or ""))
    return f"{amount(allocated.volume, allocated.unit)} {often}"


def period(allocated: Allocation) -> str:
    """From when to when."""
    if allocated.end is None:
        return _("vanaf %(start)s", start=day(allocated.start))
    return f"{day(allocated.start)} – {day(allocated.end)}"


def amount(volume: int, unit: str | None) -> str:
    """A volume with its unit; euros as an amount."""
    if unit == EUROS:
        return euros(volume)
    return f"{volume} {UNITS.get(unit or '', unit or '')}".strip()


def use(used: Use) -> str:
    """``12 van 40 uren gedeclareerd, 28 over``."""
    if used.most is None or used.left is None:
        if not used.used:
            return _("nog niets gedeclareerd")
        return _("%(used)s gedeclareerd, zonder vast totaal", used=amount(used.used, used.unit))
    plain = euros if used.in_euros else str
    return _(
        "%(used)s van %(most)s gedeclareerd, %(left)s over",
        most=amount(used.most, used.unit), used=plain(used.used), left=plain(used.left),
    )  # fmt: skip


def course(went: Course, law: Law) -> tuple[str, str]:
    """How care stands, in a word with its tone."""
    if went.started_on is None:
        return _("niet gestart"), "warn"
    if went.running:
        return _("gestart op %(day)s", day=day(went.stretches[-1].start)), "good"
    stopped = went.stopped_on or went.started_on
    if went.stretches[-1].paused:
        return _("tijdelijk gestopt op %(day)s", day=day(stopped)), "busy"
    return _("gestopt op %(day)s", day=day(stopped)), "done"


def changed(old: Allocation, new: Allocation, field: str) -> str:
    """A change between two versions: ``einddatum: 31 december 2026 → 30 juni 2026``."""
    shown: dict[str, Callable[[Any], str]] = {
        "start": day, "end": day, "budget": euros,
        "unit": lambda value: str(UNITS.get(value, value)),
        "frequency": lambda value: str(FREQUENCIES.get(value, value)),
        "deleted": lambda value: _("ja") if value else _("nee"),
    }  # fmt: skip

    def told(content: Allocation) -> str:
        value = getattr(content, field)
        return _("leeg") if value is None else shown.get(field, str)(value)

    return f"{FIELDS[field]}: {told(old)} → {told(new)}"


def rule(name: str) -> str:
    """The sentence of a rule about a start or stop."""
    text = text_of(name)
    return translated(text)
