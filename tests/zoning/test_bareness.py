"""Layers that hold nothing near a footprint and say so; what is kept of rules that read no other layer."""

from world import TODAY, Zone, box, county

from zoning.bareness import Bareness
from zoning.nearby import Nearby

RED = "ecological_red_line"
FAR = Zone("r", box(300, 0, 400, 100), {"code": "r", "name": "n", "part": "land", "core_zone": False})


def told(world, reach_m, *layers, excused=(), reach_known_m=5100.0):
    nearby = Nearby(box(0, 0, 20, 20), reach_known_m)
    one = Bareness(nearby, world.snapshot().views, frozenset(excused), accuracy_m=1.0)
    return one.tells(frozenset(layers), reach_m)


def test_a_layer_is_bare_as_far_as_it_is_read() -> None:
    world = county().having(RED, FAR)
    assert told(world, 0.0, RED)
    assert told(world, 200.0, RED)
    assert not told(world, 300.0, RED)
    assert told(world, 2_000.0, "water_source_zone")
    assert not told(world, 300.0, RED, "water_source_zone")


def test_what_may_count_by_accuracy_is_not_bare() -> None:
    world = county().having(RED, FAR)
    assert not told(world, 275.0, RED)  # 280 m away, but four times the accuracy and twenty metres count as near


def test_a_layer_that_is_silent_or_unknown_is_not_bare_unless_it_is_excused() -> None:
    silent = county().covering(RED, box(100, -50_000, 50_000, 50_000))
    assert not told(silent, 0.0, RED)
    assert told(silent, 0.0, RED, excused=(RED,))
    absent = county().without(RED)
    assert not told(absent, 0.0, RED)
    assert told(absent, 0.0, RED, excused=(RED,))


def test_nothing_is_told_beyond_what_was_found_out() -> None:
    assert not told(county(), 6_000.0, RED)
    assert not told(county(), 90.0, RED, reach_known_m=100.0)


def test_rules_that_ask_for_an_outlet_are_kept_apart_by_whether_one_is_drawn() -> None:
    world = county()
    rulebook = world.definitions.rulebook(TODAY)
    project = world.project(box(0, 0, 20, 20), industry="C3392", facts={"nature": "new"})
    (known,) = world.definitions.stated(project.facts, project.industry).readings({})
    drawn, none = (rulebook.on_bare_ground(known, draws_outlet=drawn) for drawn in (True, False))
    assert drawn is not none
    assert rulebook.on_bare_ground(known, draws_outlet=True) is drawn
