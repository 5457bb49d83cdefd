"""Seawalls and mangroves of tidal estuaries: counties with no sea line have them too."""

import pytest
from world import ALL, World, Zone, box, county, harmless


@pytest.mark.parametrize("code", ["330302", "331003", "330381"])
@pytest.mark.parametrize("layer", ["seawall", "mangrove"])
def test_a_missing_layer_of_the_estuary_is_no_answer_there(code: str, layer: str) -> None:
    here = {"code": code, "name": "县", "level": "county", "part": "land"}
    world = World({**county().zones, "admin_area": (Zone("land", ALL, here),)}, absent=frozenset((layer,)))
    verdict = world.ask(box(0, 0, 100, 100), facts=harmless())
    (cell,) = (cell for cell in verdict.body["coverage"] if cell["layer"] == layer)  # type: ignore[attr-defined]
    assert cell["status"] != "not_applicable"
