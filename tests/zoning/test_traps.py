"""Traps of the field (docs/traps.md) that no other test holds."""

from dataclasses import replace
from itertools import pairwise

import pytest
import shapely
from world import (
    ALL,
    EAST,
    LAT,
    LON,
    NORTH,
    TODAY,
    World,
    Zone,
    box,
    county,
    definitions,
    harmless,
    line,
    rules_of,
)

from zoning import siting
from zoning.ground import Ground
from zoning.logic import Truth
from zoning.rules.model import Territory
from zoning.rules.places import Place, parse_place
from zoning.verdict import Verdict

RED_LINE = "ecological_red_line"


def corners(*xy: tuple[float, float]) -> shapely.Polygon:
    """A polygon by metres."""
    return shapely.Polygon([(LON + x * EAST, LAT + y * NORTH) for x, y in xy])


def met(world: World, place: object, site: shapely.Geometry, accuracy_m: float = 0.5) -> Truth:
    """Whether a site meets a place on a world."""
    world = replace(world, accuracy_m=accuracy_m)
    expression: Place = parse_place(place, definitions().kinds)
    ground = Ground(world.project(site, accuracy_m=accuracy_m), world.snapshot(), definitions().regions, {})
    return ground.place(expression, "project", Territory("CN")).truth


def cells(verdict: Verdict) -> dict[str, dict[str, object]]:
    """Layer → its cell of the coverage matrix."""
    return {cell["layer"]: cell for cell in verdict.body["coverage"]}  # type: ignore[attr-defined]


def test_a_kilometre_from_the_yangtze_cannot_be_measured_from_a_centre_line() -> None:
    origin = definitions().kinds["yangtze_shoreline"].attributes["origin"]
    assert origin.required and origin.default is None
    assert set(origin.values) == {"delimited", "bank", "management_scope"}


def test_in_an_inland_city_the_layers_of_the_sea_and_coast_do_not_apply_and_say_by_what() -> None:
    names = {"code": "330803", "name": "衢江区", "level": "county", "part": "land"}
    inland = World(
        {**county().zones, "admin_area": (Zone("land", ALL, names),)},
        absent=frozenset(("coastline", "shoreline_control", "bay", "sea_function_zone", "island")),
    )
    verdict = inland.ask(box(0, 0, 100, 100), facts=harmless())
    for layer in inland.absent:
        cell = cells(verdict)[layer]
        assert (cell["status"], cell["required"], bool(cell["source"])) == ("not_applicable", False, True), layer
    assert not {q["about"] for q in verdict.body["questions"]} & inland.absent  # type: ignore[attr-defined]


def test_on_the_coast_the_same_missing_layers_are_no_answer() -> None:
    verdict = county().without("sea_function_zone").ask(box(60_000, 0, 60_100, 100), facts=harmless())
    assert cells(verdict)["sea_function_zone"]["status"] == "not_covered"


def test_a_draft_outline_of_a_water_zone_is_no_law_unless_it_is_asked_for() -> None:
    site, facts = box(0, 0, 100, 100), harmless(discharges_pollutants=True)
    drawn = county().having("water_source_zone", Zone("z", box(-500, -500, 500, 500), {"level": "1"}))
    drawn = replace(drawn, standing={"water_source_zone": "draft"})
    project = county().project(site, facts=facts)
    without = siting.check(project, [county().snapshot()], definitions(), TODAY)
    included = siting.check(project, [county().snapshot(), drawn.snapshot()], definitions(), TODAY, include=["draft"])
    assert without.word == "admissible"
    assert included.word == "prohibited" and included.body["include"] == ["draft"]


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("gap_m", "expected"), [(990.0, True), (1000.0, None), (1010.0, False)])
def test_a_kilometre_on_both_sides_of_a_river_runs_from_its_banks(side: int, gap_m: float, expected: Truth) -> None:
    banks = (line((-200, -5000), (-200, 5000)), line((200, -5000), (200, 5000)))
    world = county()
    for number, bank in enumerate(banks):
        about = {"code": f"b{number}", "river_class": "tributary", "origin": "bank"}
        world = world.having("yangtze_shoreline", Zone(f"b{number}", bank, about))
    near, far = sorted((side * (200 + gap_m), side * (300 + gap_m)))
    place = {"within_m": {"distance": 1000, "of": {"yangtze_shoreline": {}}}}
    assert met(world, place, box(near, 0, far, 100)) is expected


def test_a_river_split_into_reaches_leaves_no_gap_between_their_buffers() -> None:
    bends = [(0, 0), (800, 300), (1600, 0), (2400, 900)]
    place = {"within_m": {"distance": 200, "of": {"yangtze_shoreline": {}}}}
    about = {"river_class": "tributary", "origin": "bank"}
    whole = county().having("yangtze_shoreline", Zone("w", line(*bends), {"code": "w", **about}))
    split = county()
    for number, (start, end) in enumerate(pairwise(bends)):
        zone = Zone(f"r{number}", line(start, end), {"code": f"r{number}", **about})
        split = split.having("yangtze_shoreline", zone)
    beside = [(-190, 0), (0, 190), (150, -150)]
    sites = [box(x + dx, y + dy, x + dx + 5, y + dy + 5) for x, y in bends for dx, dy in beside]
    answers = [met(whole, place, site) for site in sites]
    assert answers == [met(split, place, site) for site in sites]
    assert {True, False} <= set(answers)


def test_areas_of_layers_that_lie_over_each_other_are_totalled_apart_and_within_a_layer_once() -> None:
    site = box(0, 0, 100, 100)
    world = county()
    world = world.having(RED_LINE, Zone("a", box(-50, -50, 60, 150), {"code": "a", "part": "land"}))
    world = world.having(RED_LINE, Zone("b", box(40, -50, 150, 150), {"code": "b", "part": "land"}))
    world = world.having("scenic_area", Zone("s", box(-50, -50, 150, 150), {"name": "s", "zone": "other"}))
    verdict = world.ask(site, facts=harmless())
    totals = {(t["layer"], t["class"]): t for t in verdict.body["totals"]}  # type: ignore[attr-defined]
    found = [f for f in verdict.body["findings"] if f["layer"] == RED_LINE]  # type: ignore[attr-defined]
    area = verdict.body["project"]["measures"]["area_m2"]  # type: ignore[index]
    own = [total for (layer, _), total in totals.items() if layer == RED_LINE]
    assert sum(f["overlap_area_m2"] for f in found) > 1.15 * area
    assert [total["overlap_area_m2"] for total in own] == [pytest.approx(area, abs=0.01)]
    assert all(total["share"] == 1.0 for (layer, _), total in totals.items() if layer in (RED_LINE, "scenic_area"))


def test_of_a_line_every_metre_is_counted_once_whatever_lies_over_it() -> None:
    world = county()
    world = world.having(RED_LINE, Zone("a", box(100, -50, 400, 50), {"code": "a", "part": "land"}))
    world = world.having("scenic_area", Zone("s", box(200, -50, 600, 50), {"name": "s", "zone": "other"}))
    verdict = world.ask(("route", line((0, 0), (800, 0))), facts=harmless())
    (lines,) = verdict.body["lines"]  # type: ignore[misc]
    assert round(sum(s["length_m"] for s in lines["segments"]), 3) == lines["length_m"]  # type: ignore[index]


@pytest.mark.parametrize(("hectares", "holds"), [("149.9999999", True), ("150", False)])
def test_a_number_is_compared_before_it_is_rounded(hectares: str, holds: bool) -> None:
    facts = harmless(activity="chemical_park", nature="new", chemical_land_area=hectares)
    found = rules_of(county().ask(box(0, 0, 100, 100), facts=facts)).get("CP-1b")
    assert (found is not None and found["holds"]) is holds


def test_a_site_in_the_bounding_box_of_a_zone_and_not_in_the_zone_meets_nothing() -> None:
    hook = corners((0, 0), (1000, 0), (1000, 50), (50, 50), (50, 1000), (0, 1000))
    world = county().having(RED_LINE, Zone("h", hook, {"code": "h", "part": "land"}))
    inside_box = box(500, 500, 600, 600)
    assert shapely.covers(shapely.envelope(hook), inside_box)
    verdict = world.ask(inside_box, facts=harmless())
    assert verdict.word == "admissible"
    assert not [f for f in verdict.body["findings"] if f["layer"] == RED_LINE]  # type: ignore[attr-defined]


def test_to_touch_is_not_to_occupy() -> None:
    zone = box(0, 0, 100, 100)
    world = county().having(RED_LINE, Zone("z", zone, {"code": "z", "part": "land"}))
    east, north = zone.bounds[2], zone.bounds[3]
    verdict = world.ask(shapely.box(east, zone.bounds[1], east + 100 * EAST, north), facts=harmless())
    (found,) = [f for f in verdict.body["findings"] if f["layer"] == RED_LINE]  # type: ignore[attr-defined]
    assert (found["relation"], found["overlap_area_m2"]) == ("adjacent", 0.0)
    assert verdict.word == "admissible"


def test_a_narrow_notch_of_the_source_geometry_counts() -> None:
    notched = corners((0, 0), (99, 0), (99, 80), (102, 80), (102, 0), (200, 0), (200, 200), (0, 200))
    world = county().having(RED_LINE, Zone("n", notched, {"code": "n", "part": "land"}))
    in_the_notch = box(100, 10, 101, 60)
    assert met(world, {"inside": {RED_LINE: {}}}, in_the_notch, accuracy_m=0.05) is False
    assert met(world, {"inside": {RED_LINE: {}}}, box(98, 10, 99, 60), accuracy_m=0.05) is True


def test_a_sliver_is_reported_with_the_tolerance_it_was_judged_by() -> None:
    world = county().having(RED_LINE, Zone("z", box(0, 0, 100, 100), {"code": "z", "part": "land"}))
    verdict = world.ask(box(99.99, 10, 200, 90), facts=harmless())
    (thin,) = [t for t in verdict.body["thin_contacts"] if t["layer"] == RED_LINE]  # type: ignore[attr-defined]
    assert 0 < thin["overlap_area_m2"] < 1 and thin["tolerance_m"] == 2.0
    assert verdict.body["range"] == ["admissible", "prohibited"]


def test_what_lies_over_each_other_is_counted_once_over_all_layers() -> None:
    world = county().having("ecological_red_line", Zone("r", box(0, 0, 1000, 1000), {"part": "land"}))
    world = world.having("water_source_zone", Zone("w", box(500, 0, 1500, 1000), {"code": "W", "level": "1"}))
    verdict = world.ask(box(0, 0, 2000, 100), facts=harmless())
    areas = {t["layer"]: t["overlap_area_m2"] for t in verdict.body["totals"]}  # type: ignore[attr-defined]
    (prohibited,) = [d for d in verdict.body["dissolved"] if d["what"] == "prohibited"]  # type: ignore[attr-defined]
    assert prohibited["layers"] == ["ecological_red_line", "water_source_zone"]
    assert prohibited["overlap_area_m2"] == pytest.approx(1.5 * areas["ecological_red_line"], rel=1e-4)
    assert prohibited["share"] == pytest.approx(0.75, abs=1e-4)
