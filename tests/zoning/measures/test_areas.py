"""Areas held by layers: dissolved, by unit and class, land and sea apart."""

import math
from datetime import date

import demo_files
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import NOW, TODAY, MemoryStore, ask, desk, measure_definitions
from pyproj import CRS, Geod
from world import definitions

from layers.errors import BadInput, NoEditions, NotFound
from zoning.measures import presentation
from zoning.measures.question import AreasQuestion
from zoning.measures.rendering import render

RED = "ecological_red_line"
WATER = "water_source_zone"
NORTH = shapely.box(120.0, 27.8, 120.4, 28.0)  # land of 330302
SOUTH = shapely.box(120.0, 27.6, 120.4, 27.8)  # land of 330303
SEA = shapely.box(120.4, 27.6, 120.8, 28.0)  # sea of 330303
ALL = shapely.box(120.0, 27.6, 120.8, 28.0)
LATER = date(2024, 1, 1)
EARLY, LATE = date(2023, 1, 1), date(2025, 1, 1)


def karney(geometry: shapely.Geometry) -> float:
    """The second route: plain pyproj on rings cut to edges of 50 m at most, straight in longitude and latitude."""
    geod = Geod(a=6378137.0, rf=298.257222101)
    total = 0.0
    for part in shapely.get_parts(geometry):
        cut = shapely.segmentize(part, 50.0 / 112_000.0)
        for ring, sign in ((cut.exterior, 1.0), *((hole, -1.0) for hole in cut.interiors)):
            x, y = shapely.get_coordinates(ring).T
            total += sign * abs(geod.polygon_area_perimeter(x, y)[0])
    return total


def unit(code, part, geometry):
    return f"{code}:{part}", geometry, {"code": code, "part": part}


def county_store(*, admin=True):
    store = MemoryStore()
    if admin:
        rows = [unit("330302", "land", NORTH), unit("330303", "land", SOUTH), unit("330303", "sea", SEA)]
        store.add("admin_area", rows)
    return store


def red(id_, geometry, part="land", **more):
    return id_, geometry, {"part": part, **more}


def areas(store, region="330300", layers=(RED,), as_of=TODAY, **more):
    return ask(store, AreasQuestion(region=region, as_of=as_of, layers=layers, **more)).body


def row(body, region, part, layer=RED):
    found = next(one for one in body["by_region"] if (one["region"], one["part"]) == (region, part))
    return found, next(one for one in found["layers"] if one["layer"] == layer)


def codes(body):
    return [note["code"] for note in body["notes"]]


def test_a_zone_across_units_is_cut_at_their_borders():
    zone = shapely.box(120.3, 27.7, 120.5, 27.9)
    store = county_store()
    store.add(RED, [red("a", zone)], coverage=ALL)
    body = areas(store)
    for region, part, ground in (("330302", "land", NORTH), ("330303", "land", SOUTH), ("330303", "sea", SEA)):
        whole, held = row(body, region, part)
        expected = karney(zone & ground)
        assert held["area_m2"] == pytest.approx(expected, rel=1e-6)
        assert held["share"] == pytest.approx(expected / karney(ground), abs=1e-6)
        assert whole["area_m2"] == pytest.approx(karney(ground), rel=1e-6)
        assert held["status"] == "covered"


def test_land_and_sea_never_meet_in_one_share():
    store = county_store()
    store.add(RED, [red("l", NORTH), red("s", SEA, "sea")], coverage=ALL)
    body = areas(store)
    _, land = row(body, "330300", "land")
    _, sea = row(body, "330300", "sea")
    assert land["share"] == pytest.approx(karney(NORTH) / (karney(NORTH) + karney(SOUTH)), abs=1e-6)
    assert sea["share"] == 1.0
    assert [one["class"] for one in land["classes"]] == ["land"]


def test_overlapping_features_are_dissolved_and_the_sum_stands_beside():
    a, b = shapely.box(120.1, 27.85, 120.2, 27.9), shapely.box(120.15, 27.85, 120.25, 27.9)
    store = county_store()
    store.add(RED, [red("a", a), red("b", b)], coverage=ALL)
    _, held = row(areas(store), "330302", "land")
    assert held["area_m2"] == pytest.approx(karney(a | b), rel=1e-6)
    assert held["sum_of_features_m2"] == pytest.approx(karney(a) + karney(b), rel=1e-6)
    assert held["features"] == 2


def test_classes_that_overlap_add_up_to_more_than_their_ground():
    a, b = shapely.box(120.1, 27.85, 120.2, 27.9), shapely.box(120.15, 27.85, 120.25, 27.9)
    store = county_store()
    store.add(RED, [red("a", a), red("b", b, "sea")], coverage=ALL)
    _, held = row(areas(store), "330302", "land")
    assert [one["class"] for one in held["classes"]] == ["land", "sea"]
    assert held["area_m2"] == pytest.approx(karney(a | b), rel=1e-6)
    assert held["sum_of_classes_m2"] == pytest.approx(karney(a) + karney(b), rel=1e-6)


def test_ground_outside_every_unit_is_unassigned():
    beyond = shapely.box(119.9, 27.85, 120.1, 27.9)
    store = county_store()
    store.add(RED, [red("a", beyond)], coverage=ALL | beyond)
    layer = areas(store)["layers"][0]
    assert layer["unassigned_m2"] == pytest.approx(karney(beyond - NORTH), rel=1e-6)
    assert layer["area_m2"] == pytest.approx(karney(beyond), rel=1e-6)
    assert layer["classes"][0]["unassigned_m2"] == layer["unassigned_m2"]


def test_a_county_is_asked_by_the_code_of_its_features_outside_its_border():
    inside, strange = shapely.box(120.1, 27.85, 120.2, 27.9), shapely.box(119.8, 27.85, 119.9, 27.9)
    store = county_store()
    rows = [red("a", inside, region="330302"), red("b", strange, region="330302"), red("c", strange, region="330303")]
    store.add(RED, rows, coverage=ALL | strange)
    layer = areas(store, region="330302")["layers"][0]
    assert layer["features"] == 2
    assert layer["unassigned_m2"] == pytest.approx(karney(strange), rel=1e-6)


def test_where_a_layer_does_not_answer_there_is_no_share_and_no_zero():
    store = county_store()
    store.add(RED, [red("a", shapely.box(120.1, 27.75, 120.2, 27.85))], coverage=NORTH)
    body = areas(store)
    _, north = row(body, "330302", "land")
    south, held = row(body, "330303", "land")
    _, city = row(body, "330300", "land")
    _, sea = row(body, "330303", "sea")
    assert (north["status"], north["at_least"]) == ("covered", False)
    assert (held["status"], held["share"]) == ("not_covered", None)
    assert held["area_m2"] > 0.0  # what is drawn there is at least there
    assert (city["status"], city["share"], city["at_least"]) == ("partly", None, True)
    assert (sea["status"], sea["area_m2"], sea["share"]) == ("not_covered", None, None)
    assert "areas_not_covered" in codes(body)
    assert south["area_m2"] > 0.0


def test_half_a_unit_answered_is_partly_covered():
    store = county_store()
    half = shapely.box(120.0, 27.8, 120.2, 28.0)
    store.add(RED, [red("a", shapely.box(120.1, 27.85, 120.2, 27.9))], coverage=half)
    body = areas(store)
    _, held = row(body, "330302", "land")
    cell = next(one for one in body["coverage"] if one["region"] == "330302")
    assert (held["status"], held["at_least"], held["share"]) == ("partly", True, None)
    assert cell["share"] == pytest.approx(0.5, abs=1e-6)


def test_a_layer_of_the_land_is_not_applicable_at_sea():
    store = county_store()
    store.add(WATER, [("w", shapely.box(120.1, 27.85, 120.2, 27.9), {"level": "1"})], coverage=ALL)
    body = areas(store, layers=(WATER,))
    _, sea = row(body, "330300", "sea", WATER)
    assert (sea["status"], sea["area_m2"], sea["share"]) == ("not_applicable", None, None)


def test_without_boundaries_areas_are_given_and_shares_are_not():
    store = county_store(admin=False)
    zone = shapely.box(120.1, 27.85, 120.2, 27.9)
    store.add(RED, [red("a", zone)], coverage=ALL)
    body = areas(store)
    assert body["layers"][0]["area_m2"] == pytest.approx(karney(zone), rel=1e-6)
    assert body["by_region"] == []
    assert "areas_no_boundary" in codes(body)


def test_without_boundaries_and_codes_a_county_has_no_area_rather_than_none_held():
    store = county_store(admin=False)
    store.add(RED, [red("a", shapely.box(120.1, 27.85, 120.2, 27.9))], coverage=ALL)
    body = areas(store, region="330302")
    assert body["layers"][0]["area_m2"] is None
    assert "areas_unplaced" in codes(body)


def test_units_that_overlap_are_said_and_what_they_count_twice():
    store = county_store(admin=False)
    wide = shapely.box(120.0, 27.75, 120.4, 28.0)
    store.add("admin_area", [unit("330302", "land", wide), unit("330303", "land", SOUTH)])
    store.add(RED, [red("a", wide & SOUTH)], coverage=ALL)
    body = areas(store)
    layer = body["layers"][0]
    assert "areas_units_overlap" in codes(body)
    assert layer["counted_twice_m2"] == pytest.approx(karney(wide & SOUTH), rel=1e-6)
    assert layer["area_m2"] == pytest.approx(karney(wide & SOUTH), rel=1e-6)


def test_a_city_whose_counties_leave_ground_out_has_no_share():
    store = county_store(admin=False)
    store.add("admin_area", [unit("330300", "land", NORTH | SOUTH), unit("330302", "land", NORTH)])
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    body = areas(store)
    _, city = row(body, "330300", "land")
    assert (city["share"], city["at_least"]) == (None, True)
    assert "areas_units_incomplete" in codes(body)


def test_a_city_without_counties_is_its_own_finest_unit():
    store = county_store(admin=False)
    store.add("admin_area", [unit("330300", "land", NORTH | SOUTH)])
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    city, held = row(areas(store), "330300", "land")
    assert city["finest"]
    assert held["share"] == pytest.approx(karney(NORTH) / karney(NORTH | SOUTH), abs=1e-6)


def test_survey_and_plane_areas_stand_beside_the_exact_one():
    zone = shapely.box(120.69, 27.99, 120.71, 28.0)
    store = county_store()
    store.add(RED, [red("a", zone)], coverage=ALL | zone)
    by_zone = {epsg: areas(store, plane=epsg)["layers"][0] for epsg in ("EPSG:4549", "EPSG:4548", "EPSG:4550")}
    for layer in by_zone.values():
        assert layer["survey_area_m2"] == pytest.approx(layer["area_m2"], rel=1e-6)
        assert layer["area_m2"] == pytest.approx(karney(zone), rel=1e-6)
    assert by_zone["EPSG:4549"]["plane_ppm"] == pytest.approx(117, abs=2)  # DOMAIN §4.1, Wenzhou at 120.70° E
    assert by_zone["EPSG:4548"]["plane_ppm"] == pytest.approx(3274, abs=5)
    assert by_zone["EPSG:4550"]["plane_ppm"] == pytest.approx(1265, abs=3)


@pytest.mark.parametrize(
    ("token", "epsg"), [("EPSG:4528", "EPSG:4549"), ("gk3:40", "EPSG:4549"), ("EPSG:4509", "EPSG:4509")]
)
def test_a_zone_may_be_named_with_or_without_its_prefix(token, epsg):
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    body = areas(store, plane=token)
    assert body["plane"]["crs"] == epsg
    assert "CGCS2000" in CRS.from_user_input(epsg).name
    assert body["plane"]["chosen_by"] == "question"


def test_ground_beyond_the_zone_is_said():
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    assert "areas_beyond_zone" in codes(areas(store, plane="EPSG:4548"))
    assert "areas_beyond_zone" not in codes(areas(store))


@pytest.mark.parametrize("plane", ["EPSG:4490", "EPSG:3857", "EPSG:2437", "GCJ02", "nonsense"])
def test_a_plane_that_is_no_zone_of_cgcs2000_is_refused(plane):
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    with pytest.raises(BadInput):
        areas(store, plane=plane)


def test_layers_together_are_dissolved_beside_their_sum_and_pairwise():
    a, b = shapely.box(120.1, 27.85, 120.2, 27.9), shapely.box(120.15, 27.85, 120.25, 27.9)
    store = county_store()
    store.add(RED, [red("a", a)], coverage=ALL)
    store.add("protected_area", [("p", b, {})], coverage=ALL)
    body = areas(store, layers=(RED, "protected_area"))
    land = next(one for one in body["overlaps"] if one["part"] == "land")
    assert land["area_m2"] == pytest.approx(karney(a & b), rel=1e-6)
    assert body["together"]["land"]["area_m2"] == pytest.approx(karney(a | b), rel=1e-6)
    assert body["together"]["land"]["sum_of_layers_m2"] == pytest.approx(karney(a) + karney(b), rel=1e-6)
    assert body["together"]["sea"]["area_m2"] == 0.0


# bad input


def test_an_unknown_layer_is_said():
    with pytest.raises(NotFound, match="no layer atlantis"):
        areas(county_store(), layers=("atlantis",))


def test_a_layer_of_lines_has_no_area():
    store = county_store()
    store.add("coastline", [("c", shapely.LineString([(120, 27.6), (120.4, 27.6)]), {"kind": "mainland"})])
    with pytest.raises(BadInput, match="consists of lines and has no area"):
        areas(store, layers=("coastline",))


def test_an_unknown_region_is_said():
    with pytest.raises(NotFound):
        areas(county_store(), region="990000")


def test_no_layer_at_all_is_said():
    with pytest.raises(BadInput, match="at least one layer"):
        areas(county_store(), layers=())


def test_an_unknown_method_is_said():
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    with pytest.raises(BadInput, match="no method guess"):
        areas(store, method="guess")


def test_an_edition_missing_on_either_day_is_said():
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL, effective_from=LATER)
    with pytest.raises(NoEditions, match=RED):
        areas(store, as_of=EARLY)
    with pytest.raises(NoEditions, match=RED):
        areas(store, since=EARLY)


def test_days_out_of_order_are_said():
    store = county_store()
    store.add(RED, [red("a", NORTH)], coverage=ALL)
    with pytest.raises(BadInput, match="not earlier"):
        areas(store, since=TODAY)


# properties

CELL = 0.02
cells = st.tuples(st.integers(-2, 42), st.integers(-2, 22), st.integers(1, 12), st.integers(1, 12))
zones = st.lists(st.tuples(cells, st.sampled_from(["land", "sea"])), min_size=1, max_size=7)


def drawn(chosen):
    rows = []
    for index, ((x, y, wide, tall), part) in enumerate(chosen):
        west, south = 120.0 + x * CELL + 0.003, 27.6 + y * CELL + 0.007
        rows.append(red(f"z{index}", shapely.box(west, south, west + wide * CELL, south + tall * CELL), part))
    return rows


@settings(max_examples=25, deadline=None)
@given(zones)
def test_units_and_the_unassigned_add_up_to_the_whole_and_nothing_dissolved_exceeds_its_sum(chosen):
    store = county_store()
    rows = drawn(chosen)
    store.add(RED, rows, coverage=ALL)
    body = areas(store)
    layer = body["layers"][0]
    finest = [one for one in body["by_region"] if one["finest"]]
    for kind in (None, *(one["class"] for one in layer["classes"])):
        whole = layer if kind is None else next(one for one in layer["classes"] if one["class"] == kind)
        held = [one["layers"][0] for one in finest]
        if kind is not None:
            held = [one for unit_held in held for one in unit_held["classes"] if one["class"] == kind]
        parts = math.fsum(one["area_m2"] for one in held) + whole["unassigned_m2"]
        assert parts == pytest.approx(whole["area_m2"], rel=1e-9, abs=0.1)
        assert whole["area_m2"] <= whole["sum_of_features_m2"] + 0.02
        assert all(one["area_m2"] <= one["sum_of_features_m2"] + 0.02 for one in held)
    assert layer["area_m2"] <= layer["sum_of_classes_m2"] + 0.02
    assert layer["area_m2"] == pytest.approx(karney(shapely.union_all([one[1] for one in rows])), rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(zones, st.floats(120.01, 120.79))
def test_splitting_features_changes_no_area(chosen, meridian):
    plain, split = county_store(), county_store()
    rows = drawn(chosen)
    plain.add(RED, rows, coverage=ALL)
    halves = (shapely.box(119.0, 27.0, meridian, 29.0), shapely.box(meridian, 27.0, 122.0, 29.0))
    pieces = [
        (f"{name}.{side}", piece, attributes)
        for name, geometry, attributes in rows
        for side, half in enumerate(halves)
        if (piece := geometry & half).area > 0
    ]
    split.add(RED, pieces, coverage=ALL)
    one, other = areas(plain)["by_region"], areas(split)["by_region"]
    for before, after in zip(one, other, strict=True):
        assert before["layers"][0]["area_m2"] == pytest.approx(after["layers"][0]["area_m2"], rel=1e-9, abs=0.05)


# the demonstration


@pytest.fixture(scope="module")
def demo():
    store = MemoryStore()
    coverage = shapely.union_all(demo_files.rows("admin_area.geojson")[1])
    for delivery in demo_files.DELIVERIES:
        if delivery["layer"] not in ("admin_area", RED, WATER, "control_unit"):
            continue
        attributes = definitions().kinds[delivery["layer"]].attributes
        properties, geometries = demo_files.rows(delivery["file"])
        rows = [
            (
                f"{own['code']}:{own['part']}" if delivery["layer"] == "admin_area" else own["code"],
                geometry,
                {name: value for name, value in own.items() if name in attributes},
            )
            for own, geometry in zip(properties, geometries, strict=True)
        ]
        day = date.fromisoformat(str(delivery["effective_from"]))
        store.add(
            delivery["layer"], rows, effective_from=day, accuracy_m=float(delivery["accuracy_m"]), coverage=coverage
        )
    return store


def test_the_demonstration_red_line_is_pinned_and_recomputed(demo):
    body = areas(demo, since=date(2021, 1, 1))
    land, held = row(body, "330300", "land")
    _, sea = row(body, "330300", "sea")
    assert held["area_m2"] == 926_813_511.65
    assert sea["area_m2"] == 441_090_050.28
    assert land["area_m2"] == 11_652_702_716.82
    assert held["share"] == 0.079536
    properties, geometries = demo_files.rows("ecological_red_line_2025.geojson")
    for part, figure in (("land", held["area_m2"]), ("sea", sea["area_m2"])):
        own = geometries[[one["part"] == part for one in properties]]
        assert karney(shapely.union_all(own)) == pytest.approx(figure, rel=1e-6)
    total = body["changes"]["layers"][0]["total"]
    assert (total["lost_m2"], total["gained_m2"]) == (5_344_568.71, 43_386_083.02)
    assert body["changes"]["layers"][0]["non_decrease"]["land"]["holds"] is True


def test_the_demonstration_closes_county_by_county(demo):
    body = areas(demo, layers=(RED, "control_unit", WATER))
    for place, layer in enumerate(body["layers"]):
        finest = [one["layers"][place]["area_m2"] or 0.0 for one in body["by_region"] if one["finest"]]
        assert math.fsum(finest) + layer["unassigned_m2"] == pytest.approx(layer["area_m2"], abs=1.0)
    counties = {one["region"] for one in body["by_region"] if one["finest"]}
    assert counties == demo_files.COUNTIES
    properties, geometries = demo_files.rows("admin_area.geojson")
    for own, geometry in zip(properties, geometries, strict=True):
        whole, _ = row(body, own["code"], own["part"])
        assert whole["area_m2"] == pytest.approx(karney(geometry), rel=1e-6)


def test_a_second_question_is_answered_from_what_was_cut(demo):
    here = desk(demo)
    first = here.answer(AreasQuestion(region="330300", as_of=TODAY, layers=(RED,)), NOW)
    again = here.answer(AreasQuestion(region="330300", as_of=TODAY, layers=(RED,)), NOW)
    assert first.record_bytes() == again.record_bytes()


def test_tables_charts_and_evidence_follow_from_the_body(demo):
    result = ask(demo, AreasQuestion(region="330300", as_of=TODAY, layers=(RED, WATER), since=date(2021, 1, 1)))
    body = render(result.record(), measure_definitions())
    shown = presentation.tables(body, measure_definitions())
    assert [one.name for one in shown] == [
        "areas",
        "areas_by_region",
        "areas_formulas",
        "areas_overlaps",
        "areas_non_decrease",
        "areas_changes",
        "areas_pieces",
    ]
    assert shown[0].rows[0][3] == pytest.approx(926.81351165)
    assert {chart.unit for chart in presentation.charts(body, measure_definitions())} == {"km²"}
    ground, _, changes, _ = result.evidence()
    held = sum(value for value in (one[4] for one in ground.table.rows))
    assert held == pytest.approx(body["layers"][0]["area_m2"], abs=1.0)
    assert np.isclose(sum(karney(one) for one in ground.geometries), held, rtol=1e-6)
    assert {one[3] for one in changes.table.rows} == {"lost", "gained"}
