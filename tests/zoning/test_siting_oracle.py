"""Places, findings and their numbers beside a second, independent computation in one plane, on seeded scenes."""

import random
from collections.abc import Iterator

import plane
import pytest
import shapely
from scenes import Scene, scene
from world import TODAY

from layers.errors import BadGeometry
from zoning import siting
from zoning.ground import Ground
from zoning.rules.model import Territory
from zoning.rules.places import Group, Opposite, Place, Term, Zone
from zoning.verdict import Verdict

HAIR = 0.005  # metres: closer to a threshold than this the two ways may differ


def scenes(first: int, count: int) -> Iterator[Scene]:
    for seed in range(first, first + count):
        drawn = scene(seed)
        try:
            drawn.project()
        except BadGeometry:
            continue
        yield drawn


def verdict(drawn: Scene) -> Verdict:
    world = drawn.world()
    return siting.check(drawn.project(), [world.snapshot()], world.definitions, TODAY)


def a_term(rng: random.Random) -> Term:
    layer = rng.choice(("ecological_red_line", "water_source_zone"))
    levels = frozenset(rng.choice((("1",), ("1", "2"))))
    zone = Zone(layer, (("level", levels),) if layer == "water_source_zone" else ())
    kind = rng.random()
    if kind < 0.6:
        return Term(zone, outside=kind < 0.3)
    return Term(zone, grow_m=rng.choice((0.5, 3.0, 25.0, 100.0)))


def sets(term: Term, drawn: Scene, t: float, frame: shapely.Geometry) -> plane.Sets:
    levels = dict(term.zone.where).get("level", frozenset("12"))
    chosen = [plane.plane(g) for layer, g, level in drawn.zones if layer == term.zone.layer and level in levels]
    zone = shapely.union_all(chosen)
    return plane.outside(zone, t, frame) if term.outside else plane.around(zone, t, term.grow_m)


@pytest.mark.parametrize("first", [0, 5000])
def test_places_are_met_as_in_the_plane(first: int) -> None:
    checked = 0
    for drawn in scenes(first, 40):
        world, project, rng = drawn.world(), drawn.project(), random.Random(checked)
        ground = Ground(project, world.snapshot(), world.definitions.regions, {})
        footprint = plane.plane(project.footprint("project"))
        frame = shapely.box(*plane.grown(footprint, 4 * drawn.t + 200).bounds)
        for _ in range(3):
            terms, every = tuple(a_term(rng) for _ in range(rng.choice((1, 2)))), rng.random() < 0.5
            place: Place = terms[0] if len(terms) == 1 else Group(terms, every)
            want = {
                plane.truth(footprint, plane.joined([sets(q, drawn, t, frame) for q in terms], every=every), t)
                for t in (drawn.t - HAIR, drawn.t, drawn.t + HAIR)
            }
            if len(want) == 1:
                checked += 1
                opposite = {True: False, False: True, None: None}[
                    ground.place(Opposite(place), "project", Territory("CN")).truth
                ]
                assert {ground.place(place, "project", Territory("CN")).truth, opposite} == want, (drawn, place)
    assert checked > 60


def test_findings_have_the_numbers_of_the_plane() -> None:
    checked = 0
    for drawn in scenes(100, 60):
        found = {f["feature"]: f for f in verdict(drawn).body["findings"]}  # type: ignore[attr-defined]
        footprint = plane.plane(drawn.project().footprint("project"))
        core = plane.of_dimension(footprint, 2).buffer(-drawn.t, quad_segs=64)
        for index, (_, geometry, _) in enumerate(drawn.zones):
            zone, finding = plane.plane(geometry), found.get(f"z{index:03}")
            apart = footprint.distance(zone)
            if finding is None:
                assert apart > drawn.t - HAIR
                continue
            checked += 1
            assert finding["distance_m"] == pytest.approx(apart, abs=0.002)
            truths = {
                plane.truth(footprint, plane.around(zone, t), t) for t in (drawn.t - HAIR, drawn.t, drawn.t + HAIR)
            }
            if len(truths) > 1 or False in truths:
                continue
            assert (finding["certainty"] == "certain") == (truths == {True})
            rim = 0.02 + 0.003 * (footprint.length + zone.length)  # arcs are chords, 1 mm inside here
            nominal, inner, outer = (plane.overlap(footprint, place) for place in plane.around(zone, drawn.t))
            least = max(inner[0], core.intersection(zone).area)
            assert finding["overlap_area_m2"] == pytest.approx(nominal[0], rel=3e-6, abs=0.02)
            assert finding["overlap_area_range_m2"] == pytest.approx([least, outer[0]], abs=rim)
            assert finding["overlap_length_m"] == pytest.approx(nominal[1], abs=0.02)
            assert finding["overlap_length_range_m"] == pytest.approx([inner[1], max(outer[1], nominal[1])], abs=0.1)
    assert checked >= 40
