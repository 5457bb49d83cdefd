"""A move is the same by outlines as by geometries, in worlds of every kind."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from grid_worlds import footprints, world

from layers import clearance
from layers.clearance import Obstacle
from layers.displacement import displacement
from layers.translation import strip_of
from layers.window import window

KEEPS_M = (0.5, 2.0, 10.0, 150.0)


def places(seed: int, count: int) -> list[shapely.Geometry]:
    """Areas, and of every third a line, of every fifth a corner."""
    found: list[shapely.Geometry] = []
    for number, area in enumerate(footprints(seed, count)):
        line = shapely.boundary(area) if number % 3 == 1 else area
        found.append(
            shapely.get_point(shapely.get_exterior_ring(shapely.get_geometry(area, 0)), 0) if number % 5 == 2 else line
        )
    return found


def obstacle(site: shapely.Geometry, layer: np.ndarray, keep_m: float, reach_m: float) -> Obstacle:
    frame = window(site, reach_m + keep_m + 10.0)
    met = layer[shapely.intersects(layer, frame)]
    return Obstacle(site, tuple(shapely.intersection(one, frame) for one in met), keep_m)


def compared(seed: int, count: int, reach_m: float) -> int:
    """How many moves were found; each is that of the reference."""
    chance = np.random.default_rng(seed)
    crowded, found = world(seed, 150), 0
    for site in places(seed + 1, count):
        layers = [layer[chance.random(len(layer)) < chance.choice([0.05, 0.2])] for layer in crowded]
        chosen = chance.choice(3, size=int(chance.integers(1, 3)), replace=False)
        obstacles = [obstacle(site, layers[kind], float(chance.choice(KEEPS_M)), reach_m) for kind in chosen]
        slow = [replace(one, outlined=False) for one in obstacles]
        told = displacement(obstacles, strip_of(site), reach_m)
        assert told == displacement(slow, strip_of(site), reach_m), (seed, site.wkt)
        found += told is not None and told.metres > 0.0
    return found


def test_random_worlds_have_the_same_moves_by_outlines() -> None:
    assert compared(4, 10, 2500.0) > 2


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_many_random_worlds_have_the_same_moves_by_outlines(seed: int) -> None:
    compared(100 + seed, 40, 2500.0)


def square(x: float, y: float, wide: float) -> shapely.Geometry:
    return shapely.box(120.0 + x, 28.0 + y, 120.0 + x + wide, 28.0 + y + wide)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (square(0, 0, 0.004),),
        (square(0, 0, 0.004), square(0.004, 0, 0.004)),  # a border in common
        (square(0, 0, 0.004), square(0.004, 0.001, 0.004)),  # a border in part
        (square(0, 0, 0.004), square(0.002, 0.002, 0.004)),  # over each other
        (square(0, 0, 0.004), square(0, 0, 0.004)),  # twice the same
        (square(0, 0, 0.004), square(0.001, 0.001, 0.001)),  # one within the other
        (square(0, 0, 0.004).difference(square(0.0005, 0.0005, 0.003)),),  # the site stands in a hole
        (square(0.0012, 0.0012, 0.0001),),  # all of it within the site
        (shapely.LineString([(120.0, 28.0), (120.004, 28.004), (120.004, 28.0), (120.0, 28.004)]),),  # crosses itself
        (shapely.Point(120.0015, 28.0015),),
        (shapely.MultiPoint([(120.001, 28.001), (120.002, 28.002)]),),  # on its corners
    ],
)
@pytest.mark.parametrize("keep_m", [0.5, 20.0])
def test_parts_that_touch_cover_or_cross_each_other_change_no_move(
    parts: tuple[shapely.Geometry, ...], keep_m: float
) -> None:
    site = square(0.001, 0.001, 0.001)
    one = Obstacle(site, parts, keep_m)
    told = displacement([one], strip_of(site), 2000.0)
    assert told == displacement([replace(one, outlined=False)], strip_of(site), 2000.0)
    assert told is not None


def test_what_outlines_leave_open_is_asked_of_geometries(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    whole = clearance.ByGeometry.first_clear
    monkeypatch.setattr(clearance, "HAIR_M", 0.05)
    monkeypatch.setattr(clearance.ByGeometry, "first_clear", lambda *a: asked.append(1) or whole(*a))
    site = square(0.001, 0.001, 0.001)
    one = Obstacle(site, (square(0, 0, 0.004),), 2.0)
    told = displacement([one], strip_of(site), 2000.0)
    assert asked
    assert told == displacement([replace(one, outlined=False)], strip_of(site), 2000.0)


def oblique(dice: np.random.Generator, latitude: float) -> tuple[shapely.Geometry, ...]:
    """Parts that cross each other with edges of kilometres in any direction, which are cut in pieces for the plane."""
    wide = np.cos(np.radians(latitude))
    drawn = (dice.uniform(-0.02, 0.02, (8, 2)) / (wide, 1.0) + (120.03, latitude) for _ in range(4))
    return tuple(part for part in (shapely.Polygon(xy).buffer(0.0) for xy in drawn) if not part.is_empty)


def compared_oblique(seed: int, sites: int) -> int:
    dice = np.random.default_rng(seed)
    moved = 0
    for latitude in (28.0, 50.0, 70.0):
        parts = oblique(dice, latitude)
        for _ in range(sites):
            west, south = np.array((120.03, latitude)) + dice.uniform(-0.015, 0.015, 2)
            site = shapely.box(west, south, west + 2e-4, south + 2e-4)
            one = Obstacle(site, parts, float(dice.choice([1.0, 5.0, 120.0])))
            found = displacement([one], strip_of(site), 5000.0)
            assert found == displacement([replace(one, outlined=False)], strip_of(site), 5000.0), (seed, site.wkt)
            moved += found is not None and found.metres > 0.0
    return moved


def test_long_edges_that_others_cut_are_left_open_along_all_their_length() -> None:
    read = shapely.from_wkt
    parts = (
        read(
            "POLYGON ((120.032924704 27.999914155, 120.031491461 28.003870019,"
            " 120.031200415 27.994492668, 120.032924704 27.999914155))"
        ),
        read(
            "POLYGON ((120.034886523 27.997777956, 120.026918078 27.998386463,"
            " 120.034430454 27.995654384, 120.034886523 27.997777956))"
        ),
    )
    site = shapely.box(120.033693414, 27.997755952, 120.033893414, 27.997955952)
    one = Obstacle(site, parts, 1.0)
    found = displacement([one], strip_of(site), 5000.0)
    assert found == displacement([replace(one, outlined=False)], strip_of(site), 5000.0)
    assert found is not None and found.metres == 13.5
    assert compared_oblique(5, 12) > 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_many_long_edges_that_others_cut(seed: int) -> None:
    assert compared_oblique(100 + seed, 150) > 0
