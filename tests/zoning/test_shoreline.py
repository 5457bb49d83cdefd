"""The shoreline is a line: what it is to lie on it, beside it, across it, and what an island's shore is."""

import pytest
import shapely
from world import World, Zone, box, county, harmless, line, point, rules_of

from layers.geodesy import length

ROCK = {"kind": "mainland", "type": "N_ROCK"}
SHORE = line((0, -1000), (0, 1000))  # the sea is east of it, whatever admin_area says
DRY = harmless()


def shore(**attributes: object) -> World:
    return county().having("coastline", Zone("s", SHORE, {**ROCK, **attributes}))


def holds(world: World, rule: str, *parts: object, **about: object) -> object:
    summary = rules_of(world.ask(*parts, facts=DRY, **about)).get(rule)  # type: ignore[arg-type]
    return False if summary is None else summary["holds"]


def test_a_site_across_the_line_occupies_it_and_the_metres_are_those_of_the_line_inside() -> None:
    site = box(-50, 0, 50, 100)
    verdict = shore().ask(site, facts=DRY)
    (finding,) = (f for f in verdict.body["findings"] if f["layer"] == "coastline")  # type: ignore[attr-defined,index]
    inside = float(length([shapely.intersection(SHORE, site)])[0])
    assert (verdict.word, finding["certainty"]) == ("prohibited", "certain")
    assert float(finding["overlap_length_m"]) == pytest.approx(inside, abs=0.001)


@pytest.mark.parametrize(("east", "expected"), [(-1.0, None), (1.0, None), (3.0, False), (-5.0, True)])
def test_the_band_of_accuracy_decides_what_is_near_the_line(east: float, expected: bool | None) -> None:
    assert holds(shore(), "CS-1", box(east, 0, east + 100, 100)) is expected  # t is 2 m


def test_a_site_drawn_along_the_line_itself_is_asked_about_and_never_let_through() -> None:
    verdict = shore().ask(box(0, 0, 100, 100), facts=DRY)
    assert verdict.body["range"] == ["admissible", "prohibited"]
    assert next(q["kind"] for q in verdict.body["questions"]) == "accuracy"  # type: ignore[attr-defined,index]


def test_a_cable_across_the_line_is_a_crossing_and_no_occupation() -> None:
    parts = (("occupied", box(300, 0, 400, 100)), ("route", line((-300, 50), (350, 50))))
    assert holds(shore(), "CS-1x", *parts) is True
    assert holds(shore(), "CS-1", *parts) is False


def test_a_narrow_jetty_across_the_line_is_certain() -> None:
    assert holds(shore(), "CS-1", box(-50, 0, 50, 1)) is True


def test_an_outlet_on_the_line_occupies_nothing() -> None:
    assert holds(shore(), "CS-1", ("occupied", box(-300, 0, -200, 100)), ("outlet", point(0, 50))) is False


@pytest.mark.parametrize("kind", ["A_DIKE", "A_PORT", "E_RIVER"])
def test_shoreline_that_is_not_natural_may_be_built_on(kind: str) -> None:
    verdict = shore(type=kind).ask(box(-50, 0, 50, 100), facts=DRY)
    assert verdict.word == "conditional"  # Zhejiang: conform to the plans of the shore


def test_a_type_that_was_not_delivered_is_never_taken_for_artificial() -> None:
    verdict = shore(type="unclassed").ask(box(-50, 0, 50, 100), facts=DRY)
    assert verdict.body["range"] == ["conditional", "prohibited"]


def test_a_fill_that_only_touches_an_island_of_a_reserve_is_not_overlooked() -> None:
    island = box(0, 0, 500, 500)
    world = county().having("island", Zone("i", island, {"inhabited": True, "in_reserve": True}))
    facts = harmless(alters_shoreline=True)
    beside = rules_of(world.ask(box(500, 100, 700, 200), facts=facts))["CS-13a"]
    on_it = rules_of(world.ask(box(400, 100, 700, 200), facts=facts))["CS-13a"]
    away = rules_of(world.ask(box(520, 100, 700, 200), facts=facts)).get("CS-13a")
    assert (beside["holds"], on_it["holds"], away) == (None, True, None)


def test_far_from_the_shore_nobody_is_asked_about_it() -> None:
    verdict = shore().ask(
        box(5000, 5000, 5100, 5100),
        industry="C3392",
        facts={"industry_class": "一", "nature": "new", "inland_outfall": "none"},
    )
    assert (verdict.word, verdict.body["questions"]) == ("admissible", [])


def test_the_shoreline_must_answer_on_the_coast() -> None:
    verdict = county().without("coastline").ask(box(5000, 5000, 5100, 5100), facts=DRY)
    (cell,) = (c for c in verdict.body["coverage"] if c["layer"] == "coastline")  # type: ignore[attr-defined,index]
    assert (verdict.body["range"], cell["required"]) == (["admissible", "prohibited"], True)
