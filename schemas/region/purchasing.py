"""How a region buys, as values: tracks, segments, lots and areas, tariff lists and indexation.

Contracts name these by their ids. What a contract is paid is worked out from them when the file
is read, so that a stored contract stands on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from declarations.model import Law


@dataclass(frozen=True, slots=True)
class Participant:
    """A municipality (CBS code) that buys in a track, from ``start`` on; None from the outset."""

    municipality: str
    start: date | None


@dataclass(frozen=True, slots=True)
class Track:
    """A line of purchasing (inkoopspoor), such as youth care, with who takes part in it."""

    id: str
    name: str
    law: Law
    participants: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a track, for whom it is meant and what it is to achieve."""

    id: str
    track: str
    name: str
    target_group: str = ""
    goals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot (perceel) of a track and the municipalities that chose it."""

    id: str
    track: str
    name: str
    municipalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """An area of one municipality, in which one contract does the work."""

    id: str
    name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class ListedTariff:
    """What a list says of a product: ``tariff`` eurocents per ``unit`` from ``start`` on."""

    category: str
    code: str
    unit: str
    tariff: int
    start: date


@dataclass(frozen=True, slots=True)
class TariffList:
    """Tariffs that contracts refer to; of a ``binding`` one nobody has a tariff of his own."""

    id: str
    name: str
    law: Law
    binding: bool
    products: tuple[ListedTariff, ...]
    indexed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """A rise of tariffs from ``start`` on, a prognosis or the definitive one.

    ``wages`` is the share of wages in a tariff, the rest is material; the rates are what each
    rises. All in hundredths of a percent. A definitive one may replace a prognosis: it then counts
    from the tariffs before that one.
    """

    id: str
    start: date
    status: str
    wages: int
    wages_rate: int
    material_rate: int
    replaces: str | None = None

    def rates(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Shares and rates as `declarations.tariffs.indexed` takes them."""
        return ((self.wages, self.wages_rate), (10_000 - self.wages, self.material_rate))


@dataclass(frozen=True, slots=True)
class Structure:
    """All of the above of one region."""

    tracks: tuple[Track, ...] = ()
    segments: tuple[Segment, ...] = ()
    lots: tuple[Lot, ...] = ()
    areas: tuple[Area, ...] = ()
    tariff_lists: tuple[TariffList, ...] = ()
    indexes: tuple[Index, ...] = ()

    def track_of(self, segment: str | None) -> Track | None:
        """The track that a segment belongs to; None without one."""
        track = next((each.track for each in self.segments if each.id == segment), None)
        return next((each for each in self.tracks if each.id == track), None)
