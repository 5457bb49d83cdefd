"""A change that makes the engine half as fast beside plain shapely as it was is noticed; and both say the same."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely

from bench import kept, ours, sameness
from bench.peers.mvt import GRID
from bench.peers.plain import GEOD, PlainShapely
from bench.province import draw
from bench.ratios import GOALS, GUARDED, GUARDED_SCALE, Ratio, figure
from bench.rows.siting import lengths_of, measures_of, sorted_ids
from bench.rows.tiles import CLOSE
from bench.stage import DATA, unpublished
from bench.turns import Engine, Times, in_turn
from bench.workloads import workloads
from layers.geodesy import area
from layers.kinds import load_kinds
from layers.tiles.copies import in_units
from layers.tiles.drawing import Drawn

TRIES = 3  # noise only adds to either side; a ratio that is halved in every try is no noise


@pytest.fixture(scope="module")
def province():
    return draw(GUARDED_SCALE)


@pytest.fixture(scope="module")
def asked(province):
    return workloads(province, points=120, footprints=120, lines=12, crowd=1)


@pytest.fixture(scope="module")
def plain(province):
    return PlainShapely(province)


@pytest.fixture(scope="module")
def mine(province):
    return ours.Ours(unpublished(load_kinds(DATA / "layers"), province))


def measured(reference: Engine, engine: Engine, places, same) -> float:
    """The best of a few ratios of medians, and the same answers."""
    found = []
    for _ in range(TRIES):
        times = in_turn([reference, engine], places, {engine.name: same})
        assert times.different == []
        found.append(times.ratio(engine.name, reference.name, 0.5)[0])
        if found[-1] >= GUARDED[engine.name] / 2:
            break
    return max(found)


def test_a_point_is_located_as_fast_beside_plain_shapely_as_it_was(asked, plain, mine):
    places = [tuple(lonlat) for lonlat in asked.points.tolist()]
    engine = Engine("point", mine.point, ours.read_point)
    assert (
        measured(Engine("shapely", plain.point, sorted_ids), engine, places, sameness.located) >= GUARDED["point"] / 2
    )


def test_a_footprint_is_overlaid_as_fast_beside_plain_shapely_as_it_was(asked, plain, mine):
    engine = Engine("footprint", mine.footprint, ours.read_areas)
    reference = Engine("shapely", plain.footprint, measures_of)
    assert measured(reference, engine, asked.footprints, sameness.areas) >= GUARDED["footprint"] / 2


def test_a_line_is_followed_as_fast_beside_plain_shapely_as_it_was(asked, plain, mine):
    engine = Engine("line", mine.line, ours.read_line)
    reference = Engine("shapely", plain.line, lengths_of)
    assert measured(reference, engine, asked.lines, sameness.lengths) >= GUARDED["line"] / 2


def test_the_strips_of_the_province_cover_as_much_at_a_small_zoom_as_they_do(mine):
    """As the tiles of the bench ask beside ST_AsMVT."""
    strips = mine.views["buffer_strip"]
    drawn = Drawn(strips).copy(GRID, 8).flat.geometries()
    true = in_units(GRID, 8, np.array([feature.geometry for feature in strips.features], dtype=object))
    assert shapely.area(drawn).sum() == pytest.approx(shapely.area(true).sum(), rel=CLOSE)


def test_areas_are_measured_as_fast_beside_pyproj_as_they_were(province):
    shapes = shapely.orient_polygons(province.layers["buffer_strip"].shapes)
    parts = [shapes[a:b] for a, b in pairwise(range(0, len(shapes) + 1, 60))]
    reference = Engine("pyproj", lambda part: [GEOD.geometry_area_perimeter(shape)[0] for shape in part])

    def same(_, expected, got):
        return None if np.allclose(expected, got, rtol=1e-6) else "areas differ"

    assert measured(reference, Engine("areas", area), parts, same) >= GUARDED["areas"] / 2


def test_a_ratio_says_its_goal_its_spread_and_whether_it_was_missed():
    assert Ratio("line-p50/plain-shapely", 12.3, (11.0, 13.1)).line() == (
        "RATIO line-p50/plain-shapely 12.3× goal 40.0× spread 11.0–13.1 missed"
    )
    assert Ratio("point-p50/plain-shapely", 12.3, (11.0, 13.1), "so").line().endswith("spread 11.0–13.1 (so)")
    assert Ratio("point-place-by-place-p50/subdivided-postgis", 12.3, (11.0, 13.1)).line().endswith("missed")
    assert Ratio("tiles-z11-place-by-place/postgis", 12.3, (11.0, 13.1)).goal == GOALS["tiles-z11/postgis"]
    assert "goal" not in Ratio("another", 0.123, (0.1, 250.0)).line()
    assert [figure(value) for value in (0.1234, 1.234, 12.34, 123.4)] == ["0.123", "1.23", "12.3", "123"]


def test_a_ratio_compares_only_what_both_were_asked():
    times = Times({"ours": {0: 1.0, 1: 1.0, 2: 9.0}, "peer": {0: 2.0, 1: 4.0}})
    assert times.ratio("ours", "peer", 0.5) == (3.0, 2.0, 4.0)


def test_engines_that_disagree_are_told_with_the_place():
    engines = [Engine("one", lambda place: place), Engine("other", lambda place: -place)]
    same = {"other": lambda place, expected, got: None if expected == got else f"{got}, not {expected}"}
    assert in_turn(engines, [0, 1, 2], same).different == ["other, place 1: -1, not 1", "other, place 2: -2, not 2"]


def test_in_spells_each_place_is_asked_once_by_each_engine_and_compared_with_the_same_place():
    asked: list[tuple[str, int]] = []

    def engine(name: str, answer: Callable[[int], int], share: int = 1) -> Engine:
        return Engine(name, lambda place: (asked.append((name, place)), answer(place))[1], share=share)

    engines = [
        engine("one", lambda place: place),
        engine("wrong", lambda place: place - place // 4),
        engine("rare", int, 2),
    ]
    same = dict.fromkeys(("wrong", "rare"), lambda place, expected, got: None if expected == got else f"{got}")
    times = in_turn(engines, range(5), same, warm=1, spell=2)
    order = "".join(name[0] + str(place) for name, place in asked)
    assert order == "r0r1w0w1o0o1" + "o2o3w2w3" + "r4w4o4"
    assert times.different == ["wrong, place 4: 3"]
    assert set(times.seconds["one"]) == {1, 2, 3, 4}
    assert set(times.seconds["rare"]) == {1, 4}
    assert set(in_turn(engines[:1], range(8), {}, warm=1, spell=4, settling=2).seconds["one"]) == {2, 3, 6, 7}


def test_the_province_is_the_same_for_the_same_seed_and_is_read_back_from_the_cache(tmp_path, monkeypatch, province):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    again, read = kept.drawn(GUARDED_SCALE), kept.drawn(GUARDED_SCALE)
    assert kept.folder().parent == Path(tmp_path)
    for layer, drawn in province.layers.items():
        for other in (again.layers[layer], read.layers[layer]):
            assert shapely.equals_identical(drawn.shapes, other.shapes).all()
            assert drawn.about == other.about


def test_control_units_leave_no_gap_and_cities_are_made_of_them(province):
    units = province.layers["control_unit"].shapes
    assert shapely.coverage_is_valid(units)
    assert shapely.equals(shapely.coverage_union_all(units), shapely.union_all(province.layers["admin_area"].shapes))


def test_a_peer_that_answers_otherwise_is_told():
    place = shapely.box(120, 28, 120.01, 28.01)  # 1.1 km²
    same = {("control_unit", 1): 500_000.0}
    assert sameness.areas(place, same, same | {("control_unit", 2): 0.0}) is None
    assert sameness.areas(place, same, {("control_unit", 1): 500_010.0}) is None  # geodesic edges
    assert (
        sameness.areas(place, same, {("control_unit", 1): 500_100.0}) == "('control_unit', 1): 500100.0, not 500000.0"
    )
    assert "control_unit" in sameness.areas(place, same, {})
    assert (
        sameness.located(place, {"bay": ((1,), 0.0)}, {"bay": ((1, 2), 0.0)}) == "bay: (1,) hold the point, not (1, 2)"
    )
    assert "nearest" in sameness.located(place, {"bay": ((), 100.0)}, {"bay": ((), None)})
    assert sameness.located(place, {"bay": ((), 4_999.0)}, {"bay": ((), None)}) is None  # on one side of 5 km each
