"""What kernels cut is what shapely cuts, and what they may not decide they hand over."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from tiled import AREAS, LINES, POINTS, at_units, rough_polygon, view

from layers.snapshot import LayerView
from layers.tiles import clipping, reference
from layers.tiles.arcs import Arcs
from layers.tiles.contacts import not_plain
from layers.tiles.copies import in_units, laid_flat
from layers.tiles.flat import Flat, ring_areas
from layers.tiles.grids import GRIDS
from layers.tiles.paths import EXTENT, MARGIN, Paths, flatten

LOW, HIGH = -MARGIN, EXTENT + MARGIN
FRAME = shapely.box(LOW, LOW, HIGH, HIGH)
HERE = (0.0, 0.0)


def array(*geometries):
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def cut(form, shapes, factor=1.0, corner=HERE):
    """What kernels make of each shape, None where they leave it to the reference."""
    paths, hard = clipping.cut(Flat.of(form, shapes), np.arange(len(shapes)), factor, corner)
    out = drawn(paths, len(shapes))
    out[hard] = None
    return out


def drawn(paths, count):
    """Paths as geometries, as a reader of tiles would put them together."""
    parts = [[] for _ in range(count)]
    for (begin, end), owner in zip(pairwise(paths.starts.tolist()), paths.owners.tolist(), strict=True):
        parts[owner].append(paths.units[begin:end])
    return array(*(shapely.MultiLineString(some) if paths.form == "line" else polygons(some) for some in parts))


def polygons(rings):
    found = []
    for ring in rings:
        x, y = ring.T
        if np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) > 0:
            found.append((ring, []))
        elif found:
            found[-1][1].append(ring)
    return shapely.MultiPolygon([shapely.Polygon(*one) for one in found])


def rough(rng, count):
    """Polygons of every size and kind, many of them with vertices on whole units or on the frame."""
    shapes = []
    while len(shapes) < count:
        parts = [rough_polygon(rng) for _ in range(rng.choice([1, 1, 1, 2, 4]))]
        shape = shapely.union_all([one for one in parts if one.is_valid])
        if rng.random() < 0.4:
            whole = shapely.transform(shape, lambda xy: np.rint(xy / 16) * 16)
            shape = shapely.make_valid(whole, method="structure", keep_collapsed=False)
        parts = [part for part in shapely.get_parts(shape) if part.area > 0]
        shape = shapely.MultiPolygon(parts)
        if parts and shape.is_valid:
            shapes.append(shape)
    return array(*shapes)


@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.long)])
@pytest.mark.parametrize(("factor", "corner"), [(1.0, HERE), (0.25, (-300.0, 77.0))])
def test_polygons_are_cut_as_the_reference_cuts_them(count, factor, corner):
    rng = np.random.default_rng(11)
    for _ in range(-(-count // 2000)):
        shapes = rough(rng, min(count, 2000))
        found = cut("polygon", shapes, factor, corner)
        by_shapely = drawn(reference.cut("polygon", shapes, factor, corner), len(shapes))
        decided = ~shapely.is_missing(found)
        assert decided.sum() > len(shapes) / 3  # the shapes are far worse than any layer's
        assert shapely.is_valid(found[decided]).all()
        unlike = shapely.area(shapely.symmetric_difference(found[decided], by_shapely[decided]))
        assert (unlike <= 1e-6 * shapely.length(by_shapely[decided])).mean() > 0.99
        assert (unlike <= 0.51 * shapely.length(by_shapely[decided])).all()  # a tie rounded the other way


@pytest.mark.parametrize("count", [300, pytest.param(30_000, marks=pytest.mark.long)])
def test_lines_are_cut_as_the_reference_cuts_them(count):
    rng = np.random.default_rng(12)
    lines = []
    for _ in range(count):
        walk = np.cumsum(rng.normal(0, 10 ** rng.uniform(0, 3.5), (rng.integers(2, 200), 2)), axis=0) + rng.choice(
            [LOW, 0, 2000, HIGH], 2
        )
        lines.append(shapely.LineString(np.rint(walk) if rng.random() < 0.5 else walk))
    shapes = array(*lines, shapely.MultiLineString(lines[:3]))
    found = cut("line", shapes)
    by_shapely = drawn(reference.cut("line", shapes, 1.0, HERE), len(shapes))
    inner = FRAME.buffer(-2)  # what runs along the frame itself shapely leaves out
    found, by_shapely = shapely.intersection(found, inner), shapely.intersection(by_shapely, inner)
    assert (shapely.is_empty(found) == shapely.is_empty(by_shapely)).all()
    there = ~shapely.is_empty(found)
    assert shapely.hausdorff_distance(found[there], by_shapely[there]).max() <= 1.5
    assert shapely.length(found) == pytest.approx(shapely.length(by_shapely), rel=1e-3, abs=3)


HOLE = [(1000, 1000), (1000, 3000), (3000, 3000), (3000, 1000)]
PLAIN = {
    "within": shapely.box(10, 10, 90, 90),
    "beside": shapely.box(9000, 10, 9900, 90),
    "all round": shapely.box(-9e4, -9e4, 9e4, 9e4),
    "all round, holed": shapely.Polygon(shapely.box(-9e4, -9e4, 9e4, 9e4).exterior, [HOLE]),
    "over a corner": shapely.box(-900, -900, 100, 100),
    "over three corners": shapely.Polygon([(-9000, -9000), (9000, -9000), (9000, 9000), (6000, 9000), (-9000, -6000)]),
    "its edge along the frame": shapely.box(LOW, 100, 900, 900),
    "in two, with a hole in each": shapely.box(-900, 0, 5000, 4000)
    - shapely.box(1900, -900, 2100, 4100)
    - shapely.box(500, 500, 700, 700)
    - shapely.box(3000, 3000, 3100, 3100),
    "a corner on the frame": shapely.Polygon([(HIGH, 500), (3000, 900), (3000, 100)]),
    "a hole over the frame": shapely.box(-900, -900, 900, 900) - shapely.box(-300, 100, 300, 300),
    "a long ring": shapely.Point(2000, 2000).buffer(1500, quad_segs=3000),
    "a long ring over the frame": shapely.Point(0, 0).buffer(1500, quad_segs=3000),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_polygons_are_cut_exactly(name):
    (found,) = cut("polygon", array(PLAIN[name]))
    wanted = shapely.intersection(shapely.transform(PLAIN[name], np.rint), FRAME)
    if "long" in name:
        assert shapely.symmetric_difference(found, wanted).area < 0.5 * wanted.length
    else:
        assert found.equals(wanted)


def test_what_touches_the_frame_from_outside_is_not_there():
    edge = shapely.box(HIGH, 0, 9000, 900)  # its side is the frame's
    (found,) = cut("polygon", array(shapely.box(HIGH + 0.25, 0, 9000, 900)))
    assert found.is_empty
    (found,) = cut("polygon", array(edge))
    assert found is None or found.is_empty
    assert len(reference.cut("polygon", array(edge), 1.0, HERE).owners) == 0


NOT_PLAIN = {
    "rounds to nothing": shapely.box(100.1, 100.1, 100.3, 900),
    "its sides meet when rounded": shapely.Polygon([(0, 0), (900, 0.4), (900, 900), (899, 0.45), (0, 2)]),
    "a hole at the border": shapely.Polygon([(0, 0), (900, 0), (900, 900), (0, 900)], [[(0, 10), (50, 50), (50, 60)]]),
    "parts that touch": shapely.MultiPolygon([shapely.box(0, 0, 90, 90), shapely.box(90, 90, 900, 900)]),
    "one notch ends on the frame": shapely.box(-900, -900, 5000, 5000)
    - shapely.Polygon([(LOW, 500), (-400, 600), (-400, 400)]),
    "so thin that rounding may throw it across an edge": shapely.MultiPolygon(
        [shapely.box(0, 0, 900, 900), shapely.box(905, 100, 906, 101)]
    ),
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_handed_over(name):
    assert NOT_PLAIN[name].is_valid
    assert cut("polygon", array(NOT_PLAIN[name]))[0] is None


@pytest.mark.parametrize("count", [3000, pytest.param(300_000, marks=pytest.mark.long)])
def test_polygons_that_are_called_plain_are_valid(count):
    """Random rings on so coarse a grid that most of them touch themselves somewhere."""
    rng = np.random.default_rng(4)
    called = 0
    for _ in range(count):
        ring = rng.integers(0, rng.choice([4, 9, 40, 4000]), (rng.integers(3, rng.choice([6, 40])), 2))
        if rng.random() < 0.5:  # a star, which more often is plain
            turn = np.arctan2(*(ring - ring.mean(axis=0)).T)
            ring = ring[np.argsort(turn)]
        ring = ring[np.any(ring != np.roll(ring, 1, axis=0), axis=1)]
        if len(ring) < 3:
            continue
        paths = Paths("polygon", np.ascontiguousarray(ring), np.array([0, len(ring)]), np.array([0]))
        polygon = shapely.Polygon(ring)
        area = np.sum(ring[:, 0] * np.roll(ring[:, 1], -1) - np.roll(ring[:, 0], -1) * ring[:, 1])
        (wrong,) = not_plain(paths, 1)
        called += not wrong
        if polygon.is_valid and area > 0:
            repeated = len(np.unique(ring, axis=0)) < len(ring)
            assert not wrong or repeated
        assert wrong or (polygon.is_valid and area > 0)
    assert called > count / 20


def test_a_polygon_of_many_corners_is_looked_through_by_strips():
    """As above, with so many edges that not all pairs are compared."""
    turns = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    reach = 20_000 + 6000 * np.sin(37 * turns)
    ring = np.rint(np.column_stack([reach * np.cos(turns), reach * np.sin(turns)])).astype(np.int64)
    for dent, plain in ((0, True), (60_000, False)):
        bent = ring.copy()
        bent[1000, 1] -= dent  # through to the other side and back
        paths = Paths("polygon", bent, np.array([0, len(bent)]), np.array([0]))
        assert shapely.Polygon(bent).is_valid == plain
        assert not_plain(paths, 1).tolist() == [not plain]


def test_neighbours_are_cut_at_the_same_place():
    """Whichever way round an edge is walked: of a partition nothing is lost or doubled at the frame."""
    rng = np.random.default_rng(9)
    lines = np.sort(rng.uniform(0, EXTENT, 60))
    slant = rng.uniform(-700, 700, 60)
    for low, high, bend, more in zip(lines, lines[1:], slant, slant[1:], strict=False):
        one = shapely.Polygon([(-900, low - bend), (900, low + bend), (900, high + more), (-900, high - more)])
        other = shapely.Polygon([(-900, high - more), (900, high + more), (900, 9000), (-900, 9000)])
        if one.is_valid and other.is_valid and high - low > 20:
            first, second = cut("polygon", array(one, other))
            if first is not None and second is not None:
                on_frame = [
                    {y for x, y in shapely.get_coordinates(made).tolist() if x == LOW} for made in (first, second)
                ]
                assert on_frame[0] & on_frame[1] or not (on_frame[0] and on_frame[1])


def test_geometries_laid_flat_are_found_again():
    rng = np.random.default_rng(6)
    areas = rough(rng, 60)
    lines = array(areas[0].boundary, shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1).exterior)
    points = array(shapely.Point(3, 4), shapely.MultiPoint([(1, 2), (5, 6)]))
    for form, shapes in (("polygon", areas), ("line", lines), ("point", points)):
        flat = Flat.of(form, shapes)
        assert all(shapely.equals(flat.geometries(), shapes))
        some = rng.permutation(len(shapes))[:2]
        assert all(shapely.equals(flat.geometries(some), shapes[some]))
        assert flat.bounds == pytest.approx(shapely.bounds(shapes))
        if form != "point":
            whole = array(*(shapely.transform(one, np.rint) for one in shapes))
            plain = whole[shapely.is_valid(whole)]
            paths = flatten(form, plain)
            back = Flat.joined(paths, len(plain)).geometries()
            assert all(shapely.equals(back, plain))


@pytest.mark.parametrize("layer", [AREAS, LINES, POINTS])
def test_a_layer_that_is_held_flat_is_drawn_as_one_of_objects(layer):
    """Two tables, polygons with holes and in several parts, rings either way round."""
    rng = np.random.default_rng(7)
    grid = GRIDS["WebMercatorQuad"]
    tile = grid.at(120.5, 28.0, 10)
    shapes = [at_units(tile, one) for one in rough(rng, 40)]
    shapes[::3] = [shapely.reverse(one) for one in shapes[::3]]
    if layer != AREAS:
        shapes = [
            one.boundary if layer == LINES else shapely.MultiPoint(one.geoms[0].exterior.coords) for one in shapes
        ]
    held = [view(layer, shapes[:15]), view(layer, shapes[15:])]
    both = LayerView(held[0].kind, [table for one in held for table in one.tables], held[0].in_force)
    form = both.kind.geometry
    flat = laid_flat(grid, 20, both)
    by_shapely = Flat.of(form, in_units(grid, 20, array(*shapes)))
    assert [len(one) for one in (flat.paths, flat.parts, flat.rows)] == [
        len(one) for one in (by_shapely.paths, by_shapely.parts, by_shapely.rows)
    ]
    assert all(shapely.equals(shapely.normalize(flat.geometries()), shapely.normalize(by_shapely.geometries())))
    if layer == AREAS:
        assert (
            np.sign(ring_areas(flat.xy, flat.paths)).tolist()
            == np.sign(ring_areas(by_shapely.xy, by_shapely.paths)).tolist()
        )
        shells = flat.parts[:-1]
        assert (ring_areas(flat.xy, flat.paths)[shells] > 0).all()


@pytest.mark.parametrize("tolerance", [0.5, 3.0, 20.0, 200.0])
def test_a_vertex_matters_as_far_as_douglas_and_peucker_say(tolerance):
    rng = np.random.default_rng(8)
    lines = array(*(shapely.LineString(np.cumsum(rng.normal(0, 9, (count, 2)), axis=0)) for count in (2, 3, 50, 900)))
    flat = Flat.of("line", lines)
    arcs = Arcs.of(flat)
    for n, line in enumerate(shapely.simplify(lines, tolerance, preserve_topology=False)):
        span = slice(*flat.paths[n : n + 2])
        assert flat.xy[span][arcs.reach[span] > tolerance].tolist() == shapely.get_coordinates(line).tolist()


def test_both_sides_of_a_border_are_weighed_alike():
    """Also where one polygon fills the hole of another, and where the way round is the other one."""
    rng = np.random.default_rng(3)
    border = np.column_stack([np.arange(0, 1000, 10.0), np.cumsum(rng.normal(0, 9, 100))])
    west = shapely.Polygon([*border, (990, 900), (0, 900)])
    east = shapely.Polygon([*border[::-1], (0, -900), (990, -900)])
    disc = shapely.Point(500, 5000).buffer(300)
    round_it = shapely.Polygon(
        shapely.box(0, 4000, 1000, 6000).exterior, [np.roll(disc.exterior.coords[:-1], 17, axis=0)]
    )
    flat = Flat.of("polygon", array(west, east, disc, round_it))
    arcs = Arcs.of(flat)
    seen = {}
    for place, reach, number in zip(
        map(tuple, flat.xy.tolist()), arcs.reach.tolist(), arcs.number.tolist(), strict=True
    ):
        if np.isfinite(reach):
            assert seen.setdefault(place, (reach, number)) == (reach, number)
    shared = [place for place in map(tuple, border[1:-1].tolist()) if place in seen]
    assert len(shared) == len(border) - 2
