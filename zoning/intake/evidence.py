"""What speaks for a reading of coordinates: the county it falls in, land or sea, whether the area is as stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from layers.coverage import ADMIN_AREA
from layers.engine import at_point
from layers.errors import BadInput
from layers.geodesy import distance
from layers.notes import Note, NoteValue
from layers.regions import Regions
from layers.snapshot import Feature, LayerView, Snapshot

_LEVELS = ("province", "city", "county")
_AREA_AGREES = 0.01
_STEP_KM = 50.0  # in which distances from all that is drawn are ranked


@dataclass(frozen=True)
class Position:
    """Where the middle of an outline lies: the smallest administrative area drawn there, `part` land or sea."""

    code: str | None = None
    name: str | None = None
    part: str | None = None

    @property
    def values(self) -> dict[str, NoteValue]:
        """As values of a note."""
        return {"code": self.code, "name": self.name}


@dataclass(frozen=True)
class Evidence:
    """Notes for and against a reading; `rank` puts the likelier first, the lowest is the best."""

    position: Position
    notes: tuple[Note, ...]
    rank: tuple[int, ...]


@dataclass(frozen=True)
class Witness:
    """The layers in force (None: none are), and the regions that the file or its sender names."""

    snapshot: Snapshot | None
    regions: Regions
    stated: tuple[str, ...] = ()

    @cached_property
    def stated_name(self) -> str:
        """The stated regions by name."""
        return "、".join(self.regions[code].name.zh if code in self.regions else code for code in self.stated)

    @cached_property
    def _admin(self) -> LayerView | None:
        return None if self.snapshot is None else self.snapshot.view(ADMIN_AREA)

    @cached_property
    def _stated_area(self) -> BaseGeometry:
        """All that is drawn of the stated regions."""
        features = self._admin.features if self._admin is not None else ()
        return shapely.union_all([f.geometry for f in features if self._is_stated(str(f.attributes.get("code")))])

    @cached_property
    def _drawn(self) -> BaseGeometry:
        """A box around each administrative area: near enough for tens of kilometres."""
        features = self._admin.features if self._admin is not None else ()
        return shapely.MultiPolygon([shapely.box(*feature.geometry.bounds) for feature in features])

    def _is_stated(self, code: str) -> bool:
        return any(self.regions.within(code, stated) for stated in self.stated)

    def position(self, outline: BaseGeometry) -> Position:
        """Where the middle of an outline lies."""
        if self._admin is None:
            return Position()
        middle = outline.centroid
        here = sorted(at_point(self._admin, middle.x, middle.y), key=_depth)
        if not here:
            return Position()
        attributes = here[-1].attributes
        code, name, part = (attributes.get(key) for key in ("code", "name", "part"))
        return Position(str(code), None if name is None else str(name), None if part is None else str(part))

    def of(self, outline: BaseGeometry, area_m2: float | None = None, declared_m2: float | None = None) -> Evidence:
        """What the layers say of an outline (EPSG:4490) whose polygons have `area_m2` and the file states another."""
        where = self.position(outline)
        notes: list[Note] = []
        if where.code is None:
            notes.append(Note("place_not_drawn"))
        elif where.part == "sea":
            notes.append(Note("place_at_sea", where.values))
        else:
            notes.append(Note("place_on_land", where.values))
        stated = 1
        if self.stated and where.code is not None and self._is_stated(where.code):
            stated = 0
            notes.append(Note("place_as_stated", {"stated": self.stated_name}))
        elif self.stated and not (where.code is None and self._stated_area.is_empty):
            stated = 2
            notes.append(self._elsewhere(outline))
        agrees = 1
        if area_m2 and declared_m2:
            ratio = declared_m2 / area_m2
            agrees = 0 if abs(ratio - 1) <= _AREA_AGREES else 2
            values = {"declared_ha": round(declared_m2 / 1e4, 4), "computed_ha": round(area_m2 / 1e4, 4)}
            notes.append(Note("area_as_declared", values) if agrees == 0 else Note("area_not_as_declared", values))
        drawn = 2 if where.code is None else 1 if where.part == "sea" else 0
        away = 0 if where.code is not None else int(self._from_drawn_km(outline) // _STEP_KM)
        return Evidence(where, tuple(notes), (stated, drawn, agrees, away))

    def _elsewhere(self, outline: BaseGeometry) -> Note:
        if self._stated_area.is_empty:
            return Note("place_not_as_stated", {"stated": self.stated_name})
        away = round(_kilometres(outline, self._stated_area), 1)
        return Note("place_far_from_stated", {"stated": self.stated_name, "distance_km": away})

    def _from_drawn_km(self, outline: BaseGeometry) -> float:
        """How far an outline lies from all that is drawn; where nothing is, every one alike."""
        return 0.0 if self._drawn.is_empty else _kilometres(outline, self._drawn)


def stated_regions(regions: Regions, region: str | None, words: Iterable[str]) -> tuple[str, ...]:
    """The regions that a sender names by code or name, else those whose names stand in a file's own words.

    Of regions within each other the smaller alone; a retired one stands for its successors too. Raises BadInput for a
    `region` that is not in the list.
    """
    if region is not None:
        found = [code for code in regions if region in (code, regions[code].name.zh, regions[code].name.en)]
        if not found:
            raise BadInput(
                f"“{region}”不是行政区代码或名称；如 330302 或 鹿城区",
                f'"{region}" is neither the code nor the name of a region; e.g. 330302',
            )
    else:
        text = "\n".join(words)
        found = [code for code in regions if regions[code].name.zh in text]
    found += [successor for code in found for successor in regions[code].successors if successor in regions]
    above = {higher for code in found for higher in regions.ancestry(code)[1:]}
    return tuple(dict.fromkeys(code for code in found if code not in above))


def _kilometres(outline: BaseGeometry, place: BaseGeometry) -> float:
    """About how far the middle of an outline lies from a place."""
    middle = outline.centroid
    there = shapely.shortest_line(middle, place).coords[-1]
    return float(distance(middle.x, middle.y, there[0], there[1])) / 1000


def _depth(feature: Feature) -> tuple[int, tuple[str, str, int, str]]:
    level = feature.attributes.get("level")
    return (_LEVELS.index(str(level)) if level in _LEVELS else -1), feature.order
