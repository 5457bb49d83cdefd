"""Two worlds that differ only in restricted geometry, alike in effect, hectare and 100 m step, look alike."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from redaction_oracle import RESTRICTED, told
from world import TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.canonical import canonical
from zoning import siting
from zoning.redaction.verdict import redacted
from zoning.rendering import render

REPORTED = settings(deadline=None, suppress_health_check=list(HealthCheck))
CLASSES = {
    "ecological_red_line": ({"part": "land", "core_zone": True}, {"part": "land", "core_zone": False}, {"part": "sea"}),
    "permanent_farmland": ({},),
    "farmland_soil_class": ({"class": "priority"}, {"class": "strict"}),
    "habitat": ({"kind": "important_habitat"}, {"kind": "spawning_ground"}),
}


def shown_without_id(verdict):
    return {
        name: value for name, value in redacted(verdict.record(), RESTRICTED, definitions()).items() if name != "id"
    }


metres = st.integers(-900, 900).map(float)
sizes = st.sampled_from([15.0, 60.0, 180.0, 450.0, 1200.0])
nudges = st.floats(-30.0, 30.0).map(lambda x: round(x, 2))


@st.composite
def patches(draw):
    """A restricted polygon and what is in its place: moved a little, a corner cut, or parted in two."""
    west, south, wide, high = draw(metres), draw(metres), draw(sizes), draw(sizes)
    one = box(west, south, west + wide, south + high)
    dx, dy = draw(nudges), draw(nudges)
    other = box(west + dx, south + dy, west + wide + draw(nudges) / 3, south + high + dy)
    if draw(st.booleans()):
        cut = draw(st.sampled_from([3.0, 12.0, 35.0]))
        other = shapely.difference(other, box(west + dx, south + dy, west + dx + cut, south + dy + cut))
    if not other.is_valid or other.is_empty or other.geom_type != "Polygon":
        return [one], [one]
    if draw(st.booleans()):
        west, south, east, north = other.bounds
        middle = (west + east) / 2
        halves = [
            shapely.intersection(other, shapely.box(*ends))
            for ends in ((west, south, middle, north), (middle, south, east, north))
        ]
        return [one], [half for half in halves if half.geom_type == "Polygon" and not half.is_empty]
    return [one], [other]


@st.composite
def restricted(draw):
    """The same features of restricted layers, by layer, in two geometries."""
    one, other = {}, {}
    for layer in draw(st.lists(st.sampled_from(sorted(CLASSES)), min_size=1, max_size=3, unique=True)):
        for number in range(draw(st.integers(1, 2))):
            attributes = draw(st.sampled_from(CLASSES[layer]))
            for world, pieces in zip((one, other), draw(patches()), strict=True):
                world.setdefault(layer, []).extend(
                    Zone(f"{layer}-{number}-{place}", geometry, {"name": "秘", **attributes})
                    for place, geometry in enumerate(pieces)
                )
    return one, other


PROJECTS = [
    (box(-150, -100, 150, 100),),
    (box(-10, -10, 10, 10), box(300, 20, 340, 70)),
    (("route", line((-700, -30), (0, 0), (650, 80))),),
    (line((-400, 0), (400, 10)),),
    (("outlet", point(5, 5)), box(-60, 20, 40, 90)),
    (box(-150, -100, 150, 100), ("opinion", box(-150, -100, 80, 100))),
]
FACTS = [
    {},
    harmless(),
    {"activity": "linear_infrastructure", "nature": "new"},
    harmless(activity="flood_control_water_supply", new_construction_land=True),
    {"activity": "village_housing"},
]
INDUSTRIES = [None, "C2614", "A0320", "G5432", "B0610"]  # those of the EIA catalogue hint at sensitive areas


def worlds(zones):
    world = county()
    world = world.having("water_source_zone", Zone("w", box(-500, -400, 60, 300), {"level": "2", "delimited": True}))
    world = world.having("important_wetland", Zone("iw", box(50, -50, 500, 400), {"name": "湿地"}))
    for layer, features in zones.items():
        world = world.having(layer, *features)
    return world


ASKED = given(
    restricted(),
    st.sampled_from(PROJECTS),
    st.sampled_from(FACTS),
    st.sampled_from([None, 24.0]),
    st.sampled_from(INDUSTRIES),
)


def look_alike(zones, parts, facts, width_m, industry):
    snapshots = [worlds(each).snapshot() for each in zones]
    project = World().project(*parts, facts=facts, width_m=width_m, industry=industry)
    one, other = (siting.check(project, [snapshot], definitions(), TODAY) for snapshot in snapshots)
    assume(one.id != other.id and told(one.record()) == told(other.record()))
    views = shown_without_id(one), shown_without_id(other)
    assert canonical(views[0]) == canonical(views[1])
    assert render({"id": None, **views[0]}, definitions()) == render({"id": None, **views[1]}, definitions())


def test_worlds_that_differ_in_restricted_geometry_alone_look_alike():
    settings(REPORTED, max_examples=15)(ASKED(look_alike))()


@pytest.mark.long
def test_many_worlds_that_differ_in_restricted_geometry_alone_look_alike():
    settings(REPORTED, max_examples=1500)(ASKED(look_alike))()
