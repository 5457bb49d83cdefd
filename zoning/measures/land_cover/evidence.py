"""The places behind the figures of land cover: the zone in each unit, and every patch of change."""

from __future__ import annotations

from collections.abc import Mapping

from layers.definition_file import Titles
from layers.rasters.classes import ClassTable
from zoning.measures.areas.polygons import column
from zoning.measures.areas.territory import Unit
from zoning.measures.land_cover.asked import Asked
from zoning.measures.land_cover.change import Change
from zoning.measures.land_cover.composition import Cover
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.measures.tables import Column, Evidence, table
from zoning.verdict import rounded, square_metres

_ZONE = (
    Column("region", Titles(zh="行政区", en="region")),
    Column("part", Titles(zh="陆海", en="land or sea")),
    Column("layer", Titles(zh="图层", en="layer")),
    Column("class", Titles(zh="类别", en="class")),
    Column("zone_m2", Titles(zh="范围面积", en="zone"), "m²", 2),
    Column("classed_m2", Titles(zh="有类别面积", en="with a class"), "m²", 2),
    Column("nodata_m2", Titles(zh="无数据面积", en="nodata"), "m²", 2),
    Column("not_covered_m2", Titles(zh="栅格未及面积", en="not reached"), "m²", 2),
)
_PATCHES = (
    Column("id", Titles(zh="图斑", en="patch")),
    Column("transition", Titles(zh="变化", en="change")),
    Column("clue", Titles(zh="线索", en="clue")),
    Column("area_m2", Titles(zh="面积", en="area"), "m²", 2),
    Column("before", Titles(zh="变化前类别", en="class before")),
    Column("after", Titles(zh="变化后类别", en="class after")),
    Column("lon", Titles(zh="经度", en="longitude"), "°", 7),
    Column("lat", Titles(zh="纬度", en="latitude"), "°", 7),
    Column("regions", Titles(zh="行政区", en="regions")),
    Column("features", Titles(zh="所在要素", en="features")),
)


def evidence(
    case: Asked, by_unit: Mapping[Unit, Cover], found: Change | None, classes: ClassTable, method: LandCoverMethod
) -> tuple[Evidence, ...]:
    """The zone by unit; with a change, its patches as polygons within the zone."""
    zone = case.zone
    rows = [
        (
            unit.code,
            unit.part,
            zone.layer,
            zone.code,
            square_metres(cover.zone_m2),
            square_metres(cover.classed_m2),
            square_metres(cover.nodata_m2),
            square_metres(cover.not_covered_m2),
        )
        for unit, cover in by_unit.items()
    ]
    title = Titles(zh="统计范围", en="the zone")
    drawn = [Evidence(table("land_cover_zone", title, _ZONE, rows), column([zone.pieces[unit] for unit in by_unit]))]
    if found is not None:
        names, side = list(method.transitions), len(classes.values) + 1
        patches = []
        for place in found.places:
            patch = place.patch
            pair = max(patch.pairs.items(), key=lambda one: (one[1], -one[0]))[0]
            name = names[patch.kind - 1]
            patches.append(
                (
                    place.name,
                    name,
                    method.transitions[name].clue,
                    square_metres(patch.area_m2),
                    str(classes.values[pair // side]),
                    str(classes.values[pair % side]),
                    rounded(place.point[0], 7),
                    rounded(place.point[1], 7),
                    ", ".join(place.regions),
                    ", ".join(place.features),
                )
            )
        shown = table("land_cover_patches", Titles(zh="变化图斑", en="patches of change"), _PATCHES, patches)
        drawn.append(Evidence(shown, column([place.geometry for place in found.places])))
    return tuple(drawn)
