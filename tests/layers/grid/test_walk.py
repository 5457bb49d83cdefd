"""A line through the grid lies inside what `layers.chainage.walk` says it lies in, or the grid says: ask that."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from grid_worlds import world

from layers.axis import Axis
from layers.chainage import walk
from layers.geodesy import length
from layers.grid.index import index_of
from layers.grid.shapes import Shapes
from layers.grid.walk import inside

SAME_M = 1e-6
STEP = 1e-3  # degrees, of the lattice


def polygons(*shapes):
    return np.array(shapes, dtype=object)


def through(index, *lines):
    """What the grid finds of an axis: stretches by feature and run, and the features to be asked."""
    found, asked = {}, set()
    for run in inside(index, Axis([np.asarray(line, dtype=float) for line in lines])):
        for begin, end, feature in run.stretches:
            found.setdefault(feature, []).append((run.run, begin, end))
        asked |= set(run.asked)
    return {feature: stretches for feature, stretches in found.items() if feature not in asked}, asked


def agrees(index, geometries, *lines):
    """Checks everything that is not asked against the reference; how many features were asked, and how many met."""
    found, asked = through(index, *lines)
    axis = Axis([np.asarray(line, dtype=float) for line in lines])
    met = 0
    for row in sorted({*np.flatnonzero(shapely.intersects(geometries, axis.lines())).tolist(), *found} - asked):
        geometry = geometries[row]
        truth = walk(axis, geometry)
        assert not truth.along, (row, truth)
        assert not truth.points, (row, truth)
        met += bool(truth.inside)
        told = found.pop(row, [])
        assert [run for run, _, _ in told] == [stretch.run for stretch in truth.inside], row
        for (_, begin, end), stretch in zip(told, truth.inside, strict=True):
            assert begin == pytest.approx(stretch.from_m, abs=SAME_M)
            assert end == pytest.approx(stretch.to_m, abs=SAME_M)
    assert not found
    return len(asked), met


def wander(chance, corners):
    """A line that may cross itself."""
    steps = chance.normal(0, 0.06 / np.sqrt(corners), (corners, 2))
    return np.cumsum(steps, axis=0) + chance.uniform((120.05, 28.05), (120.35, 28.25))


@pytest.mark.parametrize("size", [None, 0.0007, 0.5])
@pytest.mark.parametrize("count", [8, pytest.param(2_000, marks=pytest.mark.long)])
def test_random_lines_are_inside_what_they_are_inside_by_the_reference(count, size):
    chance = np.random.default_rng(11)
    for geometries in world(1):
        index = index_of(Shapes.of(geometries), size)
        asked = met = 0
        for _ in range(count):
            line = wander(chance, int(chance.choice([2, 5, 40])))
            more = agrees(index, geometries, line)
            asked, met = asked + more[0], met + more[1]
        if index.dimension == 2:
            assert asked <= count / 100, "a line in no special place needs no reference"
            assert met > count


@pytest.mark.parametrize("count", [1_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def test_lines_are_as_long_inside_as_what_geos_cuts_out_of_them(count):
    chance = np.random.default_rng(13)
    geometries = world(13, 400)[0]
    tree, index = shapely.STRtree(geometries), index_of(Shapes.of(geometries))
    asked = met = 0
    while count > 0:
        many = min(count, 20_000)
        count -= many
        ends = chance.uniform((120, 28), (120.4, 28.3), (many, 1, 2))
        corners = np.cumsum(np.concatenate([ends, chance.normal(0, 0.004, (many, 3, 2))], axis=1), axis=1).round(8)
        lines = shapely.linestrings(corners)
        of_line, feature = tree.query(lines, predicate="intersects")
        metres = length(shapely.intersection(lines[of_line], geometries[feature]))
        truth = dict(zip(zip(of_line.tolist(), feature.tolist(), strict=True), metres.tolist(), strict=True))
        told, doubtful = {}, set()
        for number, line in enumerate(corners):
            (run,) = inside(index, Axis([line]))
            for begin, end, row in run.stretches:
                told[number, row] = told.get((number, row), 0.0) + end - begin
            doubtful |= {(number, row) for row in run.asked}
        assert told.keys() == truth.keys() - doubtful
        assert max(abs(told[pair] - truth[pair]) for pair in told) < SAME_M
        asked, met = asked + len(doubtful), met + len(told)
    assert asked <= met / 1_000


def lattice(chance, count):
    """Rings on a lattice: borders in common, corners that touch, edges that line up."""
    found = []
    while len(found) < count:
        x, y = chance.integers(0, 12, 2)
        ring = np.array([(0, 0), (3, 0), (3, 1), (2, 1), (2, 2), (3, 3), (0, 2)]) * chance.integers(1, 3) + (x, y)
        turned = ring if chance.random() < 0.5 else ring[:, ::-1]
        shape = shapely.Polygon(turned)
        if chance.random() < 0.4:
            shape = shape.difference(shapely.box(x + 0.5, y + 0.5, x + 1.5, y + 1.5))
        if shape.is_valid and not shape.is_empty:
            found.append(shape)
    return found


@pytest.mark.parametrize("off", [0.0, 1e-10, 0.99e-8, 1.02e-8, 1e-7, 1e-5])
@pytest.mark.parametrize("count", [6, pytest.param(2_000, marks=pytest.mark.long)])
def test_lines_on_borders_through_corners_and_beside_them_are_told_as_the_reference_tells_them(count, off):
    chance = np.random.default_rng(round(off * 1e12) + 5)
    # the first fixes the grid: its cells of one STEP have their corners on the lattice
    corner = np.array([120.0 + 0.618 * STEP, 28.0 + 0.618 * STEP])
    geometries = polygons(
        shapely.box(120.0, 28.0, 120.0 + 20 * STEP, 28.0 + 20 * STEP),
        *(shapely.transform(shape, lambda xy: xy * STEP + corner) for shape in lattice(chance, 25)),
    )
    index = index_of(Shapes.of(geometries), STEP)
    asked = 0
    for _ in range(count):
        line = chance.integers(-1, 16, (int(chance.integers(2, 6)), 2)).astype(float)
        line = line[np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))]
        if len(line) > 1:
            shifted = line * STEP + corner + off * chance.choice([-1, 0, 1], line.shape)
            asked += agrees(index, geometries, shifted)[0]
    assert asked > 0


@pytest.mark.parametrize("turn", [1e-9, 1e-6, 9e-5, 1.1e-4, 1e-2])
def test_a_border_crossed_at_a_slight_angle_is_crossed_where_the_reference_crosses_it(turn):
    square = polygons(shapely.box(120.0, 28.0, 120.02, 28.02))
    middle, half = np.array([120.01, 28.02]), np.array([0.013, 0.013 * turn])
    asked, _ = agrees(index_of(Shapes.of(square)), square, [middle - half, middle + half])
    assert asked == (turn < 1e-4)


def test_slivers_thinner_than_a_hair_are_asked_and_wider_ones_are_not():
    for wide, expected in ((1e-12, 1), (1e-9, 1), (1e-7, 0)):
        sliver = polygons(shapely.Polygon([(120, 28), (120 + wide, 28), (120 + wide, 28.1), (120, 28.1)]))
        asked, _ = agrees(index_of(Shapes.of(sliver), 0.01), sliver, [(119.9, 28.0537), (120.1, 28.0481)])
        assert asked == expected, wide


def test_spikes_are_entered_and_left_one_by_one():
    base = np.arange(2_000) * 1e-5 + 120.0
    ring = np.column_stack([base, np.where(np.arange(2_000) % 2, 28.01, 28.0)])
    comb = polygons(shapely.Polygon([*ring.tolist(), (base[-1], 27.99), (120.0, 27.99)]))
    index = index_of(Shapes.of(comb))
    line = [(119.99, 28.00512), (120.03, 28.00537)]
    assert agrees(index, comb, line) == (0, 1)
    assert len(through(index, line)[0][0]) == 1_000
    assert agrees(index, comb, line[::-1]) == (0, 1)


def test_a_partition_divides_the_whole_line():
    chance = np.random.default_rng(3)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(chance.uniform(0, 0.3, (200, 2)))))
    cells = np.asarray(shapely.transform(cells, lambda xy: np.round(np.add(xy, (120, 28)), 8)), dtype=object)
    cells = cells[shapely.is_valid(cells)]
    index = index_of(Shapes.of(cells))
    for _ in range(10):
        line = chance.uniform((120.02, 28.02), (120.28, 28.28), (30, 2))
        found, asked = through(index, line)
        assert not asked
        inside_m = sum(end - begin for stretches in found.values() for _, begin, end in stretches)
        # rounding opened gaps of 1e-8 degrees between cells
        assert inside_m == pytest.approx(Axis([line]).length_m, abs=1.0)


def test_each_run_of_an_axis_begins_anew_and_chainage_runs_on():
    square = polygons(shapely.box(120.0, 28.0, 120.02, 28.02))
    into = [(119.99, 28.011), (120.01, 28.012)]
    on = [(120.01, 28.012), (120.03, 28.013)]
    beyond = [(120.04, 28.01), (120.05, 28.01)]
    again = [(120.013, 28.003), (120.017, 28.004)]
    assert agrees(index_of(Shapes.of(square)), square, into, on, beyond, again) == (0, 1)
    stretches = through(index_of(Shapes.of(square)), into, on, beyond, again)[0][0]
    assert [run for run, _, _ in stretches] == [0, 2]
    assert stretches[1][2] == Axis([np.array(line) for line in (into, on, beyond, again)]).length_m


@pytest.mark.parametrize("size", [None, 0.0007, 0.03])
@pytest.mark.parametrize("count", [4, pytest.param(1_000, marks=pytest.mark.long)])
def test_a_line_of_many_short_steps_is_inside_the_same_to_and_fro(count, size):
    chance = np.random.default_rng(17)
    geometries = world(2)[0]
    index = index_of(Shapes.of(geometries), size)
    met = 0
    for _ in range(count):
        steps = chance.normal(0, 2e-4, (600, 2)) + chance.choice([-1, 1], 2) * 3e-4
        line = np.cumsum(steps, axis=0) + chance.uniform((119.95, 27.95), (120.45, 28.35))  # some of it beside the grid
        met += agrees(index, geometries, line)[1]
        (there, asked), (back, again) = through(index, line), through(index, line[::-1])
        whole_m = Axis([line]).length_m
        assert there.keys() == back.keys() and asked == again
        for row, stretches in there.items():
            turned = [(whole_m - to_m, whole_m - from_m) for _, from_m, to_m in reversed(back[row])]
            assert [one[1:] for one in stretches] == [pytest.approx(one, abs=SAME_M) for one in turned]
    assert met


def test_an_axis_of_whole_degrees_is_as_long_as_one_of_the_same_degrees_with_decimals():
    whole = np.array([(120, 28), (121, 29), (121, 29), (122, 29)])
    for vertices in (whole, np.asfortranarray(whole.astype(float)), whole.astype(np.float32)):
        axis, truth = Axis([vertices]), Axis([whole.astype(float)])
        assert axis.limits_m.tolist() == truth.limits_m.tolist() == [0.0, pytest.approx(245_000, rel=0.01)]
        assert axis.start.tolist() == [[120.0, 28.0], [121.0, 29.0]]


def test_an_axis_without_an_edge_is_inside_nothing():
    index = index_of(Shapes.of(polygons(shapely.box(120.0, 28.0, 120.02, 28.02))))
    assert inside(index, Axis([np.array([(120.01, 28.01), (120.01, 28.01)])])) == []
    assert inside(index, Axis([])) == []
    nothing = index_of(Shapes.of(polygons(shapely.Polygon())))
    assert through(nothing, [(120.0, 28.0), (120.1, 28.1)]) == ({}, set())


def test_lines_far_outside_the_grid_meet_nothing():
    geometries = polygons(shapely.box(120.0, 28.0, 120.02, 28.02))
    index = index_of(Shapes.of(geometries))
    for line in ([(-180, -90), (180, -90)], [(120.01, -90), (120.015, 90)], [(-180, 28.011), (180, 28.012)]):
        agrees(index, geometries, line)
