"""The committed demonstration data: complete, exact where it must be exact, and honestly labelled."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
import yaml

from layers.kinds import load_kinds

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"
MANIFEST = yaml.safe_load((DEMO / "manifest.yaml").read_text(encoding="utf-8"))
DELIVERIES = MANIFEST["deliveries"]
FILES = [delivery["file"] for delivery in DELIVERIES]
SITES = sorted(path.name for path in (DEMO / "sites").glob("*.geojson"))
COUNTIES = {f"3303{tail}" for tail in ("02", "03", "04", "05", "24", "26", "27", "28", "29", "81", "82", "83")}
KINDS = load_kinds(ROOT / "data" / "layers")
M2_PER_DEG2 = 98_500.0 * 110_800.0  # near enough for "more than a square metre"


@cache
def rows(file: str) -> tuple[list[dict], np.ndarray]:
    document = json.loads((DEMO / file).read_text(encoding="utf-8"))
    features = document["features"]
    geometries = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in features])
    return [feature["properties"] for feature in features], geometries


def only(file: str, **where: object) -> shapely.Geometry:
    properties, geometries = rows(file)
    chosen = [all(p[name] == value for name, value in where.items()) for p in properties]
    return shapely.union_all(geometries[chosen])


def site(name: str) -> tuple[dict, list[dict], np.ndarray]:
    document = json.loads((DEMO / "sites" / f"{name}.geojson").read_text(encoding="utf-8"))
    properties, geometries = rows(f"sites/{name}.geojson")
    return document["project"], properties, geometries


def test_everything_together_is_small_enough_to_live_in_the_repository():
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 4_000_000


def test_every_layer_that_applies_is_delivered_admin_areas_first_and_every_file_is_listed():
    assert DELIVERIES[0]["layer"] == "admin_area"
    elsewhere = {"basin", "taihu_shoreline", "yangtze_shoreline"}  # nothing of Wenzhou drains there
    assert {layer for layer, kind in KINDS.items() if kind.applies is not None and kind.applies.basin} == elsewhere
    assert {delivery["layer"] for delivery in DELIVERIES} == set(KINDS) - elsewhere
    assert sorted(FILES) == sorted(path.name for path in DEMO.glob("*.geojson"))


def test_every_delivery_says_that_it_is_illustrative_in_both_languages():
    for delivery in DELIVERIES:
        assert delivery["standing"] == "illustrative"
        assert "演示数据" in delivery["source"]
        assert "illustrative" in delivery["source"]
        assert delivery["accuracy_m"] > 0
        assert delivery["region"] == "330300"


def test_red_lines_and_coastline_have_a_second_edition_that_starts_later():
    for layer in ("ecological_red_line", "coastline"):
        dates = [str(delivery["effective_from"]) for delivery in DELIVERIES if delivery["layer"] == layer]
        assert dates == ["2020-01-01", "2025-01-01"]


def test_a_declared_layer_covers_the_region_and_a_wall_to_wall_layer_declares_nothing():
    for delivery in DELIVERIES:
        declared = KINDS[delivery["layer"]].coverage == "declared"
        assert delivery.get("coverage") == ("region" if declared else None)


@pytest.mark.parametrize("delivery", DELIVERIES, ids=FILES)
def test_attributes_are_those_of_the_layer_and_every_value_is_one_it_may_have(delivery):
    kind = KINDS[delivery["layer"]]
    properties, _ = rows(delivery["file"])
    for row in properties:
        assert set(row) <= set(kind.attributes)
        for name, attribute in kind.attributes.items():
            value = row.get(name)
            if value is None:
                assert not attribute.required, (name, row)
            else:
                attribute.typed(str(value).lower() if isinstance(value, bool) else str(value))
    keys = [tuple(row[name] for name in kind.key) for row in properties]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("file", [*FILES, *(f"sites/{name}" for name in SITES)])
def test_geometries_are_valid_and_lie_on_the_grid_of_a_centimetre(file):
    _, geometries = rows(file)
    assert shapely.is_valid(geometries).all()
    assert not shapely.is_empty(geometries).any()
    coordinates = shapely.get_coordinates(geometries)
    assert (np.round(coordinates, 7) == coordinates).all()


@pytest.mark.parametrize("file", ["admin_area.geojson", "control_unit.geojson"])
def test_counties_and_units_leave_no_gap_and_share_every_vertex_of_their_borders(file):
    _, geometries = rows(file)
    assert shapely.coverage_is_valid(geometries)
    whole = shapely.coverage_union_all(geometries)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors


def test_units_fill_exactly_what_the_counties_fill():
    outer = [shapely.coverage_union_all(rows(file)[1]) for file in ("admin_area.geojson", "control_unit.geojson")]
    assert shapely.area(shapely.symmetric_difference(*outer)) == 0.0


def test_all_twelve_counties_have_land_and_only_coastal_ones_have_sea():
    properties, _ = rows("admin_area.geojson")
    assert {p["code"] for p in properties if p["part"] == "land"} == COUNTIES
    sea = {p["code"] for p in properties if p["part"] == "sea"}
    assert sea == {"330303", "330305", "330326", "330327", "330381", "330382", "330383"}


def test_unit_codes_name_their_county_and_class_and_cannot_be_taken_for_real_ones():
    digits = {"priority": "1", "key_industrial": "2", "key_urban": "2", "general": "3"}
    properties, _ = rows("control_unit.geojson")
    for p in properties:
        found = re.fullmatch(r"ZH(\d{6})([123])\d{4}", p["code"])
        assert found is not None
        assert found.groups() == (p["region"], digits[p["class"]])
        assert p["name"].startswith("演示·")
    assert {p["region"] for p in properties} == COUNTIES
    assert sum(not p["list_coded"] for p in properties) == 1


def test_red_lines_are_priority_units_in_both_editions():
    priority = only("control_unit.geojson", **{"class": "priority"})
    for file in ("ecological_red_line_2020.geojson", "ecological_red_line_2025.geojson"):
        stray = shapely.area(shapely.difference(shapely.union_all(rows(file)[1]), priority)) * M2_PER_DEG2
        assert stray < 1.0


@pytest.mark.parametrize(
    "file",
    ["ecological_red_line_2020.geojson", "ecological_red_line_2025.geojson", "water_source_zone.geojson",
     "industrial_area.geojson", "bay.geojson"],
)  # fmt: skip
def test_features_of_one_layer_do_not_overlap(file):
    _, geometries = rows(file)
    apart = shapely.area(shapely.union_all(geometries))
    assert (shapely.area(geometries).sum() - apart) * M2_PER_DEG2 < 1.0


def test_buffer_strips_of_one_status_do_not_overlap():
    properties, geometries = rows("buffer_strip.geojson")
    for status in ("delimited", "restored", "built"):
        own = geometries[[p["status"] == status for p in properties]]
        assert (shapely.area(own).sum() - shapely.area(shapely.union_all(own))) * M2_PER_DEG2 < 1.0


def test_between_the_red_line_editions_one_area_grew_one_went_and_one_came():
    old, new = (
        {p["code"]: g for p, g in zip(*rows(f"ecological_red_line_{year}.geojson"), strict=True)}
        for year in (2020, 2025)
    )
    assert len(set(old) - set(new)) == len(set(new) - set(old)) == 1
    changed = [code for code in old.keys() & new.keys() if not shapely.equals(old[code], new[code])]
    assert len(changed) == 1
    assert shapely.area(new[changed[0]]) > shapely.area(old[changed[0]])


def test_there_is_a_core_zone_and_red_lines_at_sea():
    properties, _ = rows("ecological_red_line_2025.geojson")
    assert [p["name"] for p in properties if p["core_zone"]] == ["演示·乌岩岭核心保护区"]
    assert {"演示·南麂列岛（海域）", "演示·西门岛红树林（海域）"} <= {p["name"] for p in properties}


def test_the_2020_shore_is_the_border_between_the_land_and_the_sea_of_the_counties():
    land, sea = (only("admin_area.geojson", part=part) for part in ("land", "sea"))
    border = shapely.intersection(shapely.boundary(land), shapely.boundary(sea))
    shore = shapely.union_all(rows("coastline_2020.geojson")[1])
    assert shapely.length(shapely.symmetric_difference(border, shore)) == pytest.approx(0.0, abs=1e-9)


def test_every_shore_segment_has_a_type_and_a_county_and_every_island_segment_an_island():
    for year in (2020, 2025):
        properties, geometries = rows(f"coastline_{year}.geojson")
        assert shapely.is_simple(geometries).all()
        for p in properties:
            assert p["type"] != "unclassed"
            assert p["region"] in COUNTIES
            assert (p["kind"] == "island") == (p["island"] is not None)
        assert "330305" not in {p["region"] for p in properties if p["kind"] == "mainland"}
    names = {p["island"] for p in properties}
    assert {"南麂列岛", "西门岛", "洞头岛", "灵昆岛"} <= names


def test_some_restored_shore_is_recognised_and_some_is_not():
    for year in (2020, 2025):
        properties, _ = rows(f"coastline_{year}.geojson")
        assert {p["recognised"] for p in properties if p["type"] == "R_REST"} == {True, False}
        assert {p["recognised"] for p in properties if not p["type"].startswith("R_")} == {None}


def test_the_four_rivers_are_closed_by_straight_edges():
    properties, geometries = rows("coastline_2020.geojson")
    mouths = shapely.line_merge(shapely.union_all(geometries[[p["type"] == "E_RIVER" for p in properties]]))
    parts = shapely.get_parts(mouths)
    assert len(parts) == 4
    for part in parts:
        chord = shapely.distance(shapely.get_point(part, 0), shapely.get_point(part, -1))
        assert shapely.length(part) == pytest.approx(chord)


def test_between_the_coastline_editions_types_changed_and_one_segment_moved():
    old, new = (
        {p["code"]: (p["type"], g) for p, g in zip(*rows(f"coastline_{year}.geojson"), strict=True)}
        for year in (2020, 2025)
    )
    assert old.keys() == new.keys()
    assert sum(old[code][0] != new[code][0] for code in old) >= 4
    moved = [code for code in old if not old[code][1].equals(new[code][1])]
    assert len(moved) == 1
    for end in (0, -1):
        assert old[moved[0]][1].coords[end] == new[moved[0]][1].coords[end]


def chains() -> dict[tuple[str, str], np.ndarray]:
    """(water body, role) → coordinates of its pieces in order, each beginning where the one before it ended."""
    joined: dict[tuple[str, str], list[np.ndarray]] = {}
    for p, g in zip(*rows("water_line.geojson"), strict=True):
        pieces = joined.setdefault((p["water_body"], p["role"]), [])
        c = shapely.get_coordinates(g)
        if pieces:
            assert (pieces[-1][-1] == c[0]).all(), p["code"]
            c = c[1:]
        pieces.append(c)
    return {key: np.concatenate(pieces) for key, pieces in joined.items()}


def test_a_left_bank_and_a_ring_have_their_water_on_the_right_and_strips_lie_on_the_land():
    lines = chains()
    waters = {}
    for (body, role), line in lines.items():
        if role in {"left", "ring"}:
            ring = line if role == "ring" else np.concatenate([line, lines[body, "right"][::-1], line[:1]])
            assert not shapely.is_ccw(shapely.linearrings(ring)), (body, role)
            waters[body] = shapely.make_valid(shapely.polygons(ring))
    for p, g in zip(*rows("buffer_strip.geojson"), strict=True):
        assert shapely.area(shapely.intersection(g, waters[p["water_body"]])) < 0.02 * shapely.area(g), p["code"]


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


NEW = [delivery["file"] for delivery in DELIVERIES if delivery["layer"] not in {
    "admin_area", "bay", "buffer_strip", "coastline", "control_unit", "ecological_red_line", "industrial_area",
    "water_line", "water_source_zone",
}]  # fmt: skip


@pytest.mark.parametrize("file", NEW)
def test_an_invented_feature_names_itself_a_demonstration_and_lies_in_the_extent(file):
    properties, geometries = rows(file)
    extent = shapely.coverage_union_all(rows("admin_area.geojson")[1])
    assert len(geometries) >= 1
    for p, g in zip(properties, geometries, strict=True):
        assert p["code"].startswith("DEMO-")
        assert p.get("name", "演示·").startswith("演示·")
        assert shapely.area(shapely.difference(g, extent)) * M2_PER_DEG2 < 1.0
        assert p.get("region", "330302") in COUNTIES


@pytest.mark.parametrize("file", NEW)
def test_features_of_a_layer_overlap_only_where_its_definition_lets_them(file):
    kind = KINDS[file.removesuffix(".geojson")]
    apart = [rule.by for rule in kind.topology if rule.rule == "no_overlap"]
    properties, geometries = rows(file)
    for by in apart:
        for value in {p.get(by) for p in properties} if by else {None}:
            own = geometries[[by is None or p.get(by) == value for p in properties]]
            assert (shapely.area(own).sum() - shapely.area(shapely.union_all(own))) * M2_PER_DEG2 < 20.0


ON_LAND = ["built_up_area", "contaminated_plot", "farmland", "key_soil_unit", "noise_zone", "permanent_farmland",
           "public_welfare_forest", "river_scope", "scenic_area", "urban_growth_boundary"]  # fmt: skip
AT_SEA = ["aquaculture_zone", "bathing_beach", "coral", "important_wetland", "mangrove", "protected_area",
          "reclamation", "sea_environment_zone", "sea_function_zone", "sea_water_quality"]  # fmt: skip


@pytest.mark.parametrize(("layer", "part"), [*((n, "land") for n in ON_LAND), *((n, "sea") for n in AT_SEA)])
def test_controls_of_the_land_lie_on_it_and_controls_of_the_sea_in_it(layer, part):
    properties, geometries = rows(f"{layer}.geojson")
    here = only("admin_area.geojson", part=part)
    for p, g in zip(properties, geometries, strict=True):
        if p.get("part", part) == part and p.get("water", "sea") == "sea":
            assert shapely.area(shapely.difference(g, here)) < 0.01 * shapely.area(g), p["name"]


def test_permanent_farmland_is_farmland_clear_of_red_lines_and_of_the_development_boundary():
    fields = only("permanent_farmland.geojson")
    assert shapely.area(shapely.difference(fields, only("farmland.geojson"))) * M2_PER_DEG2 < 1.0
    for file in ("ecological_red_line_2025.geojson", "urban_growth_boundary.geojson"):
        assert not shapely.intersects(fields, only(file))


def test_reserves_and_forest_on_the_red_line_lie_inside_it():
    red = only("ecological_red_line_2025.geojson")
    for zone in (only("protected_area.geojson"), only("public_welfare_forest.geojson", level="national")):
        assert shapely.area(shapely.difference(zone, red)) < 0.001 * shapely.area(zone)


def test_islands_are_those_of_the_shore_inhabited_or_not_and_in_use_or_not():
    properties, geometries = rows("island.geojson")
    shore = only("coastline_2020.geojson", kind="island")
    rings = shapely.union_all(shapely.boundary(geometries))
    assert shapely.length(shapely.difference(rings, shore)) == pytest.approx(0.0, abs=1e-9)
    assert {(p["inhabited"], p["use_approved"]) for p in properties} == {(True, None), (False, False), (False, True)}
    assert {p["in_reserve"] for p in properties} == {True, False}


def test_the_scopes_of_the_seawall_are_nested():
    body, management, protection = (
        only("seawall.geojson", scope=scope) for scope in ("body", "management", "protection")
    )
    for inner, outer in ((body, management), (management, protection)):
        assert shapely.area(shapely.difference(inner, outer)) < 0.001 * shapely.area(inner)
        assert shapely.area(inner) < shapely.area(outer)


def covered(name: str, file: str, **where: object) -> float:
    """Share of the site's area that lies in the chosen features."""
    _, _, geometries = site(name)
    footprint = shapely.union_all([g for g in geometries if g.geom_type == "Polygon"])
    return shapely.area(shapely.intersection(footprint, only(file, **where))) / shapely.area(footprint)


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


def test_the_attribution_names_the_shore_its_authors_its_licence_and_every_file():
    text = (ROOT / "data" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in ("GSHHG", "Wessel", "Smith", "Lesser General Public License", "illustrative", "approximate"):
        assert word in text
    for delivery in DELIVERIES:
        assert f"`{delivery['layer']}`" in text


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
