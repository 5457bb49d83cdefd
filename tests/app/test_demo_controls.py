"""The invented controls of the demonstration: labelled as such, and laid where their kind belongs."""

from __future__ import annotations

import pytest
import shapely
from demo_files import COUNTIES, DELIVERIES, KINDS, M2_PER_DEG2, only, rows

NEW = [delivery["file"] for delivery in DELIVERIES if delivery["layer"] not in {
    "admin_area", "bay", "buffer_strip", "coastline", "control_unit", "ecological_red_line", "industrial_area",
    "land_cover", "water_line", "water_source_zone",
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
