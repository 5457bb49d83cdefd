"""Land cover of a region and of layers within it: composition, shares and their ranges, changes and clues."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from class_rasters import NORTH, WEST, cells_box, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from measuring import NOW, TODAY, MemoryStore, ask, desk, measure_definitions
from pyproj import Geod

from layers.definition_file import Titles
from layers.errors import BadInput, DefinitionError, NoEditions, NotFound, StoreError
from layers.rasters.classes import load_class_tables
from layers.rasters.classraster import opened
from zoning.measures import presentation
from zoning.measures.definitions import load_methods
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.measures.question import LandCoverQuestion
from zoning.measures.rendering import render

RED = "ecological_red_line"
LATER = date(2024, 1, 1)
SINCE = date(2023, 1, 1)
ALL = cells_box(0, 0, 40, 40)
EAST, WEST_HALF = cells_box(0, 20, 40, 20), cells_box(0, 0, 40, 20)
TREES, GRASS, WATER, CROPS, BUILT, BARE = 1, 2, 4, 5, 6, 7
GEOD = Geod(a=6378137.0, rf=298.257222101)


def m2(geometry) -> float:
    """The second route: plain pyproj on edges of some 10 m."""
    return sum(
        abs(GEOD.geometry_area_perimeter(shapely.segmentize(part, 0.0001))[0]) for part in shapely.get_parts(geometry)
    )


@pytest.fixture
def world(tmp_path):
    """Two counties side by side over 40 x 40 cells of 0.001°."""
    store = MemoryStore()
    rows = [
        (f"{c}:land", ground, {"code": c, "part": "land"}) for c, ground in (("330302", WEST_HALF), ("330303", EAST))
    ]
    store.add("admin_area", rows, region="330300")
    return World(store, tmp_path)


class World:
    def __init__(self, store, folder):
        self.store, self.folder, self.files = store, folder, 0

    def cover(self, cells, *, table="demo", year=2020, region="330300", effective_from=date(2020, 1, 1), **more):
        self.files += 1
        coverage = more.pop("coverage", None)
        path = write(self.folder / f"{self.files}.tif", cells, **more)
        sha256 = self.store.put_file(path)
        with opened(path, path.name) as raster:
            grid, nodata = raster.grid, raster.nodata
        attributes = {
            "class_table": table, "year": year, "raster": sha256, "content": sha256, "crs": grid.crs.name,
            "unit": grid.unit, "cell_x": grid.dx, "cell_y": grid.dy, "columns": grid.width, "rows": grid.height,
            "nodata": nodata,
        }  # fmt: skip
        return self.store.add(
            "land_cover",
            [(str(year), grid.frame(), attributes)],
            region=region,
            effective_from=effective_from,
            coverage=coverage or grid.frame(),
        )

    def red(self, *zones, coverage=ALL):
        rows = [(f"R{n}", zone, {"name": f"红线{n}", "part": "land"}) for n, zone in enumerate(zones, start=1)]
        self.store.add(RED, rows, coverage=coverage)

    def ask(self, **asked):
        return ask(self.store, LandCoverQuestion(**({"region": "330300", "as_of": TODAY} | asked)))

    def body(self, **asked):
        return self.ask(**asked).body


def row(rows, **where):
    return next(one for one in rows if all(one[name] == value for name, value in where.items()))


def codes(body):
    return [note["code"] for note in body["notes"]]


def halves(west=TREES, east=BUILT):
    cells = np.full((40, 40), west)
    cells[:, 20:] = east
    return cells


# --- composition


def test_the_land_of_one_city_is_no_composition_of_the_province(world):
    world.cover(halves(), region="330000")
    body = world.body(region="330000")
    total = body["total"]
    assert row(total["classes"], **{"class": "1"})["area_m2"] == pytest.approx(m2(WEST_HALF), rel=1e-6)
    assert {(one["share"], one["share_range"]) for one in (*total["classes"], *total["groups"])} == {(None, None)}
    assert row(body["by_region"], region="330302")["classes"][0]["share"] == 1.0
    assert "region_not_whole" in codes(body)


def test_the_land_of_a_region_is_composed_of_its_classes(world):
    world.cover(halves())
    body = world.body()
    total = body["total"]
    assert body["zone"] is None and body["change"] is None
    assert total["zone_m2"] == pytest.approx(m2(ALL), rel=1e-6)
    trees, built = row(total["classes"], **{"class": "1"}), row(total["classes"], **{"class": "6"})
    assert trees["area_m2"] == pytest.approx(m2(WEST_HALF), rel=1e-6) and trees["share"] == 0.5
    assert built["share_range"] == [0.5, 0.5]
    assert row(total["groups"], group="natural")["share"] == row(total["groups"], group="forest")["share"] == 0.5
    assert row(total["groups"], group="cropland") == {
        "group": "cropland", "area_m2": 0.0, "share": 0.0, "share_range": [0.0, 0.0]
    }  # fmt: skip
    assert (total["nodata_m2"], total["not_covered_m2"], total["unknown_share"]) == (0.0, 0.0, 0.0)


def test_counties_are_measured_apart_and_sum_to_the_whole(world):
    world.cover(halves())
    body = world.body()
    west, east = body["by_region"]
    assert (west["region"], east["region"]) == ("330302", "330303")
    assert [one["class"] for one in west["classes"]] == ["1"] and [one["class"] for one in east["classes"]] == ["6"]
    assert west["classed_m2"] + east["classed_m2"] == pytest.approx(body["total"]["classed_m2"], abs=0.02)
    assert world.body(region="330303")["total"] == {k: v for k, v in east.items() if k != "region"}


def test_a_zone_is_the_dissolved_layer_within_the_region(world):
    world.cover(halves())
    world.red(cells_box(5.5, 15, 10, 10), cells_box(10, 15, 10, 10))  # they overlap: counted once
    body = world.body(zone=RED)
    zone = cells_box(5.5, 15, 14.5, 10)
    assert body["zone"] == {"layer": RED, "class": None}
    assert body["total"]["zone_m2"] == pytest.approx(m2(zone), rel=1e-6)
    assert body["total"]["classed_m2"] == pytest.approx(m2(zone), rel=1e-4)
    assert row(body["total"]["groups"], group="natural")["share"] == pytest.approx(0.5, abs=1e-5)
    inside = world.body(zone=RED, region="330302")
    assert inside["total"]["zone_m2"] == pytest.approx(m2(cells_box(5.5, 15, 14.5, 5)), rel=1e-6)
    assert row(inside["total"]["groups"], group="natural")["share"] == 1.0


def test_the_natural_share_of_strips_is_asked_by_class(world):
    world.cover(halves(west=GRASS, east=BUILT))
    strips = [
        ("B1", cells_box(1, 10, 2, 20), {"water_body": "某江", "status": "built"}),
        ("B2", cells_box(8, 0, 2, 10), {"water_body": "某江", "status": "delimited"}),
    ]
    world.store.add("buffer_strip", strips, coverage=ALL)
    body = world.body(zone="buffer_strip:built")
    assert body["zone"] == {"layer": "buffer_strip", "class": "built"}
    assert row(body["total"]["groups"], group="natural")["share"] == pytest.approx(0.5, abs=1e-6)
    assert world.body(zone="buffer_strip:restored")["total"]["zone_m2"] == 0.0


def test_a_region_without_the_zone_has_no_shares(world):
    world.cover(halves())
    world.red(cells_box(1, 1, 2, 2))
    body = world.body(zone=RED, region="330303")
    assert body["total"]["zone_m2"] == 0.0 and body["by_region"] == []
    assert all(group["share"] is None and group["share_range"] is None for group in body["total"]["groups"])
    assert "land_cover_zone_empty" in codes(body)


def test_forest_is_never_called_forest_coverage_of_the_law(world):
    world.cover(halves())
    body = world.body()
    assert "forest_not_statutory" in codes(body) and "land_cover_groups_assumed" in codes(body)
    notes = render({"id": "x", **body}, measure_definitions())["notes"]
    assert "法定森林覆盖率" in row(notes, code="forest_not_statutory")["text"]["zh"]


# --- what is not known


def test_with_cells_without_class_a_share_is_a_range_and_never_a_number(world):
    cells = halves()
    cells[:, :10] = 0
    world.cover(cells)
    total = world.body()["total"]
    quarter = m2(cells_box(0, 0, 40, 10))
    assert total["nodata_m2"] == pytest.approx(quarter, rel=1e-6) and total["unknown_share"] == 0.25
    natural = row(total["groups"], group="natural")
    assert natural["share"] is None and natural["share_range"] == [0.25, 0.5]
    assert row(total["groups"], group="built")["share_range"] == [0.5, 0.75]


def test_ground_that_no_raster_reaches_counts_as_unknown(world):
    world.cover(np.full((40, 30), TREES))
    body = world.body()
    assert body["total"]["not_covered_m2"] == pytest.approx(m2(cells_box(0, 30, 40, 10)), rel=1e-6)
    assert row(body["total"]["groups"], group="forest")["share_range"] == [0.75, 1.0]
    assert "land_cover_gap" in codes(body)
    west, east = body["by_region"]
    assert row(west["groups"], group="forest")["share"] == 1.0
    assert row(east["groups"], group="forest")["share"] is None


def test_a_gap_below_the_tolerance_of_the_method_leaves_the_share_a_number(world):
    cells = halves()
    cells[0, 0] = 0  # one of 1600 cells: 0.06 %
    world.cover(cells)
    natural = row(world.body()["total"]["groups"], group="natural")
    assert natural["share"] == pytest.approx(799 / 1599, abs=1e-5)
    assert natural["share_range"] == pytest.approx([799 / 1600, 800 / 1600], abs=1e-5)


def test_where_nothing_has_a_class_no_area_is_zero(world):
    cells = halves()
    cells[:, :20] = 0
    world.cover(cells)
    west = row(world.body()["by_region"], region="330302")
    assert west["classes"] == [] and all(group["area_m2"] is None for group in west["groups"])


def test_a_zone_layer_that_does_not_cover_the_region_is_said(world):
    world.cover(halves())
    world.red(cells_box(1, 1, 2, 2), coverage=WEST_HALF)
    (note,) = [note for note in world.body(zone=RED)["notes"] if note["code"] == "land_cover_zone_silent"]
    assert note["values"]["units"] == "330303:land"


# --- several rasters


def test_rasters_of_neighbouring_regions_are_summed(world):
    world.cover(np.full((40, 20), TREES), region="330302")
    world.cover(np.full((40, 20), BUILT), region="330303", west=WEST + 0.02)
    body = world.body()
    assert row(body["total"]["groups"], group="forest")["share"] == 0.5
    assert len(body["rasters"]) == 2


def test_a_raster_speaks_within_its_coverage_only(world):
    world.cover(np.full((40, 40), TREES), region="330302", coverage=WEST_HALF)
    world.cover(np.full((40, 40), BUILT), region="330303", coverage=EAST)
    assert row(world.body()["total"]["groups"], group="forest")["share"] == 0.5


def test_two_rasters_of_one_place_are_never_counted_twice(world):
    world.cover(np.full((40, 40), TREES), region="330302")
    world.cover(np.full((40, 40), BUILT), region="330303")
    with pytest.raises(BadInput, match=r"land_cover 330302/1 and land_cover 330303/1 both hold cells of one place"):
        world.body()


def test_rasters_of_different_class_tables_are_never_summed(world):
    world.cover(np.full((40, 20), TREES), region="330302")
    world.cover(np.full((40, 20), 10), region="330303", west=WEST + 0.02, table="esa-worldcover")
    with pytest.raises(BadInput, match=r"class table demo.*class table esa-worldcover"):
        world.body()


# --- changes


def changed(world, edit, **more):
    before = halves(east=GRASS)
    after = before.copy()
    edit(after)
    world.cover(before)
    world.cover(after, year=2024, effective_from=LATER, **more)


def test_a_change_is_a_matrix_a_list_of_patches_and_the_sum_of_smaller_ones(world):
    def edit(cells):
        cells[10:13, 10:14] = BUILT
        cells[30, 30] = BARE

    changed(world, edit)
    world.red(ALL)
    body = world.body(zone=RED, since=SINCE, min_patch_m2=20_000.0)
    change = body["change"]
    patch_m2, spot_m2 = m2(cells_box(10, 10, 3, 4)), m2(cells_box(30, 30, 1, 1))
    assert row(change["matrix"], before="1", after="6")["area_m2"] == pytest.approx(patch_m2, rel=1e-6)
    assert row(change["matrix"], before="2", after="7")["area_m2"] == pytest.approx(spot_m2, rel=1e-6)
    assert change["changed_m2"] == pytest.approx(patch_m2 + spot_m2, rel=1e-6)
    (patch,) = change["patches"]
    assert patch["id"] == "330300-r00010c00010" and patch["clue"] and patch["transition"] == "natural_to_built"
    assert patch["area_m2"] == pytest.approx(patch_m2, rel=1e-6)
    assert (patch["before"], patch["after"]) == ("1", "6")
    assert (patch["regions"], patch["features"]) == (["330302"], ["R1"])
    assert cells_box(10, 10, 3, 4).contains(shapely.Point(patch["lon"], patch["lat"]))
    bare = row(change["transitions"], transition="natural_to_bare")
    assert (bare["patches"], bare["smaller"], bare["smaller_m2"]) == (0, 1, pytest.approx(spot_m2, rel=1e-6))
    assert change["clues"] == {"count": 1, "area_m2": patch["area_m2"]}
    natural = row(change["groups"], group="natural")
    assert natural["change_m2"] == pytest.approx(-(patch_m2 + spot_m2), abs=0.02)


def test_a_patch_over_two_classes_names_the_larger_and_lists_both(world):
    def edit(cells):
        cells[10:13, 18:24] = BUILT  # two columns of trees, four of grass

    changed(world, edit)
    (patch,) = world.body(since=SINCE)["change"]["patches"]
    assert (patch["before"], patch["after"], patch["regions"]) == ("2", "6", ["330302", "330303"])
    assert [(one["before"], one["after"]) for one in patch["classes"]] == [("2", "6"), ("1", "6")]
    assert sum(one["area_m2"] for one in patch["classes"]) == pytest.approx(patch["area_m2"], abs=0.02)


def test_only_the_part_of_a_patch_inside_the_zone_counts_and_is_drawn(world):
    changed(world, lambda cells: cells.__setitem__((slice(10, 14), slice(10, 14)), BUILT))
    zone = cells_box(0, 0, 12.5, 40)
    world.red(zone)
    result = world.ask(zone=RED, since=SINCE)
    (patch,) = result.body["change"]["patches"]
    inside = cells_box(10, 10, 2.5, 4)
    assert patch["area_m2"] == pytest.approx(m2(inside), rel=1e-4)
    drawn = next(one for one in result.evidence() if one.name == "land_cover_patches")
    assert shapely.symmetric_difference(drawn.geometries[0], inside).area < 1e-12


def test_regrowth_is_a_patch_but_no_clue(world):
    def edit(cells):
        cells[5:10, 5:10] = BUILT

    before, after = halves(), halves()
    edit(before)
    world.cover(before)
    world.cover(after, year=2024, effective_from=LATER)
    change = world.body(since=SINCE)["change"]
    assert [patch["transition"] for patch in change["patches"]] == ["built_to_natural"]
    assert change["clues"] == {"count": 0, "area_m2": 0.0}


def test_cells_without_class_on_either_day_are_not_compared_and_said(world):
    changed(world, lambda cells: cells.__setitem__((slice(0, 10), slice(None)), 0))
    body = world.body(since=SINCE)
    assert body["change"]["not_compared_m2"] == pytest.approx(m2(cells_box(0, 0, 10, 40)), rel=1e-6)
    assert body["change"]["changed_m2"] == 0.0 and "land_cover_not_compared" in codes(body)


def test_where_nothing_can_be_compared_no_change_is_zero(world):
    world.cover(np.full((40, 20), TREES), region="330302")
    world.cover(np.full((40, 20), TREES), region="330303", west=WEST + 0.02, effective_from=LATER)
    with pytest.raises(NoEditions):  # of that county nothing was in force then
        world.body(region="330303", since=SINCE)
    world.red(EAST)
    change = world.body(zone=RED, since=SINCE)["change"]
    assert change["compared_m2"] == 0.0 and change["changed_m2"] is None and change["clues"] is None


def test_the_same_edition_on_both_days_shows_no_change_and_says_so(world):
    world.cover(halves())
    body = world.body(since=SINCE)
    assert body["change"]["changed_m2"] == 0.0 and "land_cover_same_edition" in codes(body)


def test_rasters_on_different_grids_are_named_and_nothing_is_resampled(world):
    changed(world, lambda cells: None, cell=0.0011)
    with pytest.raises(BadInput, match=r"land_cover 330300/1 .*0.001° .*land_cover 330300/2 .*0.0011°.*resampled"):
        world.body(since=SINCE)
    assert world.body()["total"]["classed_m2"] > 0  # each by itself can be measured


def test_rasters_of_different_class_tables_are_never_compared(world):
    world.cover(halves())
    world.cover(np.full((40, 40), 10), table="esa-worldcover", year=2024, effective_from=LATER)
    with pytest.raises(BadInput, match=r"330300/\d \(class table \S+\) and land_cover 330300/\d \(class table"):
        world.body(since=SINCE)


# --- bad questions


@pytest.mark.parametrize(
    ("asked", "kind", "match"),
    [
        ({"zone": "forest"}, NotFound, "no layer forest"),
        ({"zone": "coastline"}, BadInput, "no layer of polygons"),
        ({"zone": "land_cover"}, BadInput, "no layer of polygons"),
        ({"zone": f"{RED}:core"}, BadInput, "no class core"),
        ({"zone": RED}, NoEditions, RED),
        ({"since": TODAY}, BadInput, "not earlier"),
        ({"since": date(2019, 1, 1)}, NoEditions, "land_cover of 330300"),
        ({"min_patch_m2": -1.0}, BadInput, "0 or more"),
        ({"method": "guess"}, BadInput, "no method guess"),
        ({"region": "339999"}, NotFound, "339999"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_line(world, asked, kind, match):
    world.cover(halves())
    with pytest.raises(kind, match=match):
        world.body(**asked)


def test_without_a_raster_or_without_boundaries_there_is_no_answer(world):
    with pytest.raises(NoEditions, match="no land_cover of 330300"):
        world.body()
    bare = World(MemoryStore(), world.folder)
    bare.cover(halves())
    with pytest.raises(NoEditions, match="no admin_area of 330300"):
        bare.body()


def test_cells_that_were_altered_in_the_store_are_never_counted(world, monkeypatch):
    world.cover(halves())

    def altered(sha256):
        raise StoreError("x", f"{sha256} does not match its hash")

    monkeypatch.setattr(world.store, "file", altered)
    with pytest.raises(StoreError, match="does not match"):
        world.body()


# --- form


def test_a_second_question_reads_no_cell_again(world, monkeypatch):
    changed(world, lambda cells: cells.__setitem__((slice(5, 9), slice(5, 9)), BUILT))
    world.red(ALL)
    asked = LandCoverQuestion(region="330300", as_of=TODAY, zone=RED, since=SINCE)
    at_desk = desk(world.store)
    first = at_desk.answer(asked, NOW)
    monkeypatch.setattr(world.store, "file", None)
    assert at_desk.answer(asked, NOW).id == first.id


def test_every_figure_carries_its_editions_method_and_definitions(world):
    changed(world, lambda cells: None)
    world.red(ALL)
    body = world.body(zone=RED, since=SINCE)
    assert {(e["layer"], e["edition"]) for e in body["editions"]} >= {("land_cover", 1), ("land_cover", 2), (RED, 1)}
    files = {one["file"] for one in body["definitions"]}
    assert files >= {
        "codes/land_cover/demo.yaml", "methods/land_cover/exact-fractions.yaml", "layers/land_cover.yaml",
        f"layers/{RED}.yaml", "codes/regions.yaml",
    }  # fmt: skip
    assert body["method"] == {"id": "exact-fractions", "version": "1"}
    assert body["class_table"] == {"id": "demo", "version": "1"}


def test_tables_and_charts_show_what_the_body_says(world):
    changed(world, lambda cells: cells.__setitem__((slice(5, 9), slice(5, 9)), BUILT))
    world.red(ALL)
    definitions = measure_definitions()
    result = world.ask(zone=RED, since=SINCE)
    body = render(result.record(), definitions)
    shown = {table.name: table for table in presentation.tables(body, definitions)}
    texts = [cell for one in shown.values() for row in one.rows for cell in row if isinstance(cell, Titles)]
    assert texts and all(text.en.isascii() for text in texts) and not any(text.zh.isascii() for text in texts)
    assert shown["land_cover_patches"].rows[0][-2].zh.startswith("330302 鹿城区")
    assert next(iter(shown)) == "land_cover" and "land_cover_patches" in shown
    assert shown["land_cover"].rows[0][1] == body["total"]["zone_m2"] / 1e4
    (chart,) = presentation.charts(body, definitions)
    assert chart.kind == "stacked" and len(chart.categories) == 2
    drawn = {one.name: one for one in result.evidence()}
    assert len(drawn["land_cover_patches"].geometries) == len(body["change"]["patches"]) == 1


@given(data=st.data(), seed=st.integers(0, 2**16))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_zones_cut_in_two_sum_and_classes_and_gaps_fill_the_zone(tmp_path, data, seed):
    cells = np.random.default_rng(seed).integers(0, 8, (40, 40))
    left, right = sorted(data.draw(st.lists(st.floats(1, 39), min_size=2, max_size=2, unique=True)))
    middle = data.draw(st.floats(left, right))
    zones = {
        "whole": [cells_box(3.3, left, 30, right - left)],
        "cut": [cells_box(3.3, left, 30, middle - left), cells_box(3.3, middle, 30, right - middle)],
    }
    totals = {}
    for name, parts in zones.items():
        here = World(MemoryStore(), tmp_path)
        here.store.add("admin_area", [("330302:land", ALL, {"code": "330302", "part": "land"})])
        here.cover(cells)
        here.red(*(part for part in parts if part.area > 0))
        totals[name] = here.body(zone=RED)["total"]
    whole = totals["whole"]
    filled = whole["classed_m2"] + whole["nodata_m2"] + whole["not_covered_m2"]
    assert filled == pytest.approx(whole["zone_m2"], rel=1e-4)
    for one, other in zip(whole["classes"], totals["cut"]["classes"], strict=True):
        assert one["area_m2"] == pytest.approx(other["area_m2"], rel=1e-6, abs=0.05)


# --- definitions


def test_every_group_that_a_method_names_stands_in_every_class_table(tmp_path):
    definitions = measure_definitions()
    assert set(definitions.base.class_tables) >= {"demo", "esa-worldcover"}
    (method,) = definitions.land_cover.values()
    for table in definitions.base.class_tables.values():
        assert table.of_group(method.natural) and table.of_group(method.forest)
        assert method.labels(table)[-1].max() == method.labels(table)[:, -1].max() == 0  # nodata is no change
    folder = tmp_path / "land_cover"
    folder.mkdir()
    text = definitions.land_cover.files[method.method].text.replace("forest: forest", "forest: woods")
    (folder / "exact-fractions.yaml").write_text(text, encoding="utf-8")
    methods = load_methods("land_cover", folder, LandCoverMethod)
    with pytest.raises(DefinitionError, match="no group 'woods'"):
        methods["exact-fractions"].require_groups(definitions.base.class_tables, methods.files["exact-fractions"])


def test_a_class_of_a_group_that_is_not_listed_is_refused(tmp_path):
    definitions = measure_definitions()
    text = definitions.base.class_tables.files["demo"].text.replace("groups: [cropland]", "groups: [fields]")
    (tmp_path / "demo.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="'fields'"):
        load_class_tables(tmp_path)


def test_worldcover_has_the_eleven_classes_of_its_manual():
    table = measure_definitions().base.class_tables["esa-worldcover"]
    assert table.values == (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)
    assert NORTH == 28.0  # the rasters of these tests lie in 330302 and 330303
