"""How much of the red line is taken where its layer could not be read, or does not answer: unknown, and not nothing."""

from dataclasses import replace
from typing import Any

import pytest
from world import TODAY, World, Zone, box, county, definitions, harmless, line

from layers.access import PUBLIC, withheld
from layers.engine import size
from zoning.case import Case
from zoning.red_line import red_line_outcome
from zoning.redaction.verdict import redacted
from zoning.rendering import render
from zoning.reports.terminal import verdict_lines

LAYER = "ecological_red_line"
INSIDE = box(100, 100, 200, 200)
WORLD = county().having(LAYER, Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "name": "线", "part": "land"}))
ROAD = {"activity": "linear_infrastructure", "unavoidable": True, "in_spatial_plan": True}
UNKNOWN = {"area_m2": None, "area_range_m2": None, "area_ha": None, "area_range_ha": None}
SILENT = {
    "failed": replace(WORLD, failed=frozenset((LAYER,))),
    "no edition": WORLD.without(LAYER),
    "not covered": county().covering(LAYER, box(5000, 5000, 6000, 6000)),
}


def reviewed(world: World, *parts: Any, **facts: object) -> Any:
    project = world.project(*parts, facts=harmless(**facts))
    case = Case(project, world.snapshot(), world.definitions, TODAY)
    return red_line_outcome(case, case.results, definitions().red_line).as_json()


@pytest.mark.parametrize("why", SILENT)
def test_what_is_taken_of_a_layer_that_does_not_answer_is_unknown(why: str) -> None:
    route = ("route", line((0, 0), (50, 50)))
    found = reviewed(SILENT[why], INSIDE, route, ("opinion", box(100, 100, 150, 200)), **ROAD)
    assert found["occupied"] == {**UNKNOWN, "by_class": []}
    assert set(found["crossed"].values()) == {None}
    opinion = found["opinion"]
    assert opinion["area_m2"] > 0.0 and opinion["complete"] is None
    assert [opinion[name] for name in ("inside_m2", "outside_m2", "outside_ha", "outside_range_m2")] == [None] * 4


def test_the_greatest_counts_what_lies_where_the_layer_does_not_answer() -> None:
    world = WORLD.covering(LAYER, box(-5000, -5000, 150, 5000))
    found = reviewed(world, INSIDE, ("opinion", box(100, 100, 130, 200)), **ROAD)
    whole = size(INSIDE).area_m2
    least, greatest = found["occupied"]["area_range_m2"]
    assert (least, greatest) == (pytest.approx(whole, rel=0.01), pytest.approx(whole, abs=0.01))
    gone = World(WORLD.zones | {LAYER: ()}).covering(LAYER, box(-5000, -5000, 150, 5000))
    found = reviewed(gone, INSIDE, ("opinion", box(100, 100, 130, 200)), **ROAD)
    assert found["occupied"]["area_m2"] == 0.0
    assert found["occupied"]["area_range_m2"] == [0.0, pytest.approx(whole / 2, rel=0.01)]
    assert found["opinion"]["outside_range_m2"] == [0.0, pytest.approx(whole / 2, rel=0.01)]


def test_where_nothing_is_taken_nothing_is_unknown() -> None:
    found = reviewed(SILENT["failed"], ("route", line((0, 0), (50, 50))), **ROAD)
    assert found["occupied"]["area_range_m2"] == [0.0, 0.0]


@pytest.mark.parametrize(("lang", "word"), [("zh", "未知"), ("en", "unknown")])
def test_a_reader_is_told_that_it_is_unknown(lang: Any, word: str) -> None:
    record = SILENT["not covered"].ask(INSIDE, facts=harmless(**ROAD)).record()
    hidden = withheld(definitions().kinds, PUBLIC, definitions().kinds)
    for body in (record, redacted(record, hidden, definitions())):
        text = "\n".join(str(one) for one in verdict_lines(render(body, definitions()), lang))
        assert word in text and "0.0000 ha" not in text
