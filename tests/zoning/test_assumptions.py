"""What a question about a place supposes: one layer settled one way, all others as they are."""

from pathlib import Path

import pytest
from trial import having, packs
from world import World, Zone, box, county, harmless

BOTH = "{all: [{inside: {ecological_red_line: {}}}, {inside: {water_source_zone: {}}}]}"
EITHER = BOTH.replace("all:", "any:")
BESIDE = "{all: [{inside: {ecological_red_line: {}}}, {outside: {industrial_area: {}}}]}"


def world(folder: Path, place: str) -> World:
    rules = packs(folder, {"jurisdiction": "CN", "id": "joined", "effect": "prohibit", "place": place})
    bare = county()
    return World(bare.zones, definitions=having(rules))


def answers(world: World, site: object, about: str, kind: str) -> list[str]:
    """The verdicts that the answers yes and no lead to."""
    verdict = world.ask(site, facts=harmless())  # type: ignore[arg-type]
    found = [q for q in verdict.body["questions"] if (q["about"], q["kind"]) == (about, kind)]  # type: ignore[attr-defined]
    return [answer["verdict"] for question in found for answer in question["answers"]]


@pytest.mark.parametrize(
    ("place", "verdicts"), [(BOTH, ["undetermined", "admissible"]), (EITHER, ["prohibited", "undetermined"])]
)
def test_of_two_thin_contacts_an_answer_settles_one(tmp_path: Path, place: str, verdicts: list[str]) -> None:
    here = world(tmp_path, place)
    for layer, attributes in (("ecological_red_line", {}), ("water_source_zone", {"level": "1"})):
        here = here.having(layer, Zone(layer, box(0, 0, 1000, 1000), attributes))
    assert answers(here, box(1000.5, 100, 1100, 200), "ecological_red_line", "accuracy") == verdicts
    assert answers(here, box(1000.5, 100, 1100, 200), "water_source_zone", "accuracy") == verdicts


def test_where_a_layer_may_keep_the_site_out_a_real_contact_with_it_clears(tmp_path: Path) -> None:
    here = world(tmp_path, BESIDE)
    here = here.having("ecological_red_line", Zone("r", box(0, 0, 5000, 5000), {}))
    here = here.having("industrial_area", Zone("i", box(90, 90, 210.5, 210.5), {"kind": "park"}))
    assert answers(here, box(100, 100, 210, 210), "industrial_area", "accuracy") == ["admissible", "prohibited"]


@pytest.mark.parametrize(
    ("place", "verdicts"), [(BOTH, ["undetermined", "admissible"]), (EITHER, ["prohibited", "undetermined"])]
)
def test_of_two_silent_layers_an_answer_settles_one(tmp_path: Path, place: str, verdicts: list[str]) -> None:
    here = world(tmp_path, place).without("ecological_red_line", "water_source_zone")
    assert answers(here, box(0, 0, 100, 100), "ecological_red_line", "coverage") == verdicts
