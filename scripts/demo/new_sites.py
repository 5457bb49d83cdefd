"""Example projects on the invented controls, each for one piece of law."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from demo.board import Feature, block, pole, seaward
from demo.controls_coast import SAND
from demo.overlay import Ground
from demo.plane import Coordinates, to_lonlat, to_plane
from demo.sites import WORKS, Placer, Site

Part = tuple[str, float | None, BaseGeometry]
MUD_BAY = "温州湾"
SHOP = {
    "activity": "manufacturing",
    "industry_class": "一",
    "discharges_pollutants": False,
    "class1_heavy_metals_or_pops": False,
}


def _one(file: str, name: str, facts: Mapping[str, object], shape: BaseGeometry, role: str = "occupied") -> Site:
    return Site(file, name, None, {**WORKS, **facts}, ((role, None, to_lonlat(shape)),))


def _shore(layers: Mapping[str, list[Feature]], code: str) -> BaseGeometry:
    (found,) = (g for p, g in layers["coastline"] if p["code"] == f"DEMO-CL-{code}")
    return to_plane(found)


def _sea_outfall(placer: Placer, layers: Mapping[str, list[Feature]]) -> Site:
    """A sewage works behind the sand, its pipe under the beach, its mouth among the bathers."""
    mouth = seaward(_shore(layers, SAND), 0.5, 110.0)
    inland = shapely.difference(shapely.buffer(placer.land, -450.0), shapely.buffer(placer.protected, 200.0))
    works = shapely.get_coordinates(shapely.shortest_line(inland, Point(mouth)))[0]
    start = works + (mouth - works) / np.hypot(*(mouth - works)) * 80.0
    pipe = LineString([start, mouth])
    facts = {
        **WORKS,
        "activity": "sewage_works",
        "discharges_pollutants": True,
        "sets_outfall": True,
        "outfall_kind": "municipal_plant",
        "outfall_by_law_claimed": False,
        "eia_level": "report",
        "permanent_building": True,
        "pollutes_or_harms_sea": False,
    }
    parts: tuple[Part, ...] = (
        ("occupied", None, to_lonlat(block(works, 120, 90))),
        ("route", 2.0, to_lonlat(pipe)),
        ("outlet", None, to_lonlat(Point(mouth))),
    )
    return Site("sea_outfall", "演示·污水处理厂入海排污口", None, facts, parts)


def _wharf(layers: Mapping[str, list[Feature]]) -> Site:
    """A small wharf on a mud flat of the bay."""
    muds = [
        (p, to_plane(g))
        for p, g in layers["coastline"]
        if p["type"] == "N_MUD" and p["kind"] == "mainland" and p["bay"] == MUD_BAY
    ]
    line = max((g for _, g in muds), key=lambda g: float(shapely.length(g)))
    middle = seaward(line, 0.5, 40.0)
    facts = {
        "activity": "port_wharf",
        "berth_tonnage": 500,
        "temporary_use": False,
        "conforms_port_plan": True,
        "shoreline_use_claimed": True,
        "permanent_building": True,
        "alters_shoreline": True,
        "pollutes_or_harms_sea": False,
    }
    return _one("wharf", "演示·滩涂岸线码头", facts, block(middle, 110, 160, 0.0))


def _motorway(ground: Ground, layers: Mapping[str, list[Feature]]) -> Site:
    """Through a hill of the red line in a tunnel, down to the river and over it, in the open between."""
    hill = shapely.union_all(
        [to_plane(g) for p, g in layers["ecological_red_line"] if "瑞安中部丘陵" in str(p["name"])]
    )
    scope = shapely.union_all([to_plane(g) for p, g in layers["river_scope"] if "飞云江" in str(p["name"])])
    through = pole(hill)
    river = to_plane(ground.zones.rivers["飞云江"])
    axis = shapely.intersection(to_plane(ground.zones.axes["飞云江"]), scope)
    crossing = shapely.get_coordinates(shapely.shortest_line(axis, Point(through)))[0]
    north = through + (through - crossing) / np.hypot(*(through - crossing)) * 3_000.0
    south = crossing + (crossing - through) / np.hypot(*(crossing - through)) * 1_800.0
    line = shapely.segmentize(LineString([north, through, crossing, south]), 400.0)

    def reach(zone: BaseGeometry, margin: float) -> tuple[float, float]:
        cut = shapely.get_coordinates(shapely.intersection(line, zone))
        stops = shapely.line_locate_point(line, shapely.points(cut))
        return float(stops.min()) - margin, float(stops.max()) + margin

    tunnel, bridge = reach(hill, 200.0), reach(shapely.union(scope, river), 60.0)
    stops = [0.0, *tunnel, *bridge, float(shapely.length(line))]
    roles = ("occupied", "route", "occupied", "route", "occupied")
    parts = tuple(
        (role, 26.0, Placer.stretch(line, a, b)) for role, a, b in zip(roles, stops[:-1], stops[1:], strict=True)
    )
    facts = {
        **WORKS,
        "activity": "linear_infrastructure",
        "transport_line_kind": "motorway",
        "unavoidable": True,
        "in_spatial_plan": True,
        "eia_level": "report",
        "unrelated_river_structure": False,
        "obstructs_river": False,
        "river_excavation": False,
        "river_works": True,
        "unlawful_river_occupation": False,
        "river_lake_fill": "none",
    }
    return Site("motorway", "演示·高速公路隧道和大桥", None, facts, parts)


def _flood_works(placer: Placer, layers: Mapping[str, list[Feature]]) -> Site:
    """A flood retention works in a red line, inside the area of the provincial opinion; its yard below, outside."""
    hill = shapely.union_all(
        [to_plane(g) for p, g in layers["ecological_red_line"] if "永嘉北部山地" in str(p["name"])]
    )
    centre = pole(hill)
    unit = placer.named("control_unit", "永嘉县一般管控单元01")
    yard = shapely.get_coordinates(shapely.shortest_line(shapely.buffer(unit, -150.0), Point(centre)))[0]
    facts = {
        **WORKS,
        "activity": "flood_control_water_supply",
        "serves_water_supply": True,
        "unavoidable": True,
        "in_spatial_plan": True,
        "new_construction_land": True,
        "eia_level": "report",
    }
    parts: tuple[Part, ...] = (
        ("occupied", None, to_lonlat(block(centre, 150, 70, 25.0))),
        ("occupied", None, to_lonlat(block(yard, 60, 40))),
        ("opinion", None, to_lonlat(block(centre, 220, 120, 25.0))),
    )
    return Site("flood_works", "演示·红线内防洪工程（已有论证意见）", None, facts, parts)


def sites(ground: Ground, layers: Mapping[str, list[Feature]]) -> list[Site]:
    """The example projects on the invented controls. `layers` holds the features in force in 2026."""
    placer = Placer(ground, layers)

    def within(layer: str, text: str, margin: float = 0.0) -> Coordinates:
        """The pole of the one feature named so, less red lines, water zones and a margin."""
        shape = shapely.difference(placer.named(layer, text), shapely.buffer(placer.protected, 60.0))
        return pole(shapely.buffer(shape, -margin) if margin else shape)

    farm = shapely.difference(
        placer.named("livestock_ban_zone", "城镇居民区"),
        shapely.buffer(
            shapely.union_all(
                [*map(to_plane, ground.zones.urban.values()), *map(to_plane, ground.zones.rivers.values())]
            ),
            150.0,
        ),
    )
    farm = shapely.difference(farm, shapely.union_all([to_plane(g) for _, g in layers["farmland"]]))
    pigs = {
        "activity": "livestock",
        "discharges_pollutants": True,
        "livestock_scale_farm": True,
        "pigs_per_year": 3000,
        "outfall_kind": "none",
    }
    school = {
        "activity": "public_service",
        "sensitive_land_use": "public",
        "changes_to_sensitive_use": True,
        "soil_survey_done": True,
        "remediates_the_plot": False,
        "builds_noise_sensitive": True,
    }
    hotel = {
        "activity": "hotel_training",
        "discharges_pollutants": True,
        "outfall_kind": "none",
        "serves_scenic_protection": False,
        "conforms_to_scenic_plan": False,
        "harms_landscape_or_resources": False,
        "polluting_production_facility": False,
        "scenic_site_area_m2": 6000,
    }
    solar = {"activity": "solar_power", "state_key_project_farmland": False, "temporary_use_farmland": False}
    noisy = {
        **SHOP,
        "emits_industrial_noise": True,
    }
    cages = {
        "nature": "expanded",
        "activity": "fed_aquaculture",
        "mariculture": True,
        "uses_feed_or_fertiliser": True,
        "pollutes_or_harms_sea": False,
    }
    homes = placer.named("noise_zone", "城西")
    places = shapely.union_all([to_plane(g) for _, g in layers["sensitive_place"]])
    workshop = pole(shapely.difference(homes, shapely.buffer(places, 200.0)))
    return [
        _sea_outfall(placer, layers),
        _one("fish_cages", "演示·禁养区内扩建投饵养殖", cages, block(_ban(placer), 300, 200, 20.0), "sea_use"),
        _wharf(layers),
        _motorway(ground, layers),
        _flood_works(placer, layers),
        _one("pig_farm", "演示·禁养区内生猪养殖场", pigs, block(pole(farm), 150, 100, 15.0)),
        _one("school_on_plot", "演示·污染地块上的学校", school, block(within("contaminated_plot", "电镀厂"), 110, 80)),
        _one("scenic_hotel", "演示·核心景区内宾馆", hotel, block(within("scenic_area", "核心景区"), 90, 60, 30.0)),
        _one(
            "solar_farm",
            "演示·永久基本农田上的光伏电站",
            solar,
            block(within("permanent_farmland", "永久基本农田03"), 240, 160, 10.0),
        ),
        _one("noisy_workshop", "演示·噪声敏感区内车间", noisy, block(workshop, 60, 40, 5.0)),
    ]


def _ban(placer: Placer) -> Coordinates:
    """The middle of the ban zone at sea."""
    return pole(
        shapely.union_all([to_plane(g) for g in placer.geometries("aquaculture_zone", water="sea", **{"class": "ban"})])
    )
