"""What a tile says of a layer, and that other people's readers agree on it."""

import math
from itertools import pairwise

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from tiled import AREAS, COVERAGE, LINES, POINTS, at_units, by_gdal, decoded, rough_polygon, samples, tile_of, view

from layers.tiles.drawing import Drawings, Drawn, layer_tile
from layers.tiles.encoder import Commands, Shown, layer_message
from layers.tiles.grids import FINEST, GRIDS
from layers.tiles.paths import flatten
from layers.tiles.properties import Properties

TILES = [grid.at(121.0, 28.0, z) for grid in GRIDS.values() for z in (4, 11, 14, 18)]
each_tile = pytest.mark.parametrize("tile", TILES, ids=lambda t: f"{t.grid.name}-{t.z}")
HOLED = shapely.Polygon(
    [(500, 500), (3500, 500), (3500, 3500), (500, 3500)], [[(1000, 1000), (1000, 1500), (2000, 1500), (2000, 1000)]]
)


def message(form, *geometries, rows=None):
    rows = rows or [{}] * len(geometries)
    paths = flatten(form, np.array(geometries, dtype=object))
    every, none = np.arange(len(geometries)), Commands.of(flatten(form, np.array([], dtype=object)), 0)
    return layer_message("l", Shown(every, ~every, none, (0, 0), paths), Properties(rows))


@pytest.mark.parametrize(
    ("form", "geometry", "commands"),
    [  # the examples of the specification, 4.3.5
        ("point", "POINT (25 17)", [9, 50, 34]),
        ("point", "MULTIPOINT (5 7, 3 2)", [17, 10, 14, 3, 9]),
        ("line", "LINESTRING (2 2, 2 10, 10 10)", [9, 4, 4, 18, 0, 16, 16, 0]),
        ("line", "MULTILINESTRING ((2 2, 2 10, 10 10), (1 1, 3 5))", [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]),
        ("polygon", "POLYGON ((3 6, 8 12, 20 34, 3 6))", [9, 6, 12, 18, 10, 12, 24, 44, 15]),
        (
            "polygon",
            "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((11 11, 20 11, 20 20, 11 20, 11 11), "
            "(13 13, 13 17, 17 17, 17 13, 13 13)))",
            [
                *(9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15),
                *(9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15),
                *(9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15),
            ],
        ),
    ],
)
def test_the_examples_of_the_specification(form, geometry, commands):
    content = message(form, shapely.from_wkt(geometry))
    assert bytes([4 << 3 | 2, len(commands), *commands]) in content


def test_rings_turn_as_the_specification_wants_whatever_way_they_came():
    backwards = shapely.reverse(HOLED)
    for polygon in (HOLED, backwards):
        rings = mapbox_vector_tile.decode(message("polygon", polygon), default_options={"y_coord_down": True})
        shell, hole = rings["l"]["features"][0]["geometry"]["coordinates"]
        assert area(shell) > 0 > area(hole)


def area(ring):
    """The surveyor's formula."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring)) / 2


def test_positions_that_repeat_the_one_before_are_left_out():
    line = shapely.LineString([(0, 0), (0, 0), (5, 5), (5, 5), (9, 9)])
    assert message("line", line) == message("line", shapely.LineString([(0, 0), (5, 5), (9, 9)]))
    assert message("line", shapely.LineString([(3, 3), (3, 3)])) == b""


@each_tile
def test_nothing_makes_no_bytes(tile):
    elsewhere = shapely.box(20, 10, 20.0001, 10.0001)
    for layer, geometry in [(AREAS, elsewhere), (LINES, elsewhere.exterior), (POINTS, elsewhere.centroid)]:
        assert layer_tile(Drawn(view(layer, [geometry])), tile) == b""
        assert layer_tile(Drawn(view(layer, [])), tile) == b""


def test_values_keep_their_types():
    rows = [
        {"text": "生态保护红线", "no": False, "yes": True, "one": 1, "half": 0.5, "below": -3, "none": None},
        {"text": "1", "one": 2**63, "half": 1.0, "below": -(2**63), "huge": 10**30},
    ]
    content = message("point", shapely.Point(1, 1), shapely.Point(2, 2), rows=rows)
    first, second = (feature["properties"] for feature in mapbox_vector_tile.decode(content)["l"]["features"])
    assert first == {"text": "生态保护红线", "no": False, "yes": True, "one": 1, "half": 0.5, "below": -3}
    assert second == {"text": "1", "one": 2**63, "half": 1.0, "below": -(2**63), "huge": 1e30}
    assert [type(first[name]) for name in ("no", "one", "half")] == [bool, int, float]


@pytest.mark.parametrize("count", [1, 40, 4000])
def test_values_are_those_of_the_rows_whether_a_tile_shows_few_of_a_layer_or_all(count):
    rows = [{"own": f"{n}", "some": n % 7, "none": None, "n": n, "half": n / 2} for n in range(4000)]
    chosen = np.random.default_rng(3).permutation(4000)[:count]
    points = flatten("point", np.array([shapely.Point(n % 90, n // 90) for n in chosen], dtype=object))
    none = Commands.of(flatten("point", np.array([], dtype=object)), 0)
    content = layer_message("l", Shown(chosen, ~np.arange(count), none, (0, 0), points), Properties(rows))
    (layer,) = mapbox_vector_tile.decode(content).values()
    expected = [{name: value for name, value in rows[n].items() if value is not None} for n in chosen]
    assert [feature["properties"] for feature in layer["features"]] == expected


def test_a_feature_is_named_with_its_standing_and_edition():
    made = view(AREAS, [at_units(TILES[1], HOLED)], {"name": "湖"})
    (shown,) = tile_of(Drawn(made), TILES[1])
    assert {**shown.properties}.items() >= {
        "id": "330300:f000", "standing": "illustrative", "edition": "330300/1", "name": "湖",
    }.items()  # fmt: skip
    assert None not in shown.properties.values()


@pytest.mark.parametrize("tile", [tile for tile in TILES if tile.z > 12], ids=lambda t: f"{t.grid.name}-{t.z}")
def test_a_tile_made_at_once_is_the_same_bytes(tile):
    rng = np.random.default_rng(5)
    shapes = [at_units(tile, rough_polygon(rng)) for _ in range(60)]
    shapes = [one for one in shapes if one.is_valid]
    for layer, geometries in ((AREAS, shapes), (LINES, [one.exterior for one in shapes])):
        decided = 0
        for one in geometries:
            drawn = Drawn(view(layer, [one], {"name": "湖"}))
            found = drawn.at_once(tile)
            if found is not None:
                decided += 1
                expected = layer_message(layer, drawn.copy(tile.grid, FINEST).cut(tile), drawn.properties)
                assert found == expected
        assert decided > len(geometries) / 2
    assert Drawn(view(POINTS, [HOLED.centroid])).at_once(tile) is None


@each_tile
def test_several_layers_are_their_tiles_one_after_the_other(tile):
    shapes = {AREAS: HOLED, LINES: HOLED.exterior, POINTS: HOLED.centroid, COVERAGE: HOLED}
    tiles = [layer_tile(Drawn(view(layer, [at_units(tile, one)])), tile) for layer, one in shapes.items()]
    assert {name: len(found) for name, found in decoded(b"".join(tiles)).items()} == dict.fromkeys(shapes, 1)


def test_the_samples_for_other_judges_hold_every_form():
    for _, content in samples():
        layers = decoded(content)
        assert {name: len(shown) for name, shown in layers.items()} == {AREAS: 4, LINES: 2, POINTS: 2}
        assert all(one.geometry.is_valid for shown in layers.values() for one in shown)


@each_tile
@pytest.mark.parametrize("layer", [AREAS, COVERAGE])
def test_a_polygon_with_a_hole_is_drawn_as_it_is(tile, layer):
    (shown,) = tile_of(Drawn(view(layer, [at_units(tile, HOLED)])), tile)
    assert shown.geometry.is_valid
    assert shown.geometry.normalize().equals_exact(HOLED.normalize(), tolerance=0.5)


@each_tile
def test_gdal_reads_what_mapbox_vector_tile_reads(tile, tmp_path):
    star = shapely.Polygon(
        [(2000 + 1900 * math.cos(a) * (a % 0.7), 2000 + 1900 * math.sin(a)) for a in np.arange(0, 6.2, 0.05)]
    )
    shapes = [
        HOLED,
        shapely.box(-500, 100, 700, 900),
        shapely.union_all([shapely.box(9, 9, 99, 99), shapely.box(200, 9, 300, 99)]),
    ]
    shapes.append(shapely.make_valid(star, method="structure"))
    content = layer_tile(Drawn(view(AREAS, [at_units(tile, one) for one in shapes])), tile)
    ids, geometries = by_gdal(content, tmp_path, AREAS)
    shown = decoded(content)[AREAS]
    assert ids == [one.properties["id"] for one in shown]
    assert len(ids) == len(shapes)
    for ours, theirs in zip(shown, geometries, strict=True):
        assert theirs.is_valid
        assert theirs.equals(ours.geometry)


def test_a_tile_inside_a_polygon_is_filled_to_its_margin():
    turns = np.linspace(0, 2 * np.pi, 2001)[:-1]
    for corners in (4, 2000):
        ring = turns[:: len(turns) // corners]
        disc = shapely.Polygon(np.column_stack([2000 + 9000 * np.cos(ring), 2000 + 9000 * np.sin(ring)]))
        (shown,) = tile_of(Drawn(view(AREAS, [at_units(TILES[2], disc)])), TILES[2])
        assert shown.geometry.equals(shapely.box(-64, -64, 4160, 4160))


def test_a_layer_is_made_ready_once():
    drawings = Drawings(keep=2)
    one, two, three = (view(AREAS, [at_units(TILES[1], HOLED)]) for _ in range(3))
    first = drawings.of(one)
    assert drawings.of(one) is first
    drawings.of(two)
    drawings.of(three)
    assert drawings.of(one) is not first
