"""The committed demonstration data: complete, exact where it must be exact, and honestly labelled."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely
from demo_files import COUNTIES, DELIVERIES, DEMO, FILES, KINDS, M2_PER_DEG2, ROOT, SITES, only, rows

from layers.rasters.classes import load_class_tables
from layers.rasters.classraster import opened
from layers.rasters.grid import Window

VECTORS = [delivery for delivery in DELIVERIES if not KINDS[delivery["layer"]].raster]


def test_everything_together_is_small_enough_to_live_in_the_repository():
    assert sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 4_000_000


def test_every_layer_that_applies_is_delivered_admin_areas_first_and_every_file_is_listed():
    assert DELIVERIES[0]["layer"] == "admin_area"
    elsewhere = {"basin", "taihu_shoreline", "yangtze_shoreline"}  # nothing of Wenzhou drains there
    assert {layer for layer, kind in KINDS.items() if kind.applies is not None and kind.applies.basin} == elsewhere
    assert {delivery["layer"] for delivery in DELIVERIES} == set(KINDS) - elsewhere
    assert sorted(FILES) == sorted(path.name for form in ("*.geojson", "*.tif") for path in DEMO.glob(form))


def test_every_delivery_says_that_it_is_illustrative_in_both_languages():
    for delivery in DELIVERIES:
        assert delivery["standing"] == "illustrative"
        assert "演示数据" in delivery["source"]
        assert "illustrative" in delivery["source"]
        assert delivery["accuracy_m"] > 0
        assert delivery["region"] == "330300"


def test_red_lines_and_coastline_have_a_second_edition_that_starts_later():
    for layer in ("ecological_red_line", "coastline", "land_cover"):
        dates = [str(delivery["effective_from"]) for delivery in DELIVERIES if delivery["layer"] == layer]
        assert dates == ["2020-01-01", "2025-01-01"]


def test_a_declared_layer_covers_the_region_and_a_wall_to_wall_layer_declares_nothing():
    for delivery in DELIVERIES:
        declared = KINDS[delivery["layer"]].coverage == "declared"
        assert delivery.get("coverage") == ("region" if declared else None)


@pytest.mark.parametrize("delivery", VECTORS, ids=[delivery["file"] for delivery in VECTORS])
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


@pytest.mark.parametrize("file", [*(one["file"] for one in VECTORS), *(f"sites/{name}" for name in SITES)])
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


def test_the_attribution_names_the_shore_its_authors_its_licence_and_every_file():
    text = (ROOT / "data" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for word in ("GSHHG", "Wessel", "Smith", "Lesser General Public License", "illustrative", "approximate"):
        assert word in text
    for delivery in DELIVERIES:
        assert f"`{delivery['layer']}`" in text


def test_the_rasters_of_land_cover_are_small_on_one_grid_and_hold_only_classes_of_their_table():
    tables = load_class_tables(ROOT / "data" / "codes" / "land_cover")
    grids = []
    for delivery in DELIVERIES:
        if delivery["layer"] == "land_cover":
            path = DEMO / delivery["file"]
            assert path.stat().st_size < 100_000
            with opened(path, path.name) as raster:
                grids.append(raster.grid)
                found = set(np.unique(raster.read(Window(0, 0, raster.grid.height, raster.grid.width))).tolist())
                assert found <= {raster.nodata, *tables[delivery["set"]["class_table"]].classes}
    assert len(grids) == 2 and grids[0].same_as(grids[1])
