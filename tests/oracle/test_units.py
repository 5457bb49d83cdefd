"""The unit matrix of the control-unit packs, cell by cell, against units.yaml."""

from dataclasses import replace
from pathlib import Path

import pytest
from world import ALL, World, Zone, box, county, definitions, harmless

from layers.definition_file import read_definition

CELLS = [tuple(cell) for cell in read_definition(Path(__file__).with_name("units.yaml")).data["cells"]]
PACKS = tuple(pack for pack in definitions().packs if pack.head.instrument == "control_units")
UNITS_ONLY = replace(definitions(), packs=PACKS)


@pytest.mark.parametrize(("unit", "industry", "nature", "outside", "inside"), CELLS)
def test_the_unit_matrix(unit: str, industry: str, nature: str, outside: str, inside: str) -> None:
    zones = {**county().zones, "control_unit": (Zone("u", ALL, {"class": unit, "list_coded": True}),)}
    world = World(zones, definitions=UNITS_ONLY)
    park = world.having("industrial_area", Zone("p", box(-1000, -1000, 2000, 2000)))
    activity = "other" if industry == "非工业" else "manufacturing"
    facts = harmless(industry_class=industry, nature=nature, activity=activity)
    found = [ground.ask(box(0, 0, 100, 100), facts=facts).body["range"] for ground in (world, park)]
    assert ["..".join(dict.fromkeys(ends)) for ends in found] == [outside, inside]  # type: ignore[arg-type]


def test_the_matrix_has_every_cell_once() -> None:
    values = definitions().kinds["control_unit"].attributes["class"].values
    facts = definitions().facts
    wanted = {(u, i, n) for u in values for i in facts["industry_class"].values for n in facts["nature"].values}
    assert len(CELLS) == len(wanted)
    assert {cell[:3] for cell in CELLS} == wanted


def test_a_duty_that_holds_outside_industrial_areas_is_not_asked_for_inside() -> None:
    zones = {**county().zones, "industrial_area": (Zone("p", box(0, 0, 1000, 1000)),)}
    world = World(zones, definitions=UNITS_ONLY)
    facts = harmless(industry_class="二", nature="rebuilt")
    inside, outside = (world.ask(box(x, 100, x + 100, 200), facts=facts) for x in (100, 3000))
    assert (inside.word, outside.word) == ("admissible", "conditional")
    rules = {str(rule["rule"]): rule for rule in outside.body["rules"]}  # type: ignore[attr-defined]
    assert rules["CU"]["requirements"] == ["no_increase_of_discharge"]
