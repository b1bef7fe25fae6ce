"""Reading how a region buys, and contracts by that: their place, their term and their tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from declarations.model import Law
from schemas.region import purchasing_checks as checks
from schemas.region import purchasing_shape as shape
from schemas.region.gathering import Gathering
from schemas.region.places import Path
from schemas.region.pricing import from_list, list_with_indexes, with_indexes
from schemas.region.purchasing import (
    Area,
    Index,
    ListedTariff,
    Lot,
    Participant,
    Segment,
    Structure,
    TariffList,
    Track,
)
from schemas.region.sentences import sentence
from schemas.region.values import Member, Product

TABLES = ("track", "segment", "lot", "area", "tariff_list", "indexation")


class PurchasingReading(Gathering):
    """The part of the pass that is about how a region buys."""

    structure = Structure()
    lists: tuple[TariffList, ...] = ()  # with the tariffs that indexation makes

    def read_structure(self) -> None:
        """Read all of it, so that contracts can be held against it."""
        for table in TABLES:
            self._all_wrong(self._repeated(table, "id"))
        self.structure = Structure(
            tracks=tuple(self._tracks()),
            segments=tuple(
                Segment(**fields | {"goals": tuple(fields["goals"])})
                for _, fields in self._loaded("segment", shape.SegmentTable())
            ),
            lots=tuple(
                Lot(**fields | {"municipalities": tuple(fields["municipalities"])})
                for _, fields in self._loaded("lot", shape.LotTable())
            ),
            areas=tuple(Area(**fields) for _, fields in self._loaded("area", shape.AreaTable())),
            tariff_lists=tuple(self._tariff_lists()),
            indexes=tuple(
                Index(**fields) for _, fields in self._loaded("indexation", shape.IndexTable())
            ),
        )
        indexes = self.structure.indexes
        self.lists = tuple(list_with_indexes(one, indexes) for one in self.structure.tariff_lists)
        codes = self._keys("municipality", "code")
        self._all_wrong(checks.structure_fits(self.structure, codes))

    def _tracks(self) -> list[Track]:
        found = []
        for position, table in self._tables("track"):
            plain, path = dict(table), ("track", position)
            rows = self._inner(plain, path, "participant", shape.ParticipantTable())
            fields = self._load(shape.TrackTable(), plain, path)
            if fields is not None and rows is not None:
                participants = tuple(Participant(**row) for row in rows)
                fields["law"] = Law(fields["law"])
                found.append(Track(**fields, participants=participants))
        return found

    def _tariff_lists(self) -> list[TariffList]:
        found = []
        for position, table in self._tables("tariff_list"):
            plain, path = dict(table), ("tariff_list", position)
            rows = self._inner(plain, path, "product", shape.ListedTariffTable())
            fields = self._load(shape.TariffListTable(), plain, path)
            if fields is not None and rows is not None:
                products = tuple(ListedTariff(**row) for row in rows)
                fields |= {"law": Law(fields["law"]), "indexed": tuple(fields["indexed"])}
                found.append(TariffList(**fields, products=products))
        return found

    def members(self, table: dict[str, Any], path: Path) -> tuple[Member, ...] | None:
        """The consortium of a contract, taken out of its table."""
        rows = self._inner(table, path, "member", shape.MemberTable())
        return None if rows is None else tuple(Member(**row) for row in rows)

    def joined(self, fields: Mapping[str, Any]) -> dict[str, date]:
        """From when municipalities take part that join their track later than this contract."""
        track = self.structure.track_of(fields["segment"])
        starts = {p.municipality: p.start for p in track.participants} if track else {}
        return {
            code: since
            for code in fields["municipalities"]
            if (since := starts.get(code)) is not None and since > fields["start"]
        }

    def priced(
        self, asked: list[Product], fields: Mapping[str, Any], path: Path
    ) -> tuple[Product, ...]:
        """What the contract pays for the products it asks for, all tariffs worked out."""
        last: date = max(
            fields["end"], fields["continuity"] or fields["end"], *fields["extensions"]
        )
        rows: list[Product] = []
        for position, product in enumerate(asked):
            here = (*path, "product", position)
            self._all_wrong(checks.asked_fits(product, here, fields["law"], self.lists))
            listed = next((each for each in self.lists if each.id == product.list), None)
            if listed is None:
                rows.append(replace(product, list=None) if product.list else product)
                continue
            found = from_list(replace(product, tariff=None), listed, last)
            if not found:
                values = (product.code, product.unit, listed.id)
                self._wrong(here, sentence("not-in-list", *values))
            rows += found
        return with_indexes(rows, self._indexes(fields, path, last))

    def _indexes(self, fields: Mapping[str, Any], path: Path, last: date) -> list[Index]:
        known = {index.id: index for index in self.structure.indexes}
        for name in fields["indexed"]:
            if name not in known:
                self._wrong((*path, "indexed"), sentence("name-unknown", name, "indexation"))
        wanted = [known[name] for name in fields["indexed"] if name in known]
        return [index for index in wanted if fields["start"] < index.start <= last]
