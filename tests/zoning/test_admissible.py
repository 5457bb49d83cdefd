"""Where a project could stand: what is said of an area is what the ordinary check says of every disc in it."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import shapely
from world import ALL, World, Zone, box, county, definitions, harmless, line, point

from layers.geodesy import area
from layers.offsets import grow
from zoning import siting
from zoning.admissible.asked import disc
from zoning.admissible.faces import Sweep
from zoning.definitions import Definitions
from zoning.logic import Outcome
from zoning.projects import Project, normalise
from zoning.rules.model import Rule
from zoning.rules.places import Group, Opposite, Place, Term

STUDY = box(-1500, -1500, 1500, 1500)
WITHIN = 1e-11  # degrees from the edge of the study area, which is drawn to a tenth of that
NEARER = 400  # times: rules reach 2.5 to 12.5 m here, not 1 to 5 km, for which a single check takes most of its time
READ = {
    "admin_area",
    "control_unit",
    "industrial_area",
    "ecological_red_line",
    "protected_area",
    "water_source_zone",
    "sensitive_place",
    "sea_function_zone",
    "mangrove",
}


@cache
def nearer_definitions() -> Definitions:
    """The repository's own rules on these layers, every distance of theirs that much shorter."""
    own = definitions()
    packs = (
        replace(pack, rules=tuple(_nearer(rule) for rule in pack.rules if _reads(rule) <= READ)) for pack in own.packs
    )
    return replace(own, packs=tuple(packs))


def _reads(rule: Rule) -> set[str]:
    places = (rule.place, *(row.only for row in rule.rows if row.only is not None))
    return {term.zone.layer for place in places for term in place.terms()} | {rule.table_layer or "admin_area"}


def _nearer(rule: Rule) -> Rule:
    rows = (replace(row, only=None if row.only is None else _scaled(row.only)) for row in rule.rows)
    return replace(rule, place=_scaled(rule.place), rows=tuple(rows))


def _scaled(place: Place) -> Place:
    match place:
        case Term(grow_m=metres) if metres > 1:
            return replace(place, grow_m=metres / NEARER)
        case Group(parts=parts):
            return replace(place, parts=tuple(map(_scaled, parts)))
        case Opposite(part=part):
            return replace(place, part=_scaled(part))
    return place


def strip(*points, metres):
    return grow(line(*points), metres)


def waters() -> World:
    """Water sources of three classes side by side, one of them thin; a red line with a hole; a river."""
    outer = box(-900, -700, 300, 500)
    return (
        county()
        .having(
            "water_source_zone",
            Zone("w1", box(-500, -300, -100, 100), {"level": "1"}),
            Zone("w2", outer.difference(box(-500, -300, -100, 100)), {"level": "2"}),
            Zone("w3", strip((400, -1500), (700, 1500), metres=1.2), {"level": "1"}),
        )
        .having(
            "ecological_red_line",
            Zone("r1", box(200, 300, 1000, 1100).difference(grow(point(600, 700), 150)), {"name": "红线"}),
        )
    )


def two_counties() -> World:
    """A border within the study area, beyond it no area at all; units of several classes, one without a coded list."""
    west, east = box(-60_000, -30_000, 0, 30_000), box(0, -30_000, 900, 30_000)
    world = World().having(
        "admin_area",
        Zone("a", west, {"code": "330381", "name": "瑞安市", "level": "county", "part": "land"}),
        Zone("b", east, {"code": "330382", "name": "乐清市", "level": "county", "part": "sea"}),
    )
    return world.having(
        "control_unit",
        Zone("u1", west, {"code": "ZH1", "name": "一", "class": "priority", "list_coded": True}),
        Zone("u2", box(0, -30_000, 900, 0), {"code": "ZH2", "name": "二", "class": "general", "list_coded": False}),
        Zone("u3", box(0, 0, 900, 30_000), {"code": "ZH3", "name": "三", "class": "key", "list_coded": True}),
    )


def silent() -> World:
    """A layer that is drawn for a part only, one that is not there at all, and something near which rules reach."""
    return (
        waters()
        .covering("ecological_red_line", box(-40_000, -30_000, 500, 30_000))
        .covering("water_source_zone", ALL.difference(grow(point(-1000, 900), 200)))
        .having("sensitive_place", Zone("s", box(1100, -1300, 1200, -1200), {"name": "学校"}))
        .without("protected_area")
    )


def shore() -> World:
    """The coast crosses the study area, so that layers of the sea apply at one side only, or are silent."""
    world = World().having(
        "admin_area",
        Zone("l", box(-50_000, -25_000, 200, 25_000), {"code": "330381", "level": "county", "part": "land"}),
        Zone("s", box(200, -25_000, 50_000, 25_000), {"code": "330381", "level": "county", "part": "sea"}),
    )
    return world.having(
        "control_unit", Zone("u1", ALL, {"code": "ZH1", "name": "一", "class": "general", "list_coded": True})
    ).without("sea_function_zone", "mangrove")


SCENES = {
    "waters": (waters(), 3.0, {}),
    "waters_small_disc": (waters(), 1.5, {"level_2_opinion": "favourable"}),
    "waters_facts_open": (waters(), 2.5, {"industry_class": None, "discharges_pollutants": None}),
    "two_counties": (two_counties(), 30.0, {"industry_class": "二"}),
    "silent": (silent(), 4.0, {"nature": None}),
    "shore": (shore(), 30.0, {}),
}


class Scene:
    """A world with discs judged over all of the study area, and single checks in it."""

    def __init__(self, name: str) -> None:
        world, self.radius, more = SCENES[name]
        self.world = replace(world, definitions=nearer_definitions())
        facts = {name: value for name, value in harmless(**more).items() if more.get(name, value) is not None}
        self.snapshot = self.world.snapshot()
        self.anywhere = self.world.project(disc(120.5, 27.75, self.radius), facts=facts, accuracy_m=1.0)
        sweep = Sweep.of(self.anywhere, self.radius, [self.snapshot], nearer_definitions())
        self.found = sweep.standings(STUDY)
        shapely.prepare(list(self.found.values()))

    def project(self, lon: float, lat: float) -> Project:
        (part,) = self.anywhere.parts
        there = normalise(disc(lon, lat, self.radius), "disc")
        return replace(self.anywhere, parts=(replace(part, geometry=there, delivered=there),))

    def single(self, lon: float, lat: float) -> Outcome:
        return siting.outcome(self.project(lon, lat), [self.snapshot], nearer_definitions(), self.snapshot.as_of)

    def said(self, lon: float, lat: float) -> Outcome:
        here = shapely.Point(lon, lat)
        return next(one.outcome for one, there in self.found.items() if shapely.intersects(there, here))

    def centres(self, count: int, seed: int):
        """Half of them anywhere, half within some metres of where one standing ends."""
        dice = random.Random(seed)
        west, south, east, north = STUDY.bounds
        corners = np.concatenate([shapely.get_coordinates(there) for there in self.found.values()])
        for number in range(count):
            lon, lat = dice.uniform(west, east), dice.uniform(south, north)
            if number % 2:
                near = corners[dice.randrange(len(corners))]
                lon, lat = (float(degrees) + dice.gauss(0, 10 ** dice.uniform(-7, -4)) for degrees in near)
            yield min(max(lon, west + WITHIN), east - WITHIN), min(max(lat, south + WITHIN), north - WITHIN)


@cache
def scene(name: str) -> Scene:
    return Scene(name)


def compared(one: Scene, count: int, seed: int) -> tuple[int, list[tuple[float, float]], list[object]]:
    """Centres where areas and single checks agree, where the areas leave open more, and where they contradict."""
    same, wider, contradict = 0, [], []
    for lon, lat in one.centres(count, seed):
        said, single = one.said(lon, lat), one.single(lon, lat)
        if said == single:
            same += 1
        elif said.best <= single.best and single.worst <= said.worst:
            wider.append((lon, lat))
        else:
            contradict.append((lon, lat, said, single))
    return same, wider, contradict


def agrees(name: str, count: int, seed: int) -> None:
    one = scene(name)
    same, wider, contradict = compared(one, count, seed)
    assert contradict == []
    # what is open for the bound alone lies within centimetres of where the same range ends
    for lon, lat in wider:
        others = [there for standing, there in one.found.items() if standing.outcome == one.single(lon, lat)]
        assert shapely.distance(shapely.Point(lon, lat), shapely.union_all(others)) < 3e-6
    assert same >= 0.9 * count


# a thousand together, the fewer the longer one check takes
SAMPLED = {
    "waters": 300,
    "waters_small_disc": 160,
    "waters_facts_open": 250,
    "two_counties": 40,
    "silent": 90,
    "shore": 160,
}


@pytest.mark.parametrize("name", SCENES)
def test_sampled_centres_agree_with_single_checks(name):
    agrees(name, SAMPLED[name], seed=7)


def test_a_disc_across_a_seam_of_the_offsets_is_a_project_like_any_other() -> None:
    there = disc(120.499741408752, 27.75612253417955, 30.0)  # its top within 0.1 mm of the seam at 120.5
    assert normalise(there, "disc").equals_exact(there.normalize(), 1e-9)
    assert 0.999 < area(there) / (math.pi * 30.0**2) < 1.0


@pytest.mark.long
@pytest.mark.parametrize("name", SCENES)
def test_ten_thousand_sampled_centres_agree_with_single_checks(name):
    agrees(name, 1_700, seed=11)


@pytest.mark.parametrize("name", SCENES)
def test_the_areas_of_all_standings_are_the_study_area(name):
    found = scene(name).found
    whole = float(area(np.array([STUDY], dtype=object))[0])
    parts = area(np.array(list(found.values()), dtype=object))
    assert abs(float(parts.sum()) - whole) <= 1e-9 * whole


@pytest.mark.parametrize("name", SCENES)
def test_no_two_standings_share_ground(name):
    there = list(scene(name).found.values())
    shared = [shapely.area(shapely.intersection(a, b)) for i, a in enumerate(there) for b in there[:i]]
    assert max(shared, default=0.0) < 1e-14  # square degrees: a tenth of a square millimetre


def test_scenes_have_every_verdict():
    words = {one.outcome.word for name in SCENES for one in scene(name).found}
    assert words == {"admissible", "conditional", "prohibited", "undetermined"}
