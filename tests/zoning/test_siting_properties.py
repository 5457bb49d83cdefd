"""What must hold for any site on any ground: no gap, exception or odd shape ever reads as clear."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from scenes import Scene, halves, redrawn, scene
from world import ALL, LAYERS, TODAY, World, Zone, box, county, definitions, harmless, line, point

from layers.errors import BadGeometry
from zoning import siting
from zoning.ground import Ground
from zoning.rules.model import Territory
from zoning.rules.places import Opposite, Term
from zoning.rules.places import Zone as Selection

FACTORY = {"industry": "C3392", "facts": harmless()}
SQUARE = box(0, 0, 1000, 1000)
RED_LINE = Zone("r1", SQUARE, {"code": "r1", "name": "演示红线", "part": "land"})
LEVEL_1 = Zone("w1", SQUARE, {"code": "w1", "name": "演示水源", "level": "1"})


def plot_along_the_square() -> shapely.Polygon:
    """A plot east of SQUARE that shares the whole of its eastern side."""
    (east, south), north = SQUARE.exterior.coords[0], SQUARE.bounds[3]
    return shapely.Polygon([(east, south), (east, north), (east + 0.003, north), (east + 0.003, south)])


def test_an_outlet_in_the_water_zone_counts_though_the_plot_only_shares_its_border() -> None:
    facts = harmless(may_pollute_drinking_water=True)
    world = county().having("water_source_zone", LEVEL_1)
    plot = plot_along_the_square()
    assert world.ask(plot, industry="C3392", facts=facts).word == "admissible"
    assert world.ask(plot, ("outlet", point(500, 500)), industry="C3392", facts=facts).word == "prohibited"


def test_an_access_lane_into_the_red_line_counts_though_the_plot_only_shares_its_border() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    project = world.project(plot_along_the_square(), ("temporary", line((1200, 500), (500, 500))), **FACTORY)
    assert world.check(project).body["range"][1] == "prohibited"  # type: ignore[index]


def test_a_site_of_a_hand_s_breadth_outside_the_coverage_is_a_gap() -> None:
    world = county().covering("ecological_red_line", shapely.difference(ALL, SQUARE))
    for tiny in (box(500, 500, 500.02, 500.02), shapely.union(box(2000, 0, 2100, 100), box(500, 500, 500.02, 500.02))):
        assert world.ask(tiny, **FACTORY).body["range"] == ["admissible", "prohibited"]
    route = line((500, 500), (500.0005, 500.0005))
    assert world.ask(box(2000, 0, 2100, 100), ("route", route), **FACTORY).body["range"] == ["admissible", "prohibited"]


def test_a_zone_that_lacks_the_attribute_a_rule_names_leaves_the_rule_open() -> None:
    unlevelled = Zone("w", SQUARE, {"code": "w", "name": "演示水源"})
    verdict = county().having("water_source_zone", unlevelled).ask(box(100, 100, 200, 200), **FACTORY)
    assert verdict.body["range"] == ["admissible", "prohibited"]
    assert ("coverage", "water_source_zone") in [(q["kind"], q["about"]) for q in verdict.body["questions"]]  # type: ignore[attr-defined]


def test_a_water_zone_delivered_at_sea_counts_though_the_layer_does_not_apply_there() -> None:
    at_sea = box(60_000, 0, 61_000, 1000)
    site = box(60_100, 100, 60_200, 200)
    world = county().without("industrial_area")
    assert world.ask(site, **FACTORY).word == "conditional"  # the sea is not to be used without a right to it
    with_zone = world.having("water_source_zone", Zone("w", at_sea, LEVEL_1.attributes)).ask(site, **FACTORY)
    assert with_zone.word == "prohibited"


def test_a_zone_that_may_or_may_not_be_selected_leaves_inside_and_outside_open() -> None:
    world = county().having("water_source_zone", Zone("w", SQUARE, {"code": "w", "name": "演示水源"}))
    ground = Ground(world.project(box(100, 100, 200, 200)), world.snapshot(), world.definitions.regions, {})
    level_1 = Selection("water_source_zone", (("level", frozenset(("1",))),))
    for place in (Term(level_1), Term(level_1, outside=True), Opposite(Term(level_1, outside=True))):
        assert ground.place(place, "project", Territory("CN")).truth is None


def two_units(stricter: str) -> World:
    """A county of two units that meet 98 m east of the origin."""
    bare = World({layer: zones for layer, zones in county().zones.items() if layer != "control_unit"})
    west, east = box(-60_000, -60_000, 98, 60_000), box(98, -60_000, 120_000, 60_000)
    return bare.having(
        "control_unit",
        Zone("a", west, {"class": "general", "list_coded": True}),
        Zone("b", east, {"class": stricter, "list_coded": True}),
    )


def test_a_thin_contact_with_a_stricter_class_of_a_table_is_asked_about() -> None:
    facts = harmless(industry_class="三", nature="expanded")
    verdict = two_units("priority").ask(box(0, 0, 98.5, 100), industry="C2631", facts=facts)
    assert verdict.body["range"] == ["conditional", "prohibited"]
    (question,) = verdict.body["questions"]  # type: ignore[misc]
    assert (question["kind"], question["about"]) == ("accuracy", "control_unit")
    assert {a["value"]: a["verdict"] for a in question["answers"]} == {True: "prohibited", False: "conditional"}


def test_a_draft_counts_with_its_findings_questions_and_failures() -> None:
    project = county().project(box(999.5, 0, 1100, 100), **FACTORY)
    drawn = county().having("ecological_red_line", RED_LINE)
    broken = replace(county(), failed=frozenset(("ecological_red_line",)))
    plain, draft, failed = (world.snapshot() for world in (county(), drawn, broken))
    assert siting.check(project, [plain], definitions(), TODAY).word == "admissible"

    verdict = siting.check(project, [plain, draft], definitions(), TODAY, include=["draft"])
    assert verdict.body["range"] == ["admissible", "prohibited"]
    assert ("accuracy", "ecological_red_line") in [(q["kind"], q["about"]) for q in verdict.body["questions"]]  # type: ignore[attr-defined]
    finding = next(f for f in verdict.body["findings"] if f["feature"] == "r1")  # type: ignore[attr-defined]
    assert "RL-1" in [rule["rule"] for rule in finding["rules"]]

    verdict = siting.check(project, [plain, failed], definitions(), TODAY, include=["draft"])
    assert (verdict.word, verdict.incident) == ("undetermined", True)


@pytest.mark.parametrize(
    ("west", "east"),
    [
        (box(-50, 98, 60, 200), box(60, 100.5, 150, 200)),  # near, within t
        (box(-50, 0, 101.5, 200), box(101.5, 0, 200, 200)),  # near, and farther from the overlap than t
        (box(50, 0, 102.5, 200), box(102.5, 0, 200, 200)),  # farther than t
    ],
)
def test_a_piece_of_a_zone_beside_the_site_still_counts_in_the_range_of_the_total(
    west: shapely.Geometry, east: shapely.Geometry
) -> None:
    site = box(0, 0, 100, 100)

    def total(*pieces: shapely.Geometry) -> dict[str, object]:
        rows = [Zone(f"r{index}", piece, RED_LINE.attributes) for index, piece in enumerate(pieces)]
        verdict = county().having("ecological_red_line", *rows).ask(site, **FACTORY)
        return next(t for t in verdict.body["totals"] if t["layer"] == "ecological_red_line")  # type: ignore[attr-defined]

    assert total(shapely.union(west, east)) == total(west, east)


MIXED = (box(100, 0, 200, 100), ("outlet", point(300, 0)), ("route", line((150, 50), (400, 50))))


GAPS = [
    *((layer, gap) for layer in ("ecological_red_line", "water_source_zone") for gap in ("no coverage", "half")),
    *((layer, gap) for layer in LAYERS[:4] for gap in ("absent", "failed")),
]


@pytest.mark.parametrize(("layer", "gap"), GAPS)
def test_a_gap_under_a_footprint_of_areas_lines_and_points_is_open_and_asked_about_once(layer: str, gap: str) -> None:
    worlds = {
        "absent": county().without(layer),
        "failed": replace(county(), failed=frozenset((layer,))),
        "no coverage": county().covering(layer, None),
        "half": county().covering(layer, box(-50_000, -50_000, 150, 50_000)),
    }
    verdict = worlds[gap].ask(*MIXED, **FACTORY)
    assert verdict.word == "undetermined"
    asked = [(q["kind"], q["about"]) for q in verdict.body["questions"]]  # type: ignore[attr-defined]
    assert ("coverage", layer) in asked
    assert len(set(asked)) == len(asked)


def test_a_question_about_a_contradicted_fact_promises_what_the_answer_brings() -> None:
    world, site = county().having("industrial_area", Zone("i", ALL, {})), box(0, 0, 50, 50)
    verdict = world.ask(site, industry="C2631", facts=harmless(industry_class="一"))
    question = next(q for q in verdict.body["questions"] if q["about"] == "industry_class")  # type: ignore[attr-defined]
    for answer in question["answers"]:
        facts = harmless(industry_class=answer["value"])
        assert world.ask(site, industry="C2631", facts=facts).word == answer["verdict"]


def conclusion(drawn: Scene) -> tuple[list[object], list[float]]:
    """What may not depend on how zones and footprint are cut, ordered or begun; and the numbers of the totals."""
    world = drawn.world()
    body: Any = siting.check(drawn.project(), [world.snapshot()], world.definitions, TODAY).body
    rules = [(rule["rule"], rule["holds"], rule["range"]) for rule in body["rules"]]
    classes = [(total["layer"], total["class"]) for total in body["totals"]]
    numbers = [
        number
        for total in body["totals"]
        for measured in ("area_m2", "area_range_m2", "length_m", "length_range_m")
        for number in np.atleast_1d(total[f"overlap_{measured}"])
    ]
    return [body["range"], body["questions"], rules, classes], numbers


def test_at_the_border_of_a_province_only_the_border_is_asked_for_its_accuracy() -> None:
    counties = (
        Zone("330381:land", box(-50_000, -25_000, 0, 25_000), {"code": "330381", "level": "county", "part": "land"}),
        Zone("350981:land", box(0, -25_000, 50_000, 25_000), {"code": "350981", "level": "county", "part": "land"}),
    )
    world = replace(county(), zones={**county().zones, "admin_area": counties})
    facts = harmless(industry_class="三")
    verdict = world.ask(box(-1.5, 0, 50, 100), industry="C2631", facts=facts)
    asked = [q["about"] for q in verdict.body["questions"] if q["kind"] == "accuracy"]  # type: ignore[attr-defined]
    assert asked == ["admin_area"]


def test_a_route_that_crosses_the_shore_overlaps_it() -> None:
    shore = Zone("c", line((0, 50), (1000, 50)), {"kind": "mainland", "type": "sandy"})
    verdict = county().having("coastline", shore).ask(("route", line((100, 0), (300, 100))), **FACTORY)
    (found,) = [f for f in verdict.body["findings"] if f["feature"] == "c"]  # type: ignore[attr-defined]
    assert (found["relation"], found["certainty"], found["overlap_length_m"]) == ("overlaps", "certain", 0.0)


def of_zones(drawn: Scene, change: Callable[[shapely.Geometry], list[shapely.Geometry]]) -> Scene:
    return replace(drawn, zones=tuple((a, piece, b) for a, whole, b in drawn.zones for piece in change(whole)))


CHANGES = {
    "zones begun elsewhere": lambda s, rng: of_zones(s, lambda zone: [redrawn(zone, rng)]),
    "zones cut in two": lambda s, rng: of_zones(s, lambda zone: halves(zone, rng)),
    "zones in another order": lambda s, rng: replace(s, zones=tuple(rng.sample(s.zones, len(s.zones)))),
    "parts in another order": lambda s, rng: replace(s, parts=tuple(rng.sample(s.parts, len(s.parts)))),
    "parts cut in two": lambda s, rng: replace(
        s,
        parts=tuple(
            (role, half)
            for role, part in s.parts
            for half in (halves(part, rng) if shapely.get_dimensions(part) == 2 else [part])
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_verdict_does_not_depend_on_how_it_is_drawn(change: str) -> None:
    checked = 0
    for seed in range(300, 315):
        drawn = scene(seed)
        try:
            same, numbers = conclusion(drawn)
            other, changed = conclusion(CHANGES[change](drawn, random.Random(seed)))
        except BadGeometry:
            continue
        checked += 1
        assert other == same, seed
        assert changed == pytest.approx(numbers, abs=0.1), seed  # a corner that a cut makes is rounded to 1e-9 degrees
    assert checked > 8


def test_no_gap_makes_a_verdict_milder() -> None:
    order = ("admissible", "conditional", "prohibited")
    for seed in range(400, 415):
        drawn, rng = scene(seed), random.Random(seed)
        try:
            project = drawn.project()
        except BadGeometry:
            continue
        whole = drawn.world()
        layer = rng.choice(("admin_area", "ecological_red_line", "control_unit", "water_source_zone"))
        for gap in (whole.without(layer), replace(whole, failed=frozenset((layer,)))):
            before, after = (tuple(map(order.index, world.check(project).body["range"])) for world in (whole, gap))  # type: ignore[call-overload]
            assert after[0] <= before[0], (seed, layer)
            assert after[1] >= before[1], (seed, layer)
            assert gap.check(project).body["questions"] or after[0] == after[1]
