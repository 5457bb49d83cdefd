"""Example projects, placed by computation so that each meets what its name says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from demo.board import Feature, block, pole
from demo.overlay import MAINLAND, Ground
from demo.plane import Coordinates, along, to_lonlat, to_plane

ACCURACY_M = 1.0
# What an ordinary small project answers to questions that the law asks everywhere.
ORDINARY: dict[str, object] = {
    "industry_policy_class": "none",
    "petrochemical_layout": "none",
    "chemical_project": False,
    "pharmaceutical_project": False,
    "hazardous_chemical_facility": False,
    "waste_yard": False,
    "high_pollution_project": False,
    "adds_coal_consumption": False,
    "carbon_sector": "none",
    "eia_level": "form",
    "contrary_to_statutory_plan": False,
    "concentrated_town_construction": False,
    "involves_toxic_substances": False,
    "burns_high_pollution_fuel": False,
    "uses_high_emission_machinery": False,
    "may_pollute_soil": False,
    "may_pollute_groundwater": False,
}
# Nothing else that a water-source zone forbids.
QUIET: dict[str, object] = {
    "severely_water_polluting": False,
    "raises_discharge": False,
    "sets_outfall": False,
    "stores_polluting_waste": False,
    "vessel_use": "none",
    "uses_phosphorus_pesticides_fertiliser": False,
    "carries_toxics_or_hazardous_waste": False,
    "may_pollute_drinking_water": False,
}
# A project that is no industry and discharges nothing.
WORKS: dict[str, object] = {
    "nature": "new",
    "industry_class": "非工业",
    "discharges_pollutants": False,
    "waste_facility_kind": "none",
    "reclamation": False,
    **QUIET,
    **ORDINARY,
}


@dataclass(frozen=True)
class Site:
    """One project file: what stands in its "project" member, and its parts (role, width, geometry)."""

    file: str
    name: str
    industry: str | None
    facts: Mapping[str, object]
    parts: tuple[tuple[str, float | None, BaseGeometry], ...]


def _lonlat_block(centre: Coordinates, length: float, width: float, turn: float = 0.0) -> BaseGeometry:
    """A rectangle about `centre` (plane), in longitude/latitude."""
    return to_lonlat(block(centre, length, width, turn))


class Placer:
    """Looks features up by attribute and keeps the plane copies of what sites must avoid."""

    def __init__(self, ground: Ground, layers: Mapping[str, list[Feature]]) -> None:
        self._ground = ground
        self._layers = layers
        self.land = to_plane(ground.union(ground.landmass == MAINLAND))
        self.red = self._all("ecological_red_line")
        self.protected = shapely.union_all([self.red, self._all("water_source_zone")])

    def _all(self, layer: str, **where: object) -> BaseGeometry:
        return shapely.union_all([to_plane(g) for g in self.geometries(layer, **where)])

    def geometries(self, layer: str, **where: object) -> list[BaseGeometry]:
        """Geometries whose properties equal `where` (longitude/latitude)."""
        return [g for p, g in self._layers[layer] if all(p[k] == v for k, v in where.items())]

    def named(self, layer: str, text: str, **where: object) -> BaseGeometry:
        """The one geometry whose name contains `text`, in the plane."""
        found = [
            g for p, g in self._layers[layer] if text in str(p["name"]) and all(p[k] == v for k, v in where.items())
        ]
        if len(found) != 1:
            raise LookupError(f"{layer}: {len(found)} features named {text!r}")
        return to_plane(found[0])

    def in_former_red_line(self) -> Coordinates:
        """Deep inside a priority unit that lies in no red line of 2025 and no water zone."""
        units = self._all("control_unit", **{"class": "priority", "part": "land"})
        return pole(shapely.difference(units, self.protected))

    def in_industrial_area(self) -> Coordinates:
        """Inside the recognised area that lies farthest from protected zones, shore, water and county borders."""
        away = shapely.union_all(
            [self.protected, self._all("coastline"), self._all("water_line"), self._all("buffer_strip")]
            + [shapely.boundary(to_plane(g)) for g in self.geometries("admin_area", part="land")]
        )
        poles = [
            pole(shapely.intersection(to_plane(area), self._all("control_unit", **{"class": "key_industrial"})))
            for area in self.geometries("industrial_area", recognised=True, kind="park")
        ]
        return max(poles, key=lambda pole: float(shapely.distance(Point(pole), away)))

    def pump_and_workshop(self) -> tuple[Coordinates, Coordinates]:
        """On the bank in level 1 of the reservoir; and the nearest place 70 m inside its level 2."""
        lake = to_plane(self._ground.zones.reservoirs["演示珊溪水库"])
        bank = shapely.difference(self.named("water_source_zone", "珊溪水库", level="1"), lake)
        pump = pole(bank)
        level_2 = shapely.buffer(shapely.difference(self.named("water_source_zone", "珊溪水库", level="2"), lake), -70)
        nearest = shapely.get_coordinates(shapely.shortest_line(level_2, Point(pump)))[0]
        return pump, nearest

    def road(self) -> list[tuple[str, float, BaseGeometry]]:
        """From a town through level 2 of the backup source, under a red line, to the country beyond."""
        town = pole(self.named("control_unit", "乐清市城镇生活"))
        hill = self.named("ecological_red_line", "乐清北部山地")
        through = pole(hill)
        around = shapely.buffer(self.named("water_source_zone", "备用水库", level="1"), 500.0, quad_segs=4)
        bypass = self._along_ring(shapely.get_coordinates(shapely.get_exterior_ring(around)), town, through)
        beyond = through + (through - bypass[-1]) / np.hypot(*(through - bypass[-1])) * 5200.0
        line = shapely.segmentize(LineString(np.concatenate([[town], bypass, [through, beyond]])), 400.0)
        under = shapely.intersection(line, hill)
        stops = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(under)))
        length = float(shapely.length(line))
        entry, leave = max(0.0, float(stops.min()) - 150), min(length, float(stops.max()) + 150)
        return [
            ("occupied", 24.0, self.stretch(line, 0.0, entry)),
            ("route", 24.0, self.stretch(line, entry, leave)),
            ("occupied", 24.0, self.stretch(line, leave, length)),
        ]

    @staticmethod
    def _along_ring(ring: Coordinates, start: Coordinates, end: Coordinates) -> Coordinates:
        """The shorter way along a ring from its vertex nearest `start` to its vertex nearest `end`, a little eased."""
        a, b = (int(np.argmin(((ring[:-1] - point) ** 2).sum(axis=1))) for point in (start, end))
        one = ring[a : b + 1] if a <= b else np.concatenate([ring[a:-1], ring[: b + 1]])
        other = (ring[b : a + 1] if b <= a else np.concatenate([ring[b:-1], ring[: a + 1]]))[::-1]
        way = min(one, other, key=lambda c: float(shapely.length(LineString(c))))
        return shapely.get_coordinates(shapely.simplify(LineString(way), 40.0))

    @staticmethod
    def stretch(line: BaseGeometry, start: float, end: float) -> BaseGeometry:
        """The piece between two distances along, with the line's own vertices between."""
        c = shapely.get_coordinates(line)
        at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(c, axis=0).T))])
        ends = along(line, np.array([start, end]))
        return to_lonlat(LineString(np.concatenate([ends[:1], c[(at > start + 1) & (at < end - 1)], ends[1:]])))

    def border_plot(self) -> BaseGeometry:
        """A plot outside a red line whose one side is a run of that line's own vertices (longitude/latitude).

        The other vertices are kept away from the line, so that the contact is the shared run and nothing else.
        """
        zone = self.geometries("ecological_red_line", code="DEMO-RL-330324-13-L")[0]
        ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.orient_polygons(zone)))[:-1]
        plane = shapely.get_coordinates(to_plane(LineString(ring)))
        zone_plane = to_plane(zone)
        for start in range(0, len(ring) - 8):
            run = plane[start : start + 7]
            chord = run[-1] - run[0]
            outward = np.array([chord[1], -chord[0]]) / np.hypot(*chord)  # the land inside is on the left
            far = shapely.get_coordinates(to_lonlat(LineString([run[-1] + 160 * outward, run[0] + 160 * outward])))
            plot = Polygon(np.concatenate([ring[start : start + 7], far]))
            if not shapely.is_valid(plot) or shapely.relate_pattern(plot, zone, "T********"):
                continue
            sides = to_plane(LineString([ring[start + 6], far[0], far[1], ring[start]]))
            beyond = shapely.difference(sides, shapely.buffer(Point(run[0]), 60.0))
            beyond = shapely.difference(beyond, shapely.buffer(Point(run[-1]), 60.0))
            near_ends = shapely.intersection(sides, zone_plane)
            clear = shapely.distance(beyond, zone_plane) > 40 and len(shapely.get_coordinates(near_ends)) == 2
            if clear and float(shapely.length(LineString(run))) > 250:
                return shapely.orient_polygons(plot)
        raise LookupError("no run of the red line's border lets a plot stand beside it")

    def on_outer_edge(self) -> Coordinates:
        """A vertex of the extent's land edge, as far as can be from protected zones and county borders."""
        edge = shapely.get_coordinates(to_plane(shapely.boundary(self._ground.outline)))
        points = shapely.points(edge)
        inland = shapely.distance(points, shapely.boundary(self.land)) < 1.0
        inland &= shapely.distance(points, to_plane(shapely.union_all(self.geometries("coastline")))) > 20_000
        own = shapely.union_all([shapely.boundary(to_plane(g)) for g in self.geometries("admin_area", code="330329")])
        others = shapely.union_all(
            [self.protected, *(to_plane(g) for p, g in self._layers["admin_area"] if p["code"] != "330329")]
        )
        reach = np.where(inland & (shapely.distance(points, own) < 1.0), shapely.distance(points, others), -1.0)
        chosen: Coordinates = edge[int(np.argmax(reach))]
        return chosen

    def in_uncoded_unit(self) -> Coordinates:
        """Inside the one unit whose own list row is not coded as rules."""
        return pole(self._all("control_unit", list_coded=False))

    def inside_red_line(self) -> Coordinates:
        """Deep inside a red line on land that is no core zone."""
        return pole(self.named("ecological_red_line", "永嘉西部山地"))


def sites(ground: Ground, layers: Mapping[str, list[Feature]]) -> list[Site]:
    """The example projects. `layers` holds the features in force in 2026."""
    placer = Placer(ground, layers)
    pump, workshop = placer.pump_and_workshop()
    shop: dict[str, object] = {
        "nature": "new",
        "activity": "manufacturing",
        "industry_class": "一",
        "discharges_pollutants": False,
        "class1_heavy_metals_or_pops": False,
        "waste_facility_kind": "none",
        "reclamation": False,
        **ORDINARY,
    }
    plant_facts = {**shop, "industry_class": "二", "discharges_pollutants": True}
    works: dict[str, object] = {**WORKS}
    unknown_discharge = {k: v for k, v in shop.items() if k != "discharges_pollutants"} | QUIET

    def one(file: str, name: str, facts: dict[str, object], block: BaseGeometry, industry: str | None = None) -> Site:
        return Site(file, name, industry, facts, (("occupied", None, block),))

    chemical = {**shop, "industry_class": "三", "discharges_pollutants": True, "chemical_project": True}
    chemical |= {"high_pollution_project": True, "carbon_sector": "chemicals", "eia_level": "report"}
    chemical |= {"involves_toxic_substances": True, "may_pollute_soil": True, "sensitive_places_around": False}
    pump_facts = {**works, "activity": "flood_control_water_supply", "serves_water_supply": True}
    road_facts = {**works, "activity": "linear_infrastructure", "unavoidable": True, "in_spatial_plan": True}
    return [
        one(
            "chemical_plant",
            "演示·化工项目",
            chemical,
            _lonlat_block(placer.in_former_red_line(), 200, 120, 15),
            "C2631",
        ),
        one("waterworks_pump", "演示·水厂取水泵房", pump_facts, _lonlat_block(pump, 8, 8)),
        one("workshop", "演示·加工作坊", unknown_discharge, _lonlat_block(workshop, 60, 52)),
        one("assembly_shop", "演示·装配车间", shop, _lonlat_block(placer.in_industrial_area(), 90, 60, 20)),
        Site("road", "演示·公路", None, road_facts, tuple(placer.road())),
        one("border_plot", "演示·红线边地块", shop, placer.border_plot()),
        one("half_outside", "演示·半出界地块", shop, _lonlat_block(placer.on_outer_edge(), 160, 120)),
        one(
            "factory_on_red_line", "演示·红线内工厂", plant_facts, _lonlat_block(placer.inside_red_line(), 180, 110, 30)
        ),
        one("uncoded_unit", "演示·清单未编码单元内车间", shop, _lonlat_block(placer.in_uncoded_unit(), 70, 50, 10)),
    ]
