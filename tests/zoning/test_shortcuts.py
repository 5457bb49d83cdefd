"""What is told without measuring changes no answer: with every shortcut off the body is the same, byte for byte."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, get_args

import pytest
import shapely
from scenes import scene
from world import TODAY, World, Zone, box, county, harmless, line, point

from layers import surely
from layers.apart import Around
from layers.bands import Band, Offsets, intersect, unite
from layers.clearance import Obstacle
from layers.errors import BadGeometry
from layers.offsets import grow, offset
from zoning import siting, surroundings
from zoning.ground import Ground
from zoning.nearby import Nearby, Reach
from zoning.projects import Project
from zoning.rules.model import Reads


@contextmanager
def the_plain_path() -> Iterator[None]:
    """Nothing is told beforehand: every set is drawn, every layer asked, every rule judged."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("beyond", "within", "deep", "reaches_deep"):
            patch.setattr(surely, name, lambda *_: False)
        patch.setattr(Nearby, "answers", lambda *_: False)
        patch.setattr(Nearby, "silent", lambda *_: False)
        patch.setattr(Nearby, "features", lambda _, view, footprint, metres: view.near(footprint, metres))
        patch.setattr(Ground, "bare", lambda *_: False)
        patch.setattr(Ground, "_alike", {reads: reads for reads in get_args(Reads)})
        patch.setattr(Obstacle, "outlined", property(lambda _: False, lambda *_: None))
        patch.setattr(Around, "_shapes", None)
        patch.setattr(surroundings, "as_printed", lambda one, *_: one.exact)
        yield


def same_both_ways(project: Project, world: World) -> bytes:
    snapshots = [world.snapshot()]
    quick = siting.check(project, snapshots, world.definitions, TODAY)
    again = siting.check(project, snapshots, world.definitions, TODAY)  # now with what was kept
    with the_plain_path():
        plain = siting.check(project, snapshots, replace(world.definitions), TODAY)
    assert quick.record_bytes() == again.record_bytes()
    assert plain.record_bytes() == quick.record_bytes()
    return quick.record_bytes()


def drawn(seed: int) -> tuple[Project, World]:
    """A random scene; some with a layer that is silent in part, absent or failed, some with hardly a fact stated."""
    one = scene(seed)
    world = one.world()
    project = one.project()
    if seed % 5 == 1:
        world = world.covering("ecological_red_line", box(-50_000, -50_000, 20, 50_000))
    if seed % 5 == 2:
        world = world.without("water_source_zone")
    if seed % 5 == 3:
        world = replace(world, failed=frozenset(("control_unit",)))
    if seed % 3 == 0:
        project = world.project(
            *one.parts, accuracy_m=one.accuracy_m, width_m=one.width_m, industry="C2631", facts={"nature": "new"}
        )
    return project, world


def scenes_both_ways(seeds: range) -> int:
    bodies = set()
    for seed in seeds:
        try:
            project, world = drawn(seed)
        except BadGeometry:
            continue
        bodies.add(same_both_ways(project, world))
    return len(bodies)


def test_random_scenes_get_the_same_body_with_and_without_shortcuts() -> None:
    assert scenes_both_ways(range(700, 704)) > 1


@pytest.mark.long
def test_a_thousand_random_scenes_get_the_same_body_with_and_without_shortcuts() -> None:
    assert scenes_both_ways(range(10_000, 11_000)) > 600


@pytest.mark.parametrize("metres", [30.0, 1_500.0])
def test_a_site_near_the_end_of_a_coverage_gets_the_same_body(metres: float) -> None:
    world = county().covering("coastline", box(-50_000, -50_000, metres, 50_000))
    same_both_ways(world.project(box(0, 0, 20, 20), industry="C3392", facts=harmless()), world)


@pytest.mark.long
def test_a_site_near_the_end_of_what_is_drawn_gets_the_same_body() -> None:
    north = (28.0 - 27.75) * 110_850.0
    for metres in (50.0, 900.0, 3_000.0):
        site = box(0, north - metres - 100, 100, north - metres)
        same_both_ways(county().project(site, industry="C3392", facts=harmless()), county())


def test_a_point_and_a_line_get_the_same_body() -> None:
    red = Zone("r", box(-300, -300, 300, 300), {"code": "r", "name": "n", "part": "land", "core_zone": False})
    world = county().having("ecological_red_line", red)
    for part in (("occupied", point(0, 0)), ("route", line((-900, 0), (900, 40))), ("outlet", point(305, 0))):
        same_both_ways(world.project(part, industry="C3392", facts=harmless()), world)


def places(rng: random.Random) -> tuple[Any, Any, float]:
    size, metres = rng.choice((1.0, 30.0, 400.0)), rng.choice((0.5, 6.0, 90.0, 900.0, 4_000.0))
    x, y = (rng.uniform(-2.5, 2.5) * metres for _ in range(2))
    kinds = [box(x, y, x + size, y + size), line((x, y), (x + size, y + size / 3)), point(x, y)]
    wide = rng.choice((3.0, 50.0, 2_000.0, 12_000.0))
    zone = shapely.difference(box(-wide, -wide, wide, wide), box(-wide / 9, -wide / 7, wide / 8, wide / 9))
    return rng.choice(kinds), zone, metres


def agrees_with_offsets(count: int) -> int:
    rng, told = random.Random(20261123), 0
    for _ in range(count):
        footprint, zone, metres = places(rng)
        around, inner = grow(zone, metres), shapely.boundary(zone)
        beyond, within = surely.beyond(footprint, zone, metres), surely.within(footprint, zone, metres)
        deep, reaches = surely.deep(footprint, zone, metres), surely.reaches_deep(footprint, zone, metres)
        told += beyond + within + deep + reaches
        assert not (beyond and within)
        assert not beyond or not shapely.intersects(footprint, around)
        assert not within or shapely.intersects(footprint, around)
        core = shapely.difference(zone, grow(inner, metres)) if deep or reaches else zone
        assert not deep or shapely.covers(core, footprint)
        assert not reaches or shapely.intersects(core, footprint)
        assert Reach(footprint, metres).meets(zone) == shapely.intersects(zone, grow(footprint, metres))
    return told


def test_what_is_told_of_distances_agrees_with_offsets_drawn() -> None:
    assert agrees_with_offsets(40) > 25


@pytest.mark.long
def test_what_is_told_of_distances_agrees_with_offsets_drawn_in_many_places() -> None:
    assert agrees_with_offsets(20_000) > 10_000


def bands(rng: random.Random, zone: Any, metres: float) -> Iterator[Band]:
    """Bands round a zone in every way that they are made of others."""
    t = rng.choice((0.5, 6.0, 40.0))
    x, y, wide = (rng.uniform(-900.0, 900.0) for _ in range(3))
    somewhere = box(x, y, x + abs(wide) + 1.0, y + 300.0)
    around, beside = Band.around(zone, t, metres), Band.around(somewhere, t)
    perhaps = around.or_perhaps(somewhere, rng.choice((0.0, metres)))
    yield from (around, beside, perhaps, Band.around(zone, t), beside.or_what_may(around))
    yield from (around.complement(box(-60_000, -60_000, 60_000, 60_000)), intersect((around, beside)))
    yield from (unite((around, beside)), beside.with_all(perhaps), around.with_all(perhaps))
    yield from (around.settled(large=True), around.settled(large=False), perhaps.settled(large=True))


def agrees_with_sets(count: int) -> int:
    rng, told = random.Random(20261124), 0
    for _ in range(count):
        footprint, zone, metres = places(rng)
        for band in bands(rng, zone, metres):
            said = band.told(footprint)
            for share, drawn in ((said.inner, band.inner), (said.nominal, band.nominal), (said.outer, band.outer)):
                told += share is not None
                assert share != "none" or not shapely.intersects(footprint, drawn)
                assert share not in ("some", "whole") or shapely.intersects(footprint, drawn)
                assert share != "whole" or shapely.covers(drawn, footprint)
    return told


def test_what_is_told_of_bands_agrees_with_their_sets() -> None:
    assert agrees_with_sets(6) > 120


@pytest.mark.long
def test_what_is_told_of_bands_agrees_with_their_sets_in_many_places() -> None:
    assert agrees_with_sets(1_000) > 20_000


def test_offsets_are_those_of_one_drawing_each() -> None:
    rng, kept = random.Random(20261125), Offsets()
    for _ in range(6):
        for geometry in places(rng)[:2]:
            for metres in (7.0, -7.0, 0.0, -0.5):
                assert kept(geometry, metres).wkb == offset(geometry, metres).wkb
                assert kept(geometry, metres) is kept(geometry, metres)
    assert kept(shapely.Point(), 5.0).is_empty
