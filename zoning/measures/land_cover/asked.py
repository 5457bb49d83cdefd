"""What a question of land cover comes to: the zone in each administrative unit, and the rasters in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from layers.editions import Edition
from layers.errors import BadInput, NotFound
from layers.rasters.classes import ClassTable, ClassTables
from layers.rasters.classraster import ClassRaster, opened
from layers.rasters.placed import Raster, rasters
from layers.snapshot import LayerView
from zoning.measures.areas.holding import Held, Holding
from zoning.measures.areas.polygons import column, dissolved
from zoning.measures.areas.territory import ADMIN, Sum, Territory, Unit, Units
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.measures.memo import Memo
from zoning.measures.question import LandCoverQuestion
from zoning.measures.sources import Sources

LAND_COVER = "land_cover"


@dataclass(frozen=True, eq=False)
class Zone:
    """What is measured, in each administrative unit that holds any of it; `whole`: all of it as one.

    `layer`, `code` None: the land itself. `outside_m2`: what the layer's own features of the region hold beyond every
    unit; `silent`: units in part of which the layer does not say whether there is any.
    """

    layer: str | None
    code: str | None
    view: LayerView | None
    pieces: Mapping[Unit, BaseGeometry]
    whole: BaseGeometry
    outside_m2: float
    silent: tuple[Unit, ...]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with everything it rests on."""

    question: LandCoverQuestion
    sources: Sources
    admin: LayerView
    territory: Territory
    zone: Zone
    now: LayerView
    before: LayerView | None

    @property
    def incomplete(self) -> tuple[Sum, ...]:
        """The region's land, or sea, where the outlines of it are only those of a part of it."""
        parts = {unit.part for unit in self.zone.pieces}
        own = [self.territory.of(self.territory.region, part) for part in sorted(parts)]
        return tuple(one for one in own if one is not None and not one.complete)

    def rasters(self, view: LayerView) -> tuple[Raster, ...]:
        """The rasters of a view that speak within the zone."""
        memo = self.sources.derived(view, memory)
        return memo.of(lambda: self._within(self.sources.derived(view, rasters)), "rasters", self.zone)

    def _within(self, held: tuple[Raster, ...]) -> tuple[Raster, ...]:
        return tuple(raster for raster in held if shapely.intersects(self.zone.whole, raster.ground))

    def table(self) -> ClassTable:
        """The class table of all rasters of both days. Raises BadInput where they have different ones."""
        both = (self.now, *([] if self.before is None else [self.before]))
        held = [one for view in both for one in self.rasters(view) or self.sources.derived(view, rasters)]
        return one_table(held, self.sources.definitions.base.class_tables)

    def least_patch_m2(self, method: LandCoverMethod) -> float:
        """The smallest patch that is listed, as asked or as the method says."""
        asked = self.question.min_patch_m2
        return method.min_patch_m2 if asked is None else asked

    def editions(self) -> Iterator[Edition]:
        """Every edition that has to do with the region, of both days."""
        for view in (self.admin, self.zone.view, self.now, self.before):
            if view is not None:
                yield from (edition for edition in view.editions if self.sources.speaks(edition.head.region))

    @contextmanager
    def open(self, *chosen: Raster) -> Iterator[tuple[ClassRaster, ...]]:
        """The cells of rasters. Raises StoreError where a file is missing or altered."""
        with ExitStack() as held:
            paths = [held.enter_context(self.sources.file(r.sha256)) for r in chosen]
            yield tuple(
                held.enter_context(opened(path, raster.edition.label))
                for path, raster in zip(paths, chosen, strict=True)
            )


def asked(question: LandCoverQuestion, sources: Sources) -> Asked:
    """The question made ready. Raises NotFound (layer), BadInput (class, dates, patch), NoEditions."""
    if question.since is not None and question.since >= question.as_of:
        raise BadInput(
            f"since={question.since} 不早于 as_of={question.as_of}；请给出更早的日期",
            f"since={question.since} is not earlier than as_of={question.as_of}; give an earlier day",
        )
    if question.min_patch_m2 is not None and not 0.0 <= question.min_patch_m2 < float("inf"):
        raise BadInput(
            f"min_patch_m2={question.min_patch_m2} 须是不小于 0 的平方米数",
            f"min_patch_m2={question.min_patch_m2} must be square metres, 0 or more",
        )
    admin = sources.view(ADMIN)
    units = sources.derived(admin, Units)
    within = frozenset(unit.code for unit in units.units if sources.within(unit.code))
    territory = units.territory(sources.region.code, within, sources.definitions.base.regions, sources.as_of)
    zone = _zone(question.zone, sources, admin, territory)
    before = None if question.since is None else sources.view(LAND_COVER, question.since)
    return Asked(question, sources, admin, territory, zone, sources.view(LAND_COVER), before)


def one_table(held: Iterable[Raster], tables: ClassTables) -> ClassTable:
    """The class table that rasters have in common. Raises BadInput where they have different ones, or there is none."""
    found: dict[str, Raster] = {}
    for raster in held:
        found.setdefault(raster.table, raster)
    if len(found) > 1:
        (one, first), (other, second) = list(found.items())[:2]
        raise BadInput(
            f"{first.edition.label}（类别表 {one}）与 {second.edition.label}（类别表 {other}）"
            "的类别不同，不能合计或比较",
            f"{first.edition.label} (class table {one}) and {second.edition.label} (class table {other}) hold "
            "different classes and cannot be summed or compared",
        )
    return tables.named(next(iter(found), None))


def memory(_: LayerView) -> Memo:
    """What was computed of a view so far; the same objects for as long as the editions are."""
    return Memo(keep=32)


def _zone(text: str | None, sources: Sources, admin: LayerView, territory: Territory) -> Zone:
    if text is None:
        return sources.derived(admin, memory).of(lambda: _land(territory), "land", territory)
    layer, _, code = text.partition(":")
    kinds = sources.definitions.base.kinds
    if layer not in kinds:
        raise NotFound(f"没有图层 {layer}；请核对名称", f"there is no layer {layer}; check the name")
    kind = kinds[layer]
    if kind.geometry != "polygon" or kind.raster:
        raise BadInput(
            f"{kind.title.zh}（{layer}）不是面图层，不能作为统计范围",
            f"{kind.title.en} ({layer}) is no layer of polygons",
        )
    if code:
        known = kind.attributes[kind.class_attribute].values if kind.class_attribute is not None else {}
        if code not in known:
            listed = ", ".join(known) or "-"
            raise BadInput(
                f"图层 {layer} 没有类别 {code}；可用：{listed}",
                f"layer {layer} has no class {code}; there are {listed}",
            )
    view = sources.view(layer)
    held = sources.derived(view, Holding).of(territory, sources)
    memo = sources.derived(view, memory)
    return memo.of(lambda: _of_layer(view, code, held, territory), "zone", code, held, territory)


def _land(territory: Territory) -> Zone:
    land = {unit: unit.geometry for unit in territory.units if unit.part == "land"}
    return Zone(None, None, None, land, dissolved(column(list(land.values()))), 0.0, ())


def _of_layer(view: LayerView, code: str, held: Held, territory: Territory) -> Zone:
    pieces = {unit: ground for unit in territory.units if not (ground := _held(held, unit, code)).is_empty}
    beyond = held.beyond.of(code) if code else held.beyond.whole
    silent = tuple(unit for unit in territory.units if held.covered[unit] < 1.0)
    whole = dissolved(column(list(pieces.values())))
    return Zone(view.kind.layer, code or None, view, pieces, whole, beyond.area_m2, silent)


def _held(held: Held, unit: Unit, code: str) -> BaseGeometry:
    cut = held.units[unit]
    return (cut.of(code) if code else cut.whole).geometry
