"""Where a rule is law: its jurisdiction, less the places where narrower law takes its place."""

from pathlib import Path

import pytest
import shapely
from trial import having, packs
from world import ALL, LAND, SEA, World, Zone, box, county, definitions, harmless, rules_of

from layers.errors import DefinitionError
from zoning.rules.loader import Pack, Vocabulary, load_packs
from zoning.verdict import Verdict

WEST, EAST = shapely.box(120.0, 27.5, 120.5, 28.0), shapely.box(120.5, 27.5, 121.0, 28.0)
SITE = box(100, 100, 200, 200)


def world(rules: tuple[Pack, ...], *regions: tuple[str, shapely.Geometry]) -> World:
    """A world whose admin_area has these regions on land, and a sea."""
    zones = [
        Zone(f"{code}:{i}", shape, {"code": code, "name": code, "part": "land"})
        for i, (code, shape) in enumerate(regions)
    ]
    zones.append(Zone("sea", SEA, {"code": regions[0][0], "name": "sea", "part": "sea"}))
    return World({**county().zones, "admin_area": tuple(zones)}, definitions=having(rules))


def held(verdict: Verdict) -> dict[str, object]:
    """Rule id → whether it holds, of the trial rules that hold or may."""
    return {name: entry["holds"] for name, entry in rules_of(verdict).items()}


COUNTY = {"jurisdiction": "CN-330381", "id": "county", "effect": "prohibit"}
CITY = {"jurisdiction": "CN-3303", "id": "city", "effect": "prohibit"}


@pytest.mark.parametrize(
    ("regions", "holds"),
    [
        pytest.param([("330381", LAND)], True, id="the county is drawn"),
        pytest.param([("330382", LAND)], False, id="another county is drawn"),
        pytest.param([("330300", LAND)], None, id="only its city is drawn"),
        pytest.param([("330000", LAND)], None, id="only its province is drawn"),
        pytest.param([("331000", LAND)], False, id="another city is drawn"),
        pytest.param([("330300", ALL), ("330381", LAND)], True, id="city and county are drawn"),
        pytest.param([("330300", ALL), ("330382", LAND)], False, id="the city and another county are drawn"),
        pytest.param([("330300", ALL), ("330382", WEST)], None, id="the other county ends at the site"),
    ],
)
def test_the_rule_of_a_county_is_law_where_the_county_is_and_open_where_nothing_tells(
    tmp_path: Path, regions: list[tuple[str, shapely.Geometry]], holds: bool | None
) -> None:
    verdict = world(packs(tmp_path, COUNTY), *regions).ask(SITE, facts=harmless())
    assert held(verdict).get("county", False) is holds


NATION = {"jurisdiction": "CN", "id": "nation", "effect": "inform"}
NARROW = {**COUNTY, "more": 'supersedes: ["CN/trial#nation"]'}


@pytest.mark.parametrize(
    ("regions", "nation", "narrow"),
    [
        pytest.param([("330381", LAND)], False, True, id="inside the county"),
        pytest.param([("330382", LAND)], True, False, id="outside the county"),
        pytest.param([("330381", WEST), ("330382", EAST)], True, False, id="in the county beside it"),
        pytest.param([("330300", LAND)], None, None, id="only the city is drawn"),
    ],
)
def test_where_narrower_law_takes_its_place_the_wider_rule_is_silent(
    tmp_path: Path, regions: list[tuple[str, shapely.Geometry]], nation: bool | None, narrow: bool | None
) -> None:
    verdict = world(packs(tmp_path, NATION, NARROW), *regions).ask(box(300, 100, 400, 200), facts=harmless())
    assert held(verdict).get("nation", False) is nation
    assert held(verdict).get("county", False) is narrow


def test_a_site_on_the_border_is_judged_by_both(tmp_path: Path) -> None:
    verdict = world(packs(tmp_path, NATION, NARROW), ("330381", WEST), ("330382", EAST)).ask(
        box(-100, 100, 100, 200), facts=harmless()
    )
    assert held(verdict) == {"nation": True, "county": True}


def test_a_site_within_t_of_the_border_leaves_both_open(tmp_path: Path) -> None:
    verdict = world(packs(tmp_path, NATION, NARROW), ("330381", WEST), ("330382", EAST)).ask(
        box(1, 100, 100, 200), facts=harmless()
    )
    assert (held(verdict)["nation"], held(verdict)["county"]) == (True, None)
    verdict = world(packs(tmp_path / "2", NATION, NARROW), ("330381", WEST), ("330382", EAST)).ask(
        box(-100, 100, -1, 200), facts=harmless()
    )
    assert (held(verdict)["nation"], held(verdict)["county"]) == (None, True)


def test_a_rule_cannot_take_the_place_of_law_that_does_not_reach_it(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="supersedes 'CN-3303/trial#city', which does not reach CN-331002"):
        packs(tmp_path, CITY, {**COUNTY, "jurisdiction": "CN-331002", "more": 'supersedes: ["CN-3303/trial#city"]'})


TABLE = """\
pack: CN-330381/control_units
version: "1"
title: {zh: 试, en: trial}
instrument: control_units
jurisdiction: CN-330381
source: test
rules:
  - id: CU-county
    title: {zh: 试, en: trial}
    reads: occupation
    SUPERSEDES
    table: {layer: control_unit, columns: [class], rows: [[any, prohibit]]}
    basis: [{title: 试}]
    confidence: H
"""


def test_the_list_of_a_county_must_say_that_it_takes_the_place_of_the_provincial_one(tmp_path: Path) -> None:
    own = definitions()
    template = Path(__file__).parents[2] / "data" / "rules" / "CN-33" / "control_units.yaml"
    (tmp_path / "CN-33").mkdir()
    (tmp_path / "CN-33" / "control_units.yaml").write_bytes(template.read_bytes())
    (tmp_path / "CN-330381").mkdir()
    file = tmp_path / "CN-330381" / "control_units.yaml"
    file.write_text(TABLE.replace("    SUPERSEDES\n", ""), encoding="utf-8")
    vocabulary = Vocabulary(own.kinds, own.facts, own.requirements)
    with pytest.raises(DefinitionError, match="takes the place of CN-33/control_units#CU: name that under"):
        load_packs(tmp_path, vocabulary)
    file.write_text(TABLE.replace("SUPERSEDES", 'supersedes: ["CN-33/control_units#CU"]'), encoding="utf-8")
    assert len(load_packs(tmp_path, vocabulary)) == 2
