"""The first half of a proof card: decision, declaration, rules, and use of the allocation."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from declarations.facts import Allocation
from declarations.findings import Finding
from portal.contracts.words import in_parts
from portal.evidence import words
from portal.evidence.asked import Asked
from portal.evidence.card import Card
from portal.evidence.course import Version
from portal.evidence.sections import Address, Fact, Section, Table
from portal.web.formatting import day, euros, month
from portal.web.labels import FREQUENCIES, LAWS, UNITS


def decision(card: Card, address: Address) -> Section:
    """The decision: the allocation, and all its versions."""
    course, held = card.course, card.course.held
    if course.id is None:
        none = _("Er is geen toewijzing gevonden waar deze regel bij hoort.")
        return Section("besluit", _("Besluit en toewijzing"), texts=(none,))
    leads = address("allocations.allocation", allocation=course.id)
    facts = [
        Fact(_("Cliënt"), card.client),
        Fact(_("Toewijzing"), str(course.number), leads),
        *(_held(held) if held else ()),
    ]
    table = Table(
        _("Alle versies van deze toewijzing"),
        (_("Toegewezen op"), _("Inhoud"), _("Reden"), _("Stand")),
        tuple(_version(each) for each in course.versions),
    )
    texts = () if held else (_("Een credit wordt gehouden tegen het debet dat hij terugneemt."),)
    return Section("besluit", _("Besluit en toewijzing"), texts, tuple(facts), (table,))


def _held(held: Allocation) -> tuple[Fact, ...]:
    return (Fact(_("Versie die telde"), _content(held)), Fact(_("Geldig"), _period(held)))


def _period(held: Allocation) -> str:
    if held.end is None:
        return _("vanaf %(since)s", since=day(held.start))
    return _("%(since)s tot en met %(until)s", since=day(held.start), until=day(held.end))


def _content(held: Allocation) -> str:
    parts = [held.code or held.category or _("geen product genoemd")]
    if held.volume is not None:
        size = words.quantity(held.volume, held.unit or "")
        parts.append(f"{size} {FREQUENCIES.get(held.frequency or '', '')}".strip())
    if held.budget is not None:
        parts.append(_("budget %(amount)s", amount=euros(held.budget)))
    return ", ".join(parts)


def _version(version: Version) -> tuple[str, ...]:
    stands = []
    if version.held_against:
        stands.append(_("telde voor deze regel"))
    if version.counts:
        stands.append(_("geldt nu"))
    if version.content.deleted:
        stands.append(_("ingetrokken"))
    content = f"{_content(version.content)}, {_period(version.content)}"
    assigned = f"{day(version.assigned_at.date())} {version.assigned_at:%H:%M}"
    return assigned, content, version.reason or "–", ", ".join(stands) or "–"


def declared(card: Card, address: Address) -> Section:
    """What the provider declared, and on which contract."""
    line = card.line
    place = address("intake.line", batch=line.batch, position=line.place, line=line.position)
    message = address("intake.message", batch=line.batch, position=line.place)
    tariff = card.examined.tariff
    category = _("categorie %(category)s", category=line.category)
    facts = [
        Fact(_("Aanbieder"), f"{card.parties.provider} ({card.parties.agb})"),
        Fact(_("Gemeente"), card.parties.municipality),
        Fact(_("Wet"), str(LAWS[line.law])),
        Fact(_("Declaratie"), f"{line.declaration}, {month(line.period_start)}", message),
        Fact(_("Dagtekening"), day(line.dated)),
        Fact(_("Regel"), _("%(position)s van %(count)s", position=line.position,
                           count=line.line_count), place),
        Fact(_("Product"), f"{line.code} ({category})"),
        Fact(_("Productperiode"), _("%(since)s tot en met %(until)s", since=day(line.start),
                                    until=day(line.end))),
        Fact(_("Volume"), words.quantity(line.volume, line.unit)),
        Fact(_("Tarief"), _("geen") if line.tariff_cents is None else euros(line.tariff_cents)),
        Fact(_("Bedrag"), euros(line.cents)),
        Fact(_("Contract"), line.contract or _("geen")),
    ]  # fmt: skip
    if tariff is not None and tariff.cents is not None:
        agreed = f"{euros(tariff.cents)} ({UNITS.get(tariff.unit, tariff.unit)})"
        facts.append(Fact(_("Tarief in het contract"), agreed))
    if tariff is not None and tariff.milestones:
        facts.append(Fact(_("Mijlpalen in het contract"), in_parts(tariff.milestones)))
    if line.previous_reference:
        facts.append(Fact(_("Neemt terug"), line.previous_reference))
    return Section("gedeclareerd", _("Gedeclareerd"), facts=tuple(facts))


def rules(card: Card, _address: Address) -> Section:
    """The rules that were asked, each with its values."""
    examined = card.examined
    kept, broken = examined.kept, examined.broken
    passed = ngettext(
        "%(num)s regel van het regelboek is getoetst en klopt.",
        "%(num)s regels van het regelboek zijn getoetst en kloppen.",
        len(kept),
    )
    texts = [passed, *([_failed(len(broken))] if broken else []), _asked_again(card)]
    tables = []
    if examined.warnings:
        texts.append(_warned(len(examined.warnings)))
        tables.append(_warnings(examined.warnings))
    if broken:
        tables.append(_rules(_("Wat niet klopt"), broken, folded=False))
    if kept:
        tables.append(_rules(_("Wat klopt, met de waarden"), kept, folded=True))
    return Section("regels", _("Getoetst aan het regelboek"), tuple(texts), tables=tuple(tables))


def _failed(count: int) -> str:
    return str(ngettext("%(num)s regel klopt niet.", "%(num)s regels kloppen niet.", count))


def _warned(count: int) -> str:
    return str(
        ngettext(
            "Er is %(num)s waarschuwing. Daarmee is de regel gewoon toegekend.",
            "Er zijn %(num)s waarschuwingen. Daarmee is de regel gewoon toegekend.",
            count,
        )
    )


def _warnings(warnings: Sequence[Finding]) -> Table:
    rows = tuple((each.rule, words.finding_in_words(each)) for each in warnings)
    return Table(_("Waarschuwingen"), (_("Regel"), _("Wat opvalt")), rows)


def _asked_again(card: Card) -> str:
    if card.line.state == "parked":
        return str(_("Deze regel wacht op gegevens van de gemeente en is nog niet beslist."))
    if card.examined.agrees is None:
        return str(_("Deze regel is eerder beslist dan andere regels van hetzelfde bericht."))
    if not card.examined.same_book:
        return str(
            _("Deze regel is beoordeeld met een eerder regelboek; de waarden zijn nu nagerekend.")
        )
    if not card.examined.agrees:
        return str(_("Let op: opnieuw toetsen geeft nu een andere uitkomst dan is vastgelegd."))
    return str(_("Opnieuw getoetst met de gegevens van toen: de uitkomst is dezelfde."))


def _rules(caption: str, asked: Sequence[Asked], folded: bool) -> Table:
    rows = tuple(
        (each.rule, words.rule_in_words(each.rule), words.values_in_words(each) or "–")
        for each in asked
    )
    return Table(caption, (_("Regel"), _("Wat hij vraagt"), _("Waarden")), rows, folded=folded)


def use(card: Card, _address: Address) -> Section:
    """Earlier lines and credits of the allocation, against what it may hold."""
    course = card.course
    title = _("Alle toegekende regels op deze toewijzing")
    if not course.lines:
        return Section("verloop", title, (_("Er is nog niets toegekend op deze toewijzing."),))
    facts = [Fact(_("Toegekend in totaal"), words.quantity(course.total, course.unit))]
    if course.most is not None:
        facts.append(Fact(_("Mag in totaal"), words.quantity(course.most, course.unit)))
    if course.over:
        facts.append(Fact(_("Grens"), _("er is meer toegekend dan mag"), tone="warn"))
    months = Table(
        _("Per maand, debet min credit"),
        (_("Maand"), _("Toegekend"), _("Mag in die maand")),
        tuple(
            (
                _marked(month(each.month), each.itself),
                words.quantity(each.used, course.unit),
                "–" if each.limit is None else words.quantity(each.limit, course.unit),
            )
            for each in course.months
        ),
        frozenset((1, 2)),
    )
    return Section("verloop", title, (), tuple(facts), (months, _lines(card)), chart=True)


def _marked(words: str, itself: bool) -> str:
    """The words, with a mark where they are about the line of this sheet."""
    return str(_("%(words)s (deze regel)", words=words)) if itself else words


def _lines(card: Card) -> Table:
    rows = tuple(
        (
            month(each.start), _marked(each.reference, each.itself),
            _("credit") if each.credit else _("debet"), words.quantity(each.volume, each.unit),
            euros(each.cents),
        )
        for each in card.course.lines
    )  # fmt: skip
    head = (_("Maand"), _("Referentie"), _("Soort"), _("Volume"), _("Bedrag"))
    return Table(_("Regel voor regel"), head, rows, frozenset((3, 4)), folded=True)
