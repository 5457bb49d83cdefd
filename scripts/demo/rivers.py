"""Water lines (banks, rings, a centreline) and the buffer strips along them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from demo.overlay import MAINLAND, Ground
from demo.places import COUNTIES
from demo.plane import Coordinates, along, largest, points, to_lonlat, to_plane

Feature = tuple[dict[str, object], BaseGeometry]
NO_DOCUMENT = "演示数据，无划定文件"
REQUIRED_WIDTH_M = {
    "演示珊溪水库": 50.0,
    "演示备用水库": 50.0,
    "飞云江": 30.0,
    "瓯江": 30.0,
    "鳌江": 20.0,
    "清江": 20.0,
}
# Strips: water body, role, share of the line from and to, width in metres, status, year.
STRIPS: tuple[tuple[str, str, float, float, float, str, int], ...] = (
    ("飞云江", "left", 0.06, 0.22, 30, "delimited", 2021),
    ("飞云江", "left", 0.30, 0.45, 30, "delimited", 2021),
    ("飞云江", "left", 0.32, 0.38, 26, "restored", 2022),
    ("飞云江", "left", 0.40, 0.44, 31, "built", 2023),
    ("飞云江", "right", 0.10, 0.30, 30, "delimited", 2021),
    ("飞云江", "right", 0.12, 0.18, 30, "restored", 2023),
    ("飞云江", "right", 0.50, 0.56, 18, "restored", 2024),
    ("瓯江", "left", 0.25, 0.40, 35, "delimited", 2021),
    ("瓯江", "left", 0.27, 0.33, 32, "built", 2022),
    ("瓯江", "right", 0.55, 0.70, 30, "restored", 2024),
    ("鳌江", "right", 0.20, 0.70, 20, "delimited", 2022),
    ("演示珊溪水库", "ring", 0.05, 0.25, 50, "delimited", 2021),
    ("演示珊溪水库", "ring", 0.08, 0.16, 50, "restored", 2022),
    ("演示备用水库", "ring", 0.10, 0.60, 50, "delimited", 2023),
)


def _banks(river: BaseGeometry, mouth: BaseGeometry) -> tuple[Coordinates, Coordinates]:
    """Left and right bank of a river polygon, both running downstream to the mouth line (left end first)."""
    ring = shapely.get_coordinates(shapely.get_exterior_ring(river))[:-1]
    left_end, right_end = shapely.get_coordinates(mouth)[[0, -1]]
    a, b = (int(np.argmin(((ring - end) ** 2).sum(axis=1))) for end in (left_end, right_end))
    forward = ring[a : b + 1] if a <= b else np.concatenate([ring[a:], ring[: b + 1]])
    back = ring[b : a + 1] if b <= a else np.concatenate([ring[b:], ring[: a + 1]])
    up_and_down = forward if len(forward) > len(back) else back[::-1]
    middle = (left_end + right_end) / 2
    source = int(np.argmax(((up_and_down - middle) ** 2).sum(axis=1)))
    return up_and_down[: source + 1][::-1], up_and_down[source:]


def _lines(ground: Ground) -> list[tuple[str, str, BaseGeometry]]:
    """(water body, role, line in chainage direction), whole."""
    lines: list[tuple[str, str, BaseGeometry]] = []
    for name, river in ground.zones.rivers.items():
        left, right = _banks(river, ground.shore.mouth_lines[name])
        lines += [(name, "left", LineString(left)), (name, "right", LineString(right))]
    for name, axis in ground.zones.axes.items():
        lines.append((name, "centre", axis))
    for name, lake in ground.zones.reservoirs.items():
        ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.orient_polygons(lake)))
        lines.append((name, "ring", LineString(ring[::-1])))  # clockwise: the water on its right
    return lines


def _by_county(line: BaseGeometry, ground: Ground) -> list[tuple[str, BaseGeometry]]:
    """The line cut where it crosses from one county to the next; the pieces share their ends exactly."""
    cells = {
        code: ground.union((ground.county == code) & (ground.landmass == MAINLAND))
        for code in COUNTIES
        if ((ground.county == code) & (ground.landmass == MAINLAND)).any()
    }
    borders = shapely.union_all([shapely.boundary(cell) for cell in cells.values()])
    c = shapely.get_coordinates(line)
    crossings = shapely.get_coordinates(shapely.intersection(line, borders))
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(c, axis=0).T))])
    where = np.array([shapely.line_locate_point(LineString(c), point) for point in points(crossings)])
    order = np.argsort(np.concatenate([at, where]), kind="stable")
    full = np.round(np.concatenate([c, crossings])[order], 7)
    full = full[np.concatenate([[True], (np.diff(full, axis=0) != 0).any(axis=1)])]
    middles = points((full[:-1] + full[1:]) / 2)
    names = list(cells)
    nearest = shapely.STRtree([cells[name] for name in names]).nearest(middles)
    owner = [names[i] for i in nearest]
    cuts = [0, *(i for i in range(1, len(owner)) if owner[i] != owner[i - 1]), len(owner)]
    return [(owner[a], LineString(full[a : b + 1])) for a, b in pairwise(cuts)]


def water_lines(ground: Ground) -> list[Feature]:
    """Banks, rings and the centreline, cut at county borders."""
    rows: list[Feature] = []
    for name, role, line in _lines(ground):
        for serial, (county, piece) in enumerate(_by_county(line, ground), start=1):
            properties: dict[str, object] = {
                "code": f"DEMO-WL-{len(rows) + 1:03d}",
                "water_body": name,
                "role": role,
                "reach": f"{COUNTIES[county]}段{serial:02d}",
                "region": county,
                "required_width_m": None if role == "centre" else REQUIRED_WIDTH_M[name],
                "approval": None if role == "centre" else NO_DOCUMENT,
            }
            rows.append((properties, piece))
    return rows


def buffer_strips(ground: Ground) -> list[Feature]:
    """Strips on the landward side of stretches of the banks, one feature per county."""
    lines = {(name, role): line for name, role, line in _lines(ground)}
    waters = {**ground.zones.rivers, **ground.zones.reservoirs}
    rows: list[Feature] = []
    taken: dict[str, list[BaseGeometry]] = {}
    for name, role, start, end, width, status, year in STRIPS:
        line = lines[name, role]
        length = float(shapely.length(line))
        ends = np.array([start, end]) * length
        stops: Coordinates = np.concatenate([ends[:1], _vertex_stops(line, ends[0], ends[1]), ends[1:]])
        stretch = LineString(np.round(along(line, stops), 7))
        for county, piece in _by_county(stretch, ground):
            side = -width if role == "right" else width  # land lies on the right of a right bank, else on the left
            strip: BaseGeometry = shapely.buffer(
                to_plane(piece), side, single_sided=True, join_style="mitre", mitre_limit=1.5
            )
            strip = shapely.difference(
                to_lonlat(largest(strip)), shapely.union_all([waters[name], *taken.get(status, [])])
            )
            strip = largest(shapely.make_valid(shapely.set_precision(strip, 1e-7)))
            taken.setdefault(status, []).append(strip)
            properties: dict[str, object] = {
                "code": f"DEMO-BS-{len(rows) + 1:03d}",
                "name": f"演示·{name}缓冲带{len(rows) + 1:02d}",
                "water_body": name,
                "side": role,
                "status": status,
                "year": year,
                "width_m": float(width),
                "project": f"演示项目{year}" if status != "delimited" else None,
                "reach": f"{COUNTIES[county]}段",
                "region": county,
            }
            rows.append((properties, strip))
    return rows


def _vertex_stops(line: BaseGeometry, low: float, high: float) -> Coordinates:
    c = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(c, axis=0).T))])
    chosen: Coordinates = at[(at > low) & (at < high)]
    return chosen
