"""Codes that a delivery leaves out: assigned from where its lines lie, and compared where it gives them."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.assignment import Source, assign
from layers.delivery import Delivery
from layers.editions import Features
from layers.geodesy import length
from layers.intake.types import RawFeature, Reading
from layers.kinds import load_kinds
from layers.mapping import DeliveryMapping
from layers.publication.preparation import Submission
from layers.publication.publishing import propose, publish
from layers.regions import load_regions
from layers.stores.files import FilesStore

DATA = Path(__file__).parents[2] / "data"
KINDS = load_kinds(DATA / "layers")
REGIONS = load_regions(DATA / "codes" / "regions.yaml")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRS80 = Geod(ellps="GRS80")
METRE = 1.0 / (111_412.84 * np.cos(np.radians(27.5)))  # degrees of longitude about 27.5° N, roughly
WEST, EAST = "330326", "330327"
COUNTIES = ((WEST, shapely.box(120.5, 27.4, 120.6, 27.6)), (EAST, shapely.box(120.6, 27.4, 120.7, 27.6)))


def areas(*rows, layer="admin_area", **columns) -> Source:
    """Features of a layer in force: (code, polygon) each."""
    ids = tuple(f"330000/1/{number:04d}" for number in range(len(rows)))
    geometries = np.empty(len(rows), dtype=object)
    geometries[:] = [polygon for _, polygon in rows]
    codes = {"code": tuple(code for code, _ in rows), "name": (None,) * len(rows)}
    return Source(Features(ids, geometries, {**codes, **columns}, {}), f"{layer} 330000/1 (illustrative)")


def delivery(*lines, layer="coastline", **columns) -> Delivery:
    """Lines of a layer; a column is a list, or one value for all."""
    kind = KINDS[layer]
    geometries = np.empty(len(lines), dtype=object)
    geometries[:] = lines
    said = {"kind": "mainland", "code": [f"S{number}" for number in range(len(lines))], **columns}
    attributes = {name: [None] * len(lines) for name in kind.attributes}
    for name, value in said.items():
        if name in attributes:
            attributes[name] = list(value) if isinstance(value, list) else [value] * len(lines)
    return Delivery(kind, geometries, attributes, tuple(f"row {number}" for number in range(len(lines))))


def assigned(given_lines, region="330300", **sources):
    sources = sources or {"admin_area": areas(*COUNTIES)}
    return assign(given_lines, given_lines.geometries, {}, source=sources.get, regions=REGIONS, region=region)


def rows(result, *names):
    return list(zip(*(result.attributes[name] for name in names), strict=True))


def metres(result, attribute="region"):
    """Length by code."""
    sums: dict[str | None, float] = defaultdict(float)
    for code, metre in zip(result.attributes[attribute], length(result.geometries), strict=True):
        sums[code] += float(metre)
    return dict(sums)


def line(*points):
    return shapely.LineString(points)


def codes_of(found):
    return [problem.code for problem in found.problems], [note.code for note in found.notes]


# --- cut at the border


def test_a_segment_within_one_county_takes_its_code_and_stays_as_it_is():
    found = assigned(delivery(line((120.52, 27.5), (120.58, 27.5))))
    assert rows(found, "code", "region") == [("S0", WEST)]
    assert found.delivered == {}


def test_a_segment_over_a_border_is_cut_there_and_what_was_delivered_is_kept():
    whole = line((120.55, 27.5), (120.62, 27.5), (120.68, 27.55))
    found = assigned(delivery(whole))
    assert rows(found, "code", "region") == [("S0.1", WEST), ("S0.2", EAST)]
    assert shapely.get_coordinates(found.geometries[0])[-1] == pytest.approx((120.6, 27.5), abs=1e-12)
    assert shapely.get_coordinates(found.geometries[1]).tolist()[1:] == [[120.62, 27.5], [120.68, 27.55]]
    assert [found.delivered[row].equals_exact(whole, 0.0) for row in (0, 1)] == [True, True]
    _, notes = codes_of(found)
    assert "segments_cut" in notes


def test_the_pieces_carry_every_other_attribute():
    found = assigned(delivery(line((120.55, 27.5), (120.65, 27.5)), type="N_ROCK", bay="温州湾"))
    assert rows(found, "type", "bay") == [("N_ROCK", "温州湾")] * 2


def test_a_segment_that_came_with_a_code_keeps_it_and_is_not_cut():
    found = assigned(delivery(line((120.5, 27.5), (120.65, 27.5)), region="330381"))
    assert rows(found, "code", "region") == [("S0", "330381")]


def test_a_key_that_another_feature_has_is_passed_over():
    found = assigned(
        delivery(line((120.55, 27.5), (120.65, 27.5)), line((120.52, 27.45), (120.53, 27.45)), code=["A", "A.1"])
    )
    assert [code for (code,) in rows(found, "code")] == ["A.2", "A.3", "A.1"]


def test_pieces_without_a_key_have_none():
    found = assigned(delivery(line((120.55, 27.5), (120.65, 27.5)), code=[None]))
    assert rows(found, "code", "region") == [(None, WEST), (None, EAST)]


def test_parts_of_a_feature_in_one_county_stay_one_piece():
    parts = shapely.MultiLineString([[(120.55, 27.5), (120.57, 27.5)], [(120.58, 27.5), (120.65, 27.5)]])
    found = assigned(delivery(parts))
    assert [geometry.geom_type for geometry in found.geometries] == ["MultiLineString", "LineString"]
    assert metres(found).keys() == {WEST, EAST}


def test_land_and_sea_of_a_code_are_one_region():
    west = COUNTIES[0][1]
    halves = [(WEST, shapely.box(120.5, 27.4, 120.55, 27.6)), (WEST, shapely.box(120.55, 27.4, 120.6, 27.6))]
    assert shapely.union_all([polygon for _, polygon in halves]).equals(west)
    found = assigned(delivery(line((120.51, 27.5), (120.59, 27.5))), admin_area=areas(*halves))
    assert rows(found, "code", "region") == [("S0", WEST)]


def test_the_finest_level_in_force_counts_and_a_coarser_one_where_it_is_silent():
    city = ("330300", shapely.box(120.5, 27.4, 120.7, 27.6))
    found = assigned(delivery(line((120.55, 27.5), (120.65, 27.5))), admin_area=areas(COUNTIES[0], city))
    share = metres(found)
    assert share.keys() == {WEST, "330300"}
    # within the tolerance of the county the city is not asked
    assert share[WEST] == pytest.approx(0.05 / METRE + 300.0, abs=5.0)


def test_along_a_border_in_common_the_lesser_code_counts():
    found = assigned(delivery(line((120.6, 27.45), (120.6, 27.55))))
    assert rows(found, "region") == [(WEST,)]


# --- outside every region


def offshore(distance_m):
    """A line along the south of both counties at a distance."""
    south = 27.4 - distance_m / 110_800.0
    return line((120.55, south), (120.65, south))


def test_outside_every_region_the_nearest_counts_and_the_line_is_cut_where_the_nearest_changes():
    found = assigned(delivery(offshore(200.0)))
    assert rows(found, "region") == [(WEST,), (EAST,)]
    assert shapely.get_coordinates(found.geometries[0])[-1][0] == pytest.approx(120.6, abs=20 * METRE)


def test_farther_than_the_tolerance_is_unassigned_and_said_so_with_a_place():
    found = assigned(delivery(offshore(320.0)))
    assert rows(found, "region") == [(None,)]
    problem = next(problem for problem in found.problems if problem.code == "assignment_none")
    assert problem.severity == "warning"
    assert problem.place == pytest.approx((120.6, 27.4 - 320.0 / 110_800.0))
    assert problem.values["length_m"] == pytest.approx(float(length(offshore(320.0))[0]), abs=0.001)


def test_the_tolerance_is_a_geodesic_distance_from_the_place():
    """A line that leaves a county westward is its own up to 300 m from it."""
    found = assigned(delivery(line((120.45, 27.5), (120.55, 27.5))), admin_area=areas(COUNTIES[0]))
    turn = shapely.get_coordinates(found.geometries[0])[-1]
    assert rows(found, "region") == [(None,), (WEST,)]
    assert GRS80.inv(*turn, 120.5, 27.5)[2] == pytest.approx(300.0, abs=0.01)


def test_without_the_layer_nothing_is_guessed_and_a_note_says_so():
    found = assigned(delivery(line((120.52, 27.5), (120.58, 27.5))), bay=areas(("B1", COUNTIES[0][1]), layer="bay"))
    assert rows(found, "region") == [(None,)]
    note = next(note for note in found.notes if note.code == "assignment_without_layer")
    assert note.values == {"attribute": "region", "layer": "admin_area", "count": 1}


def test_areas_that_are_all_far_away_leave_everything_unassigned():
    found = assigned(delivery(line((110.0, 20.0), (110.1, 20.0))))
    assert rows(found, "region") == [(None,)]


# --- short runs join their neighbour


def crossing(overshoot_m):
    """A line in the west that puts a tongue of some length into the east."""
    tip = 120.6 + overshoot_m / 2.0 * METRE
    return line((120.55, 27.5), (tip, 27.5), (120.55, 27.5001))


def test_a_run_shorter_than_the_tolerance_joins_its_neighbour():
    assert rows(assigned(delivery(crossing(250.0))), "region") == [(WEST,)]
    assert rows(assigned(delivery(crossing(350.0))), "region") == [(WEST,), (EAST,), (WEST,)]


def test_short_segments_of_a_long_run_keep_their_county():
    """What is short is the run, not the segment."""
    stations = np.linspace(120.6, 120.62, 41)  # some 50 m each
    steps = [line((a, 27.5), (b, 27.5)) for a, b in itertools.pairwise(stations)]
    found = assigned(delivery(line((120.55, 27.5), (120.6, 27.5)), *steps))
    assert metres(found)[EAST] == pytest.approx(float(length(np.array(steps)).sum()))


def test_a_short_run_is_joined_across_segments():
    tip = 120.6 + 100.0 * METRE
    found = assigned(
        delivery(
            line((120.55, 27.5), (120.6, 27.5)), line((120.6, 27.5), (tip, 27.5)), line((tip, 27.5), (120.55, 27.51))
        )
    )
    assert metres(found).keys() == {WEST}


# --- an island is never cut


def ring(lon, lat=27.5, half=0.01):
    return shapely.box(lon - half, lat - half, lon + half, lat + half).exterior


def test_an_island_goes_whole_to_the_longest_share():
    found = assigned(delivery(shapely.LineString(ring(120.597)), kind="island"))
    assert rows(found, "code", "region") == [("S0", WEST)]


def quarters(outline):
    points = shapely.get_coordinates(outline)
    return [line(*points[at : at + 2]) for at in range(4)]


def test_segments_that_close_a_ring_are_one_island_named_by_the_least_id():
    sides = quarters(ring(120.597))
    found = assigned(delivery(*sides, kind="island", code=["D", "B", "C", "A"]))
    assert rows(found, "region") == [(WEST,)] * 4
    assert list(found.named(["D", "B", "C", "A"])["island"]) == ["A"] * 4


def test_segments_of_one_name_are_one_island_though_their_ends_miss():
    """By itself the eastern side would lie in the eastern county."""
    points = shapely.get_coordinates(ring(120.597))
    apart = [line(points[0], points[1]), line(points[1] + (-1e-4, 0.0), points[2], points[3], points[4] + (0.0, 1e-4))]
    alone = assigned(delivery(*apart, kind="island"))
    assert rows(alone, "region") == [(EAST,), (WEST,)]
    assert rows(assigned(delivery(*apart, kind="island", island="西门岛")), "region") == [(WEST,)] * 2


def test_islands_of_one_name_far_apart_are_two():
    found = assigned(delivery(*map(shapely.LineString, (ring(120.55), ring(120.65))), kind="island", island="乌龟屿"))
    assert rows(found, "region") == [(WEST,), (EAST,)]


def test_a_segment_without_a_name_has_that_of_the_island_it_closes():
    found = assigned(delivery(*quarters(ring(120.55)), kind="island", island=["大门岛", None, None, "大门岛"]))
    assert rows(found, "island") == [("大门岛",)] * 4


def test_a_segment_between_two_named_islands_is_neither():
    found = assigned(
        delivery(
            line((120.55, 27.5), (120.56, 27.5)),
            line((120.56, 27.5), (120.57, 27.5)),
            line((120.57, 27.5), (120.58, 27.5)),
            kind="island",
            island=["甲岛", None, "乙岛"],
        )
    )
    assert rows(found, "island") == [("甲岛",), (None,), ("乙岛",)]


def test_the_island_layer_in_force_names_islands_but_not_the_islet_beside_one():
    big, islet = ring(120.55), ring(120.5612, half=0.001)  # some 20 m of water between
    found = assigned(
        delivery(*map(shapely.LineString, (big, islet)), kind="island"),
        island=areas(("IS-1", shapely.Polygon(big)), layer="island"),
    )
    assert rows(found, "island") == [("IS-1",), (None,)]
    assert list(found.named(["a", "b"])["island"]) == ["IS-1", "b"]


def test_the_mainland_is_given_no_island():
    found = assigned(delivery(line((120.52, 27.5), (120.58, 27.5))), island=areas(("IS-1", COUNTIES[0][1])))
    assert rows(found, "island") == [(None,)]
    assert not found.unnamed["island"]


# --- bays


def bays(*rows):
    names = tuple(f"湾{number}" for number in range(len(rows)))
    return areas(*rows, layer="bay", name=names)


def test_the_coast_is_cut_where_a_bay_begins():
    found = assigned(
        delivery(line((120.52, 27.5), (120.58, 27.5))), bay=bays(("B", shapely.box(120.5, 27.4, 120.55, 27.6)))
    )
    assert rows(found, "code", "bay") == [("S0.1", "B"), ("S0.2", None)]


def test_region_and_bay_are_cut_together():
    found = assigned(
        delivery(line((120.55, 27.5), (120.65, 27.5))),
        admin_area=areas(*COUNTIES),
        bay=bays(("B", shapely.box(120.57, 27.4, 120.63, 27.6))),
    )
    assert rows(found, "code", "region", "bay") == [
        ("S0.1", WEST, None),
        ("S0.2", WEST, "B"),
        ("S0.3", EAST, "B"),
        ("S0.4", EAST, None),
    ]


def test_a_survey_that_names_bays_says_by_a_blank_that_there_is_none():
    shore = [line((120.52, 27.5), (120.54, 27.5)), line((120.54, 27.5), (120.56, 27.5))]
    found = assigned(delivery(*shore, bay=["B", None]), bay=bays(("B", COUNTIES[0][1])))
    assert rows(found, "bay") == [("B",), (None,)]


def test_a_bay_given_by_name_agrees_with_its_code():
    found = assigned(delivery(line((120.52, 27.5), (120.56, 27.5)), bay="湾0"), bay=bays(("B", COUNTIES[0][1])))
    assert codes_of(found)[0] == []


# --- given against geometric


def test_a_code_that_disagrees_with_the_place_is_told_once_per_pair_with_its_length():
    steps = [line((lon, 27.5), (lon + 0.01, 27.5)) for lon in (120.61, 120.62, 120.63)]
    found = assigned(delivery(*steps, region=WEST))
    (problem,) = [problem for problem in found.problems if problem.code == "assignment_differs"]
    assert (problem.values["given"], problem.values["geometric"], problem.values["count"]) == (WEST, EAST, 3)
    assert problem.values["length_m"] == pytest.approx(float(length(np.array(steps)).sum()), abs=0.001)
    assert 120.61 < problem.place[0] < 120.64


def test_what_differs_by_less_than_the_tolerance_is_not_told():
    found = assigned(delivery(line((120.55, 27.5), (120.6 + 290.0 * METRE, 27.5)), region=WEST))
    assert codes_of(found)[0] == []


def test_a_retired_code_agrees_with_its_successor_and_a_city_with_its_counties():
    dongtou = areas(("330305", COUNTIES[0][1]))
    for code in ("330322", "330300", "330000"):
        found = assigned(delivery(line((120.52, 27.5), (120.58, 27.5)), region=code), admin_area=dongtou)
        assert codes_of(found)[0] == []
        assert rows(found, "region") == [(code,)]


def test_a_code_given_far_from_every_region_is_told():
    found = assigned(delivery(offshore(5000.0), region=WEST))
    assert codes_of(found)[0] == ["assignment_outside"]


def test_a_bay_that_the_layer_does_not_know_is_not_compared_but_counted():
    found = assigned(delivery(line((120.52, 27.5), (120.56, 27.5)), bay="无名湾"), bay=bays(("B", COUNTIES[0][1])))
    assert codes_of(found)[0] == []
    note = next(note for note in found.notes if note.code == "assignment_compared")
    assert (note.values["count"], note.values["unknown"]) == (0, 1)


def test_a_bay_of_the_layer_given_elsewhere_is_told():
    shore = line((120.52, 27.5), (120.56, 27.5))
    elsewhere = bays(("B", COUNTIES[0][1]), ("C", shapely.box(122.0, 29.0, 122.1, 29.1)))
    found = assigned(delivery(shore, bay="C"), bay=elsewhere)
    assert [(p.code, p.values["given"], p.values["geometric"]) for p in found.problems] == [
        ("assignment_differs", "C", "B")
    ]


def test_a_code_assigned_outside_the_region_published_is_told():
    found = assigned(delivery(line((120.52, 27.5), (120.58, 27.5))), region="331000")
    assert codes_of(found)[0] == ["region_outside"]


# --- what must always hold

POSITIONS = st.tuples(
    st.integers(-60, 260).map(lambda step: 120.5 + step * 0.001),
    st.integers(-60, 260).map(lambda step: 27.4 + step * 0.001),
)
PATHS = st.lists(st.lists(POSITIONS, min_size=2, max_size=8, unique=True), min_size=1, max_size=4)


def sums(found):
    return {code: pytest.approx(value, abs=0.05) for code, value in metres(found).items() if value > 0.05}


@settings(max_examples=40, deadline=None)
@given(PATHS, st.booleans())
def test_pieces_add_up_to_what_was_delivered(paths, islands):
    lines = delivery(*map(shapely.LineString, paths), kind="island" if islands else "mainland")
    found = assigned(lines)
    before = dict(zip(lines.attributes["code"], length(lines.geometries), strict=True))
    after: dict[str, float] = defaultdict(float)
    for code, value in zip(found.attributes["code"], length(found.geometries), strict=True):
        after[str(code).partition(".")[0]] += float(value)
    assert {code: pytest.approx(value, rel=1e-9) for code, value in before.items()} == dict(after)
    assert shapely.is_valid(found.geometries).all()
    assert len(set(found.attributes["code"])) == len(found.attributes["code"])


@settings(max_examples=40, deadline=None)
@given(st.lists(POSITIONS, min_size=3, max_size=8, unique=True))
def test_totals_do_not_depend_on_how_a_line_is_split_or_which_way_it_runs(path):
    whole = metres(assigned(delivery(shapely.LineString(path))))
    turned = sums(assigned(delivery(shapely.LineString(path[::-1]))))
    split = sums(assigned(delivery(*(line(*pair) for pair in itertools.pairwise(path)))))
    whole = {code: value for code, value in whole.items() if value > 0.05}
    assert whole == turned
    distinct = len({frozenset(pair) for pair in itertools.pairwise(path)})
    if distinct == len(path) - 1 and shapely.LineString(path).is_simple:
        assert whole == split


@settings(max_examples=30, deadline=None)
@given(
    st.permutations(range(4)),
    st.lists(st.lists(POSITIONS, min_size=2, max_size=4, unique=True), min_size=4, max_size=4),
)
def test_the_order_of_features_changes_nothing(order, paths):
    lines = [shapely.LineString(path) for path in paths]
    names = [f"S{number}" for number in range(4)]
    one = assigned(delivery(*lines))
    other = assigned(delivery(*(lines[at] for at in order), code=[names[at] for at in order]))

    def told(found):
        return sorted(
            (code, region or "", geometry.wkb_hex)
            for code, region, geometry in zip(
                found.attributes["code"], found.attributes["region"], found.geometries, strict=True
            )
        )

    assert told(one) == told(other)


@settings(max_examples=40, deadline=None)
@given(st.lists(POSITIONS, min_size=2, max_size=6, unique=True))
def test_places_well_inside_a_county_are_its_own(path):
    """An independent look at points along the line: inside a county, and no short run near."""
    found = assigned(delivery(shapely.LineString(path)))
    for geometry, region in zip(found.geometries, found.attributes["region"], strict=True):
        for at in (0.13, 0.5, 0.81):
            point = geometry.interpolate(at, normalized=True)
            for code, polygon in COUNTIES:
                depth = polygon.exterior.distance(point) / METRE
                if polygon.contains(point) and depth > 310.0:
                    assert region == code


# --- at publication


def published(store, layer, *features, region="330000", at=NOW):
    reading = Reading(
        tuple(RawFeature(geometry, row, f"row {number}") for number, (geometry, row) in enumerate(features, start=1)),
        "geojson",
        "EPSG:4490",
    )
    submission = Submission(region, "illustrative", 5.0, date(2026, 1, 1), "测试")
    proposal = propose(store, KINDS[layer], reading, submission, mapping=DeliveryMapping(), regions=REGIONS, at=at)
    return publish(store, proposal.edition, at=at), proposal.prepared


def test_the_edition_holds_the_codes_the_pieces_and_what_was_delivered(tmp_path):
    store = FilesStore(tmp_path)
    published(store, "admin_area", *((area, {"code": code, "part": "land"}) for code, area in COUNTIES))
    whole = line((120.55, 27.5), (120.65, 27.5))
    edition, prepared = published(store, "coastline", (whole, {"code": "A", "kind": "mainland"}))
    features = store.features(edition)
    assert features.ids == ("A.1", "A.2")
    assert features.attributes["region"] == (WEST, EAST)
    assert all(features.delivered[name].equals(whole) for name in features.ids)
    note = next(note for note in prepared.report.notes if note.code == "codes_assigned")
    assert note.values["editions"] == "admin_area 330000/1 (illustrative)"
    assert prepared.report.as_json()["features"] == 2


def test_islands_without_a_code_are_named_by_the_ids_they_are_given(tmp_path):
    store = FilesStore(tmp_path)
    edition, _ = published(store, "coastline", *((side, {"kind": "island"}) for side in quarters(ring(120.55))))
    features = store.features(edition)
    assert features.attributes["island"] == ("f1",) * 4


def test_the_same_delivery_gives_the_same_edition_again(tmp_path):
    store = FilesStore(tmp_path)
    published(store, "admin_area", *((area, {"code": code, "part": "land"}) for code, area in COUNTIES))
    whole = (line((120.55, 27.5), (120.65, 27.5)), {"kind": "mainland"})
    first, _ = published(store, "coastline", whole)
    second, prepared = published(store, "coastline", whole)
    assert "same_as_before" in [note.code for note in prepared.notes]
    assert store.features(first).ids == store.features(second).ids


def test_a_bank_line_is_cut_at_the_county_border(tmp_path):
    store = FilesStore(tmp_path)
    published(store, "admin_area", *((area, {"code": code, "part": "land"}) for code, area in COUNTIES))
    bank = (line((120.55, 27.5), (120.65, 27.5)), {"code": "W", "water_body": "瓯江", "role": "left"})
    edition, _ = published(store, "water_line", bank)
    features = store.features(edition)
    assert list(zip(features.ids, features.attributes["region"], strict=True)) == [("W.1", WEST), ("W.2", EAST)]
