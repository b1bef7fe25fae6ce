"""What must fit between contracts and the way their region buys."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.region.checks import Wrong
from schemas.region.places import Path
from schemas.region.purchasing import Structure, TariffList
from schemas.region.purchasing_shape import ALL
from schemas.region.sentences import sentence
from schemas.region.values import Contract, Product


def structure_fits(structure: Structure, codes: set[str]) -> Wrong:
    """Tracks, segments, lots, areas and indexations name what the file has; ``codes`` are CBS."""
    tracks = {track.id: track for track in structure.tracks}
    for position, track in enumerate(structure.tracks):
        here: Path = ("track", position)
        for number, each in enumerate(track.participants):
            if each.municipality not in codes:
                place = (*here, "participant", number, "municipality")
                yield place, sentence("municipality-unknown", each.municipality)
        named = [each.municipality for each in track.participants]
        if len(set(named)) < len(named):
            yield here, sentence("participant-twice")
    for position, segment in enumerate(structure.segments):
        if segment.track not in tracks:
            yield ("segment", position, "track"), sentence("name-unknown", segment.track, "track")
    for position, lot in enumerate(structure.lots):
        if lot.track not in tracks:
            yield ("lot", position, "track"), sentence("name-unknown", lot.track, "track")
            continue
        buyers = {each.municipality for each in tracks[lot.track].participants}
        for code in lot.municipalities:
            if code not in buyers:
                place = ("lot", position, "municipalities")
                yield place, sentence("municipality-not-in-track", code, lot.track)
    for position, area in enumerate(structure.areas):
        if area.municipality not in codes:
            place = ("area", position, "municipality")
            yield place, sentence("municipality-unknown", area.municipality)
    yield from _indexes_fit(structure)


def _indexes_fit(structure: Structure) -> Wrong:
    starts = {index.id: index.start for index in structure.indexes}
    for position, index in enumerate(structure.indexes):
        if index.replaces is not None and not (
            index.replaces in starts and starts[index.replaces] <= index.start
        ):
            yield ("indexation", position, "replaces"), sentence("replaces", index.replaces)
    for position, listed in enumerate(structure.tariff_lists):
        for name in listed.indexed:
            if name not in starts:
                place = ("tariff_list", position, "indexed")
                yield place, sentence("name-unknown", name, "indexation")
        keys = [(p.category, p.code, p.unit, p.start) for p in listed.products]
        if len(set(keys)) < len(keys):
            yield ("tariff_list", position), sentence("listed-twice")


def place_fits(contract: Contract, path: Path, structure: Structure) -> Wrong:
    """The segment, lot and area of a contract, and who takes part in its track."""
    segment = next((s for s in structure.segments if s.id == contract.segment), None)
    if contract.segment is not None and segment is None:
        yield (*path, "segment"), sentence("name-unknown", contract.segment, "segment")
    track = structure.track_of(contract.segment)
    if track is not None:
        if track.law != contract.law:
            yield (*path, "law"), sentence("track-other-law", track.id, track.law)
        buyers = {each.municipality: each.start for each in track.participants}
        for code in contract.municipalities:
            since = buyers.get(code)
            if code not in buyers:
                place = (*path, "municipalities")
                yield place, sentence("municipality-not-in-track", code, track.id)
            elif since is not None and since > contract.end:
                yield (*path, "municipalities"), sentence("joins-after-end", code, since)
    yield from _lot_fits(contract, path, structure)
    yield from _area_fits(contract, path, structure)


def _lot_fits(contract: Contract, path: Path, structure: Structure) -> Wrong:
    if contract.lot is None:
        return
    lot = next((each for each in structure.lots if each.id == contract.lot), None)
    if lot is None:
        yield (*path, "lot"), sentence("name-unknown", contract.lot, "lot")
        return
    track = structure.track_of(contract.segment)
    if track is not None and track.id != lot.track:
        yield (*path, "lot"), sentence("lot-other-track", lot.id, lot.track)
    for code in contract.municipalities:
        if code not in lot.municipalities:
            yield (*path, "municipalities"), sentence("municipality-not-in-lot", code, lot.id)


def _area_fits(contract: Contract, path: Path, structure: Structure) -> Wrong:
    if contract.area is None:
        return
    area = next((each for each in structure.areas if each.id == contract.area), None)
    if area is None:
        yield (*path, "area"), sentence("name-unknown", contract.area, "area")
    elif contract.municipalities != (area.municipality,):
        place = (*path, "municipalities")
        yield place, sentence("area-elsewhere", area.id, area.municipality)


def areas_are_free(contracts: Sequence[tuple[int, Contract]]) -> Wrong:
    """An area has one contract on a day."""
    seen: list[Contract] = []
    for position, contract in contracts:
        if contract.area is None:
            continue
        for other in seen:
            together = contract.start <= other.end and other.start <= contract.end
            if other.area == contract.area and other.law == contract.law and together:
                yield ("contract", position, "area"), sentence("area-taken", other.id)
        seen.append(contract)


def term_fits(contract: Contract, path: Path) -> Wrong:
    """Options to extend and the days that care goes on lie after the end."""
    if contract.extensions and contract.extensions[0] <= contract.end:
        yield (*path, "extensions"), sentence("extension-before-end", contract.end)
    if contract.continuity is not None and contract.continuity < contract.end:
        yield (*path, "continuity"), sentence("continuity-before-end", contract.end)


def members_fit(contract: Contract, path: Path, providers: set[str]) -> Wrong:
    """The members of a consortium: known, each once, the lead among them, all shares together."""
    if not contract.members:
        return
    named = [member.provider for member in contract.members]
    for position, member in enumerate(contract.members):
        if member.provider not in providers:
            place = (*path, "member", position, "provider")
            yield place, sentence("provider-unknown", member.provider)
    if len(set(named)) < len(named):
        yield (*path, "member", 0), sentence("member-twice")
    if contract.provider not in named:
        yield (*path, "member", 0), sentence("lead-missing", contract.provider)
    total = sum(member.share for member in contract.members)
    if total != ALL:
        yield (*path, "member", 0), sentence("shares", total)


def asked_fits(
    asked: Product, path: Path, contract_law: str, lists: Sequence[TariffList]
) -> Wrong:
    """A product as the file asks for it: its own tariff, or a part of a list, never both."""
    listed = next((each for each in lists if each.id == asked.list), None)
    if asked.list is None:
        if asked.percentage is not None:
            yield (*path, "percentage"), sentence("percentage-without-list")
        key = (asked.category, asked.code)
        for each in lists:
            bound = {(p.category, p.code) for p in each.products}
            if each.binding and each.law == contract_law and key in bound:
                yield path, sentence("tariff-binding", asked.code, each.id)
        return
    if listed is None:
        yield (*path, "list"), sentence("name-unknown", asked.list, "tariff_list")
    elif listed.law != contract_law:
        yield (*path, "list"), sentence("list-other-law", listed.id, listed.law)
    elif listed.binding and asked.percentage not in (None, 100):
        yield (*path, "percentage"), sentence("tariff-binding", asked.code, listed.id)
    if asked.tariff is not None:
        yield (*path, "tariff"), sentence("tariff-of-list")
    if asked.milestones:
        yield (*path, "milestones"), sentence("milestones-without-euros")
