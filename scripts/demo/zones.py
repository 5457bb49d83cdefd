"""The invented zones before they meet on common linework, in longitude/latitude."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from demo import places
from demo.plane import (
    Coordinates,
    blob,
    channel,
    largest,
    massif,
    path,
    place,
    polygonal,
    to_lonlat,
    to_plane,
)
from demo.shore import Shore

SEAT_CLEARANCE_M = 900.0
INDUSTRY_CLEARANCE_M = 900.0
UNIT_MARGIN_M = 450.0
LEVEL_1_BANK_M = 220.0
LEVEL_2_BANK_M = 1500.0


@dataclass
class Zones:
    """Zone id → polygon, disjoint within each mapping; `water` and `rivers` serve the water lines."""

    industry: dict[str, BaseGeometry] = field(default_factory=dict)
    industrial_units: dict[str, BaseGeometry] = field(default_factory=dict)
    urban: dict[str, BaseGeometry] = field(default_factory=dict)
    water_zones: dict[str, BaseGeometry] = field(default_factory=dict)
    red_2020: dict[str, BaseGeometry] = field(default_factory=dict)
    red_2025: dict[str, BaseGeometry] = field(default_factory=dict)
    bays: dict[str, BaseGeometry] = field(default_factory=dict)
    reservoirs: dict[str, BaseGeometry] = field(default_factory=dict)
    rivers: dict[str, BaseGeometry] = field(default_factory=dict)
    axes: dict[str, BaseGeometry] = field(default_factory=dict)


def _minus(shape: BaseGeometry, *others: BaseGeometry) -> BaseGeometry:
    return shapely.difference(shape, shapely.union_all(list(others))) if others else shape


def _grown(shape: BaseGeometry, metres: float) -> BaseGeometry:
    return to_lonlat(shapely.buffer(to_plane(shape), metres, quad_segs=6))


def _rectangle(centre: Coordinates, length: float, width: float, turn: float, seed: int) -> BaseGeometry:
    """A block with a few notches along its sides, turned: an industrial area follows roads, not nature."""
    rng = np.random.default_rng(seed)
    block: BaseGeometry = shapely.box(-length / 2, -width / 2, length / 2, width / 2)
    for _ in range(3):
        x, y = rng.uniform(-0.5, 0.3) * length, rng.choice([-0.5, 0.38]) * width
        block = shapely.difference(block, shapely.box(x, y, x + rng.uniform(0.08, 0.22) * length, y + 0.12 * width))
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return shapely.transform(largest(block), lambda p: p @ np.array([[c, s], [-s, c]]) + centre)


def build(shore: Shore, extent: BaseGeometry, cells: dict[str, BaseGeometry]) -> Zones:
    """All zones; earlier ones keep clear of later ones as a planner would."""
    zones = Zones()
    mainland = shapely.intersection(shore.mainland, extent)
    land = shapely.union_all([mainland, *shore.islands])
    _industry(zones, land, cells)
    _urban(zones, land, cells)
    _waters(zones, shore, mainland)
    _red_lines(zones, mainland, extent, cells)
    for name, outline in places.BAYS.items():
        water = _minus(shapely.intersection(Polygon(outline), extent), land)
        zones.bays[name] = max(shapely.get_parts(water), key=lambda part: float(shapely.area(part)))
    return zones


def _industry(zones: Zones, land: BaseGeometry, cells: dict[str, BaseGeometry]) -> None:
    for serial, (county, name, centre, length, width, turn, _, _) in enumerate(places.INDUSTRIAL, start=1):
        home = shapely.intersection(land, cells[county])
        block = to_lonlat(_rectangle(place(*centre), length, width, turn, 500 + serial))
        block = largest(shapely.intersection(block, home))
        zones.industry[f"{county}-{serial:02d}-{name}"] = block
    for key, block in zones.industry.items():
        home = shapely.intersection(land, cells[key[:6]])
        unit = largest(shapely.intersection(_grown(block, UNIT_MARGIN_M), home))
        zones.industrial_units[key] = _minus(unit, *zones.industrial_units.values())


def _urban(zones: Zones, land: BaseGeometry, cells: dict[str, BaseGeometry]) -> None:
    for serial, (county, radius) in enumerate(places.URBAN.items(), start=1):
        seat = blob(place(*places.SITES[county][0]), radius, 300 + serial, stretch=1.12, turn=35.0 * serial)
        home = shapely.intersection(land, cells[county])
        zones.urban[county] = largest(
            _minus(shapely.intersection(to_lonlat(seat), home), *zones.industrial_units.values())
        )


def _waters(zones: Zones, shore: Shore, mainland: BaseGeometry) -> None:
    lake = shapely.union_all(
        [channel(path(*axis), widths, 40 + i) for i, (axis, widths) in enumerate(places.RESERVOIR_AXES)]
    )
    lake = largest(lake)
    dam = Point(place(*places.RESERVOIR_AXES[0][0][-1]))
    near_dam = shapely.intersection(
        shapely.buffer(lake, LEVEL_1_BANK_M, quad_segs=4), shapely.buffer(dam, 4200, quad_segs=12)
    )
    level_1 = largest(near_dam)
    level_2 = shapely.difference(largest(shapely.buffer(lake, LEVEL_2_BANK_M, quad_segs=5)), level_1)
    catchment = massif(path((119.87, 27.655), (119.95, 27.665), (120.01, 27.68)), 5200, 61)
    quasi = shapely.difference(catchment, shapely.union(level_1, level_2))
    zones.reservoirs["演示珊溪水库"] = to_lonlat(lake)
    drawn = {"演示珊溪水库-1": level_1, "演示珊溪水库-2": level_2, "演示珊溪水库-quasi": largest(quasi)}

    axis = shapely.segmentize(LineString(path(*places.RIVER_AXIS)), 900.0)
    axis = LineString(_meander(shapely.get_coordinates(axis)))
    river = channel(shapely.get_coordinates(axis), (45, 80, 110, 160), 71, spacing=90.0)
    estuaries = {name: Polygon(shapely.get_coordinates(bank)) for name, bank in shore.banks.items()}
    zones.rivers = dict(estuaries)
    zones.rivers["飞云江"] = to_lonlat(largest(shapely.union(river, to_plane(estuaries["飞云江"]))))
    zones.axes["飞云江"] = to_lonlat(axis)
    length = float(shapely.length(axis))
    intake = places.RIVER_INTAKE_SHARE * length
    reach = {  # along the river, metres above and below the intake, depth of the land strip
        "1": (1000.0, 100.0, 60.0),
        "2": (3500.0, 300.0, 700.0),
        "quasi": (8000.0, 800.0, 1500.0),
    }
    taken: list[BaseGeometry] = []
    for level, (above, below, depth) in reach.items():
        piece = shapely.line_interpolate_point(axis, np.linspace(intake - above, intake + below, 60))
        strip = shapely.buffer(LineString(shapely.get_coordinates(piece)), depth + 110, cap_style="flat", quad_segs=5)
        zone = largest(_minus(strip, *taken))
        taken.append(strip)
        drawn[f"演示飞云江取水口-{level}"] = zone
    pond = channel(path(*places.BACKUP_AXIS), (120, 320, 260), 81)
    bank = shapely.buffer(pond, 200, quad_segs=4)
    drawn["演示备用水库-1"] = largest(bank)
    drawn["演示备用水库-2"] = largest(shapely.difference(shapely.buffer(bank, 1000, quad_segs=5), bank))
    zones.reservoirs["演示备用水库"] = to_lonlat(largest(pond))
    built_up = [*zones.industrial_units.values(), *zones.urban.values()]
    for key, shape in drawn.items():
        zones.water_zones[key] = polygonal(_minus(shapely.intersection(to_lonlat(shape), mainland), *built_up))


def _meander(vertices: Coordinates) -> Coordinates:
    """River vertices swung to either side, the ends left in place."""
    steps = np.arange(len(vertices))
    swing = 260.0 * np.sin(1.9 * steps) * np.minimum(1.0, np.minimum(steps, steps[::-1]) / 3.0)
    along = np.gradient(vertices, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(*along.T)[:, None]
    moved: Coordinates = vertices + swing[:, None] * across
    return moved


def _red_lines(zones: Zones, mainland: BaseGeometry, extent: BaseGeometry, cells: dict[str, BaseGeometry]) -> None:
    keep_out = [_grown(unit, INDUSTRY_CLEARANCE_M) for unit in zones.industrial_units.values()]
    keep_out += [_grown(seat, SEAT_CLEARANCE_M) for seat in zones.urban.values()]
    keep_out += list(zones.rivers.values())
    keep_out += [shape for key, shape in zones.water_zones.items() if key.endswith(("-1", "-2"))]
    barred = shapely.union_all(keep_out)
    for serial, (county, name, _, spine, radius, old, new) in enumerate(places.RED_LINES, start=1):
        home = shapely.intersection(mainland, cells[county])
        for edition, scale in ((zones.red_2020, old), (zones.red_2025, new)):
            if scale is None:
                continue
            centre_line = path(*spine)
            shape = (
                massif(centre_line, radius * scale, 900 + serial)
                if len(spine) > 1
                else blob(centre_line[0], radius * scale, 900 + serial, stretch=1.2, turn=20.0 * serial)
            )
            shape = shapely.intersection(_minus(to_lonlat(shape), barred), home)
            edition[f"{county}-{serial:02d}-{name}"] = _whole(shape)
    first = zones.red_2020["330329-01-乌岩岭"]
    core = to_lonlat(blob(place(119.735, 27.705), 2500, 77, stretch=1.15))
    core = largest(shapely.intersection(core, first))
    rest = largest(shapely.difference(first, core))
    for edition in (zones.red_2020, zones.red_2025):
        edition["330329-01-乌岩岭"] = rest
        edition["330329-40-乌岩岭核心保护区"] = core
    for serial, (county, name, _, centre, radius, _) in enumerate(places.SEA_RED_LINES, start=50):
        shape = to_lonlat(blob(place(*centre), radius, 700 + serial, stretch=1.15, turn=-20.0))
        shape = shapely.intersection(shape, shapely.intersection(extent, cells[county]))
        shape = largest(_minus(shape, mainland))
        for edition in (zones.red_2020, zones.red_2025):
            edition[f"{county}-{serial}-{name}"] = shape


def _whole(shape: BaseGeometry) -> BaseGeometry:
    """The parts of at least a tenth of the largest, without small holes; slivers go."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    limit = 0.1 * max(float(shapely.area(part)) for part in parts)
    return shapely.union_all([largest(part) for part in parts if shapely.area(part) >= limit])
