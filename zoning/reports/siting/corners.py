"""Corners of a project in CGCS2000: degrees, minutes and seconds, and north and east in the 3° zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from layers.crs_source import Zone
from layers.definition_file import Titles
from layers.geodesy import area, length
from layers.geodesy.survey import plane_area, plane_coordinates
from zoning.measures.areas.plane import Plane, plane
from zoning.measures.tables import Cell, table
from zoning.projects import Part, Project
from zoning.reports.model import Grid, Paragraph
from zoning.reports.siting.said import HECTARE_M2, MU_PER_HECTARE, Body, column, two, word

_MILLION: Final = 1_000_000
_SECONDS_DIGITS: Final = 4  # of arc: 3 mm
RING: Final = Titles(zh="外环", en="outer ring")
HOLE: Final = Titles(zh="内环（扣除）", en="inner ring (left out)")
LINE: Final = Titles(zh="线", en="line")
POINT: Final = Titles(zh="点", en="point")


@dataclass(frozen=True, eq=False)
class Drawn:
    """The parts of a project as its verdict names them, and the zone in which they are given in metres."""

    project: Project
    plane: Plane

    @property
    def zone(self) -> Zone:
        """The CGCS2000 3° zone of the middle of the project."""
        return self.plane.zone

    @property
    def footprint(self) -> BaseGeometry:
        """The dissolved footprint (EPSG:4490), lines with a width as corridors; without the area of an opinion."""
        return self.project.footprint("project")


def drawn(body: Body) -> Drawn:
    """The parts of a rendered verdict, EPSG:4490."""
    parts = tuple(
        Part(one["role"], geometry, geometry, one["width_m"])
        for one in body["project"]["parts"]
        for geometry in (shape(one["geometry"]),)
    )
    project = Project(parts, float(body["project"]["accuracy_m"]), {})
    return Drawn(project, plane(None, shapely.union_all([part.geometry for part in parts])))


def zone_text(zone: Zone) -> Titles:
    """The zone in words with its EPSG number."""
    meridian = zone.central_meridian
    return two(
        f"CGCS2000 / 3 度带高斯—克吕格，第 {zone.number} 带，中央子午线 {meridian}°E（EPSG:{4488 + zone.number}）；"
        "N 为纵坐标 X，E 为横坐标 Y，横坐标前加带号",
        f"CGCS2000 / 3-degree Gauss-Krüger zone {zone.number}, central meridian {meridian}°E "
        f"(EPSG:{4488 + zone.number}); N is X, E is Y with the zone number in front",
    )


def dms(degrees: float) -> str:
    """`120°30′05.3520″` of decimal degrees."""
    units = round(abs(degrees) * 3600 * 10**_SECONDS_DIGITS)
    seconds, fraction = divmod(units, 10**_SECONDS_DIGITS)
    minutes, second = divmod(seconds, 60)
    whole, minute = divmod(minutes, 60)
    sign = "-" if degrees < 0 else ""
    return f"{sign}{whole}°{minute:02d}′{second:02d}.{fraction:0{_SECONDS_DIGITS}d}″"


def corner_grids(of: Drawn) -> Iterator[Grid | Paragraph]:
    """Per part every ring and line, in the order of the verdict; the closing point of a ring is not repeated."""
    for number, part in enumerate(of.project.parts, start=1):
        rows = list(_rows(part.geometry, of.zone))
        role = word(part.role)
        width = "" if part.width_m is None else f"{part.width_m:g} m"
        title = two(
            f"第 {number} 部分（{role.zh}）界址点{f'，宽 {width}' if width else ''}",
            f"Corners of part {number} ({role.en}){f', {width} wide' if width else ''}",
        )
        columns = [
            column("ring", "环或线", "ring or line"),
            column("corner", "点号", "corner"),
            column("north", "N（X）", "N (X)", "m", 3),
            column("east", "E（Y，含带号）", "E (Y, with zone)", "m", 3),
            column("longitude", "经度", "longitude"),
            column("latitude", "纬度", "latitude"),
        ]
        yield Grid(table(f"corners_{number}", title, columns, rows))


def area_grid(of: Drawn, body: Body) -> Grid:
    """Area by two methods, of every part drawn and of the whole, in hectares and mu."""
    rows: list[list[Cell]] = []
    epsg = of.zone.epsg
    for number, part in enumerate(of.project.parts, start=1):
        surface = Project((part,), of.project.accuracy_m, {}).footprint("project") if part.role != "opinion" else None
        ground = part.geometry if surface is None else surface
        whole, flat = float(area(ground).sum()), float(plane_area(ground, epsg).sum())
        role = word(part.role)
        said = two(f"第 {number} 部分（{role.zh}）", f"part {number} ({role.en})")
        rows.append([said, *_areas(whole, flat), float(length(part.geometry).sum()) or None])
    measures = body["project"]["measures"]
    whole_m2 = float(measures["area_m2"])
    flat_m2 = float(plane_area(of.footprint, epsg).sum())
    said = two("合计（重叠处只计一次，不含意见范围）", "all (counted once, without areas of opinions)")
    rows.append([said, *_areas(whole_m2, flat_m2), float(measures["length_m"]) or None])
    columns = [
        column("part", "部分", "part"),
        column("ellipsoid_ha", "椭球面积", "on the ellipsoid", "ha", 4),
        column("ellipsoid_mu", "椭球面积（亩）", "on the ellipsoid (mu)", digits=4),
        column("plane_ha", "平面面积", "plane", "ha", 4),
        column("plane_mu", "平面面积（亩）", "plane (mu)", digits=4),
        column("ppm", "平面较椭球", "plane over ellipsoid", "ppm", 1),
        column("length_m", "线长", "length of line", "m", 3),
    ]
    survey = float(measures["survey_area_m2"])
    note = two(
        f"椭球面积：CGCS2000 椭球上沿经纬度直线边界的面积；平面面积：投影到 EPSG:{epsg} 后的面积。"
        f"按国土调查图斑公式由交付顶点算得的面积为 {survey / HECTARE_M2:.4f} 公顷（不含有宽度的线）。1 公顷 = 15 亩。",
        f"On the ellipsoid: the area on CGCS2000 within edges straight in longitude and latitude; plane: projected to "
        f"EPSG:{epsg}. By the land survey's formula, from the vertices as delivered, {survey / HECTARE_M2:.4f} ha "
        "(lines with a width not counted). 1 ha = 15 mu (亩).",
    )
    title = two("面积（两种方法）", "Area by two methods")
    return Grid(table("areas", title, columns, rows), totals=(len(rows) - 1,), note=note)


def zone_notes(of: Drawn) -> list[Titles]:
    """Where the project reaches beyond its zone."""
    west, _, east, _ = of.footprint.bounds
    middle = of.zone.central_meridian
    if west >= middle - 1.5 and east <= middle + 1.5:
        return []
    return [
        two(
            f"项目东西向超出第 {of.zone.number} 带的范围（{middle - 1.5:g}°E–{middle + 1.5:g}°E）；"
            "带外的平面面积与椭球面积相差较大，"
            "以椭球面积为准。",
            f"The project reaches beyond zone {of.zone.number} ({middle - 1.5:g}°E–{middle + 1.5:g}°E); plane areas "
            "out there "
            "differ more from those on the ellipsoid, which count.",
        )
    ]


def _areas(whole_m2: float, flat_m2: float) -> list[Cell]:
    if whole_m2 <= 0.0:
        return [None] * 5
    ellipsoid, flat = whole_m2 / HECTARE_M2, flat_m2 / HECTARE_M2
    return [
        ellipsoid,
        ellipsoid * MU_PER_HECTARE,
        flat,
        flat * MU_PER_HECTARE,
        _MILLION * (flat_m2 / whole_m2 - 1.0),
    ]


def _rows(geometry: BaseGeometry, zone: Zone) -> Iterator[list[Cell]]:
    """Corners numbered through the part: J1 …, rings told apart."""
    number = 0
    chains = list(_chains(geometry))
    for place, (kind, vertices) in enumerate(chains, start=1):
        name = kind if len(chains) == 1 else two(f"{place} {kind.zh}", f"{place} {kind.en}")
        east, north = plane_coordinates(vertices[:, 0], vertices[:, 1], zone.epsg)
        for (lon, lat), x, y in zip(vertices.tolist(), east.tolist(), north.tolist(), strict=True):
            number += 1
            yield [name, f"J{number}", y, zone.number * float(_MILLION) + x, dms(lon), dms(lat)]


def _chains(geometry: BaseGeometry) -> Iterator[tuple[Titles, NDArray[np.float64]]]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            yield RING, shapely.get_coordinates(part.exterior)[:-1]
            for ring in part.interiors:
                yield HOLE, shapely.get_coordinates(ring)[:-1]
        elif isinstance(part, shapely.LineString):
            yield LINE, shapely.get_coordinates(part)
        else:
            yield POINT, shapely.get_coordinates(part)


def corner_count(geometries: Sequence[BaseGeometry]) -> int:
    """How many corners a table of these lists."""
    return sum(len(vertices) for geometry in geometries for _, vertices in _chains(geometry))
