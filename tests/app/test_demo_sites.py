"""The example projects of the demonstration: their facts are known and they stand where their names say."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
import yaml
from demo_files import ROOT, SITES, covered, only, site


def test_each_example_names_its_project_and_gives_its_parts_roles():
    assert len(SITES) >= 17
    for name in SITES:
        project, properties, _ = site(name.removesuffix(".geojson"))
        assert project["name"].startswith("演示·")
        assert project["accuracy_m"] > 0
        assert project["facts"]["nature"] == ("expanded" if name.startswith("fish_cages") else "new")
        assert {p["role"] for p in properties} <= {"occupied", "route", "temporary", "sea_use", "outlet", "opinion"}


def test_example_facts_are_facts_of_the_code_list_with_allowed_values():
    files = [yaml.safe_load(f.read_text(encoding="utf-8")) for f in (ROOT / "data" / "codes" / "facts").glob("*.yaml")]
    known = {fact["fact"]: fact for file in files for fact in file["facts"]}
    for name in SITES:
        project, _, _ = site(name.removesuffix(".geojson"))
        for fact, value in project["facts"].items():
            assert fact in known, (name, fact)
            if known[fact]["type"] == "boolean":
                assert isinstance(value, bool)
            elif known[fact]["type"] == "code":
                assert value in known[fact]["values"]


def test_the_examples_stand_where_their_names_say():
    red, units, water = "ecological_red_line_2025.geojson", "control_unit.geojson", "water_source_zone.geojson"
    assert covered("chemical_plant", units, **{"class": "priority"}) == pytest.approx(1)
    assert covered("chemical_plant", red) == 0
    assert covered("waterworks_pump", water, level="1") == pytest.approx(1)
    assert covered("workshop", water, level="2") == pytest.approx(1)
    assert covered("factory_on_red_line", red) == pytest.approx(1)
    assert covered("uncoded_unit", units, list_coded=False) == pytest.approx(1)
    assert covered("half_outside", "admin_area.geojson", part="land") == pytest.approx(0.5, abs=0.1)


def test_the_assembly_shop_stands_in_an_industrial_area_clear_of_protected_zones():
    assert covered("assembly_shop", "industrial_area.geojson", recognised=True) == pytest.approx(1)
    assert covered("assembly_shop", "control_unit.geojson", **{"class": "key_industrial"}) == pytest.approx(1)
    _, _, geometries = site("assembly_shop")
    zones = [only("ecological_red_line_2025.geojson"), only("water_source_zone.geojson")]
    assert shapely.distance(geometries[0], shapely.union_all(zones)) > 500 / 98_500


def test_the_border_plot_shares_a_run_of_the_red_lines_vertices_and_nothing_else():
    _, _, geometries = site("border_plot")
    zone = only("ecological_red_line_2025.geojson")
    plot = geometries[0]
    assert not shapely.relate_pattern(plot, zone, "T********")
    on_zone = {tuple(c) for c in shapely.get_coordinates(zone).tolist()}
    ring = [tuple(c) for c in shapely.get_coordinates(plot).tolist()][:-1]
    shared = [vertex in on_zone for vertex in ring]
    assert sum(shared) >= 5
    apart = [shapely.distance(shapely.Point(v), zone) for v, s in zip(ring, shared, strict=True) if not s]
    assert min(apart) > 10 / 98_500
    contact = shapely.intersection(shapely.boundary(plot), shapely.boundary(zone))
    assert len(shapely.get_coordinates(shapely.line_merge(contact))) == sum(shared)


def test_the_road_passes_level_2_in_the_open_and_the_red_line_as_a_route_only():
    project, properties, geometries = site("road")
    assert project["facts"]["activity"] == "linear_infrastructure"
    red = only("ecological_red_line_2025.geojson")
    for p, g in zip(properties, geometries, strict=True):
        assert p["width_m"] > 0
        assert shapely.intersects(g, red) == (p["role"] == "route")
    assert shapely.length(shapely.intersection(geometries[0], only("water_source_zone.geojson", level="2"))) > 0
    assert not shapely.intersects(shapely.union_all(geometries), only("water_source_zone.geojson", level="1"))
    for first, second in pairwise(geometries):
        assert first.coords[-1] == second.coords[0]


def test_each_new_example_meets_the_control_that_its_name_says():
    assert covered("fish_cages", "aquaculture_zone.geojson", **{"class": "ban"}) == pytest.approx(1)
    assert covered("pig_farm", "livestock_ban_zone.geojson") == pytest.approx(1)
    assert covered("school_on_plot", "contaminated_plot.geojson", status="listed") == pytest.approx(1)
    assert covered("scenic_hotel", "scenic_area.geojson", zone="core") == pytest.approx(1)
    assert covered("solar_farm", "permanent_farmland.geojson") == pytest.approx(1)
    assert covered("noisy_workshop", "noise_zone.geojson", sensitive_cluster=True) == pytest.approx(1)
    for name in ("pig_farm", "school_on_plot", "scenic_hotel", "solar_farm", "noisy_workshop"):
        assert covered(name, "ecological_red_line_2025.geojson") == 0


def test_the_sea_outfall_ends_among_the_bathers_and_its_works_stand_on_land():
    _, properties, geometries = site("sea_outfall")
    part = {p["role"]: g for p, g in zip(properties, geometries, strict=True)}
    assert shapely.within(part["outlet"], only("bathing_beach.geojson"))
    assert shapely.within(part["occupied"], only("admin_area.geojson", part="land"))
    assert shapely.intersects(part["route"], only("coastline_2025.geojson", type="N_SAND"))


def test_the_wharf_stands_on_a_mud_shore_of_the_mainland():
    _, _, geometries = site("wharf")
    assert shapely.intersects(geometries[0], only("coastline_2025.geojson", type="N_MUD", kind="mainland"))


def test_the_motorway_passes_red_line_and_river_as_routes_and_keeps_its_width():
    _, properties, geometries = site("motorway")
    assert [p["role"] for p in properties] == ["occupied", "route", "occupied", "route", "occupied"]
    assert {p["width_m"] for p in properties} == {26.0}
    red, river = only("ecological_red_line_2025.geojson"), only("river_scope.geojson")
    assert [shapely.intersects(g, red) for g in geometries] == [False, True, False, False, False]
    assert [shapely.intersects(g, river) for g in geometries] == [False, False, False, True, False]
    for first, second in pairwise(geometries):
        assert first.coords[-1] == second.coords[0]


def test_the_flood_works_take_red_line_only_inside_the_area_of_the_opinion():
    _, properties, geometries = site("flood_works")
    opinion = shapely.union_all(geometries[[p["role"] == "opinion" for p in properties]])
    occupied = shapely.union_all(geometries[[p["role"] == "occupied" for p in properties]])
    taken = shapely.intersection(occupied, only("ecological_red_line_2025.geojson"))
    assert not taken.is_empty
    assert shapely.within(taken, opinion)
