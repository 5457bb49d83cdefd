"""The verdict on an invented county: what is prohibited, what is open and why, and what a gap does."""

import math

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import ALL, LAND, World, Zone, box, county, harmless, line, point, rules_of

ORDER = {"admissible": 0, "conditional": 1, "prohibited": 2}
FACTORY = {"industry": "C3392", "facts": harmless()}
RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "name": "演示红线", "part": "land"})
LEVEL_1 = Zone("w1", box(0, 0, 1000, 1000), {"code": "w1", "name": "演示水源", "level": "1"})
LEVEL_2 = Zone("w2", box(0, 0, 1000, 1000), {"code": "w2", "name": "演示水源", "level": "2"})


def worst(verdict: object) -> int:
    return ORDER[verdict.body["range"][1]]  # type: ignore[attr-defined,index]


def best(verdict: object) -> int:
    return ORDER[verdict.body["range"][0]]  # type: ignore[attr-defined,index]


def cell(verdict: object, layer: str) -> dict[str, object]:
    return next(c for c in verdict.body["coverage"] if c["layer"] == layer)  # type: ignore[attr-defined,index]


def finding(verdict: object, feature: str) -> dict[str, object]:
    return next(f for f in verdict.body["findings"] if f["feature"] == feature)  # type: ignore[attr-defined,index]


def test_an_ordinary_factory_clear_of_everything_is_admissible() -> None:
    verdict = county().ask(box(2000, 0, 2100, 100), **FACTORY)
    assert verdict.word == "admissible"
    assert verdict.body["questions"] == []


def test_an_ordinary_factory_on_the_red_line_is_prohibited_without_a_question_of_fact() -> None:
    verdict = county().having("ecological_red_line", RED_LINE).ask(box(100, 100, 200, 200), **FACTORY)
    assert verdict.word == "prohibited"
    about = {question["about"] for question in verdict.body["questions"]}  # type: ignore[attr-defined]
    assert about <= {"national_major_project", "other_law_permission_claimed"}


def test_a_dispensation_that_is_not_claimed_stands_by_with_the_verdict_if_it_were_held() -> None:
    verdict = county().having("ecological_red_line", RED_LINE).ask(box(100, 100, 200, 200), **FACTORY)
    states = {
        e["id"]: e["state"] for r in finding(verdict, "r1")["rules"] if r["rule"] == "RL-1" for e in r["exceptions"]
    }  # type: ignore[attr-defined]
    assert states["national-major"] == "not_claimed"
    assert states["HA-6"] == "fails"
    question = next(q for q in verdict.body["questions"] if q["about"] == "national_major_project")  # type: ignore[attr-defined]
    assert {a["value"]: a["verdict"] for a in question["answers"]} == {True: "conditional", False: "prohibited"}


def test_a_dispensation_claimed_without_its_act_is_open() -> None:
    facts = harmless(national_major_project=True)
    verdict = (
        county().having("ecological_red_line", RED_LINE).ask(box(100, 100, 200, 200), industry="C3392", facts=facts)
    )
    assert verdict.body["range"] == ["conditional", "prohibited"]
    assert rules_of(verdict)["RL-1"]["missing_facts"] == ["provincial_no_avoidance_opinion"]


def test_a_red_line_permission_never_cures_a_water_zone() -> None:
    facts = harmless(national_major_project=True, provincial_no_avoidance_opinion=True)
    world = county().having("ecological_red_line", RED_LINE).having("water_source_zone", LEVEL_1)
    assert world.ask(box(100, 100, 200, 200), industry="C3392", facts=facts).word == "prohibited"


def test_level_2_with_the_discharge_unknown_is_undetermined_and_asks_for_it_first() -> None:
    world = county().having("water_source_zone", LEVEL_2)
    verdict = world.ask(box(100, 100, 200, 200), industry="C3392", facts=harmless(discharges_pollutants=None))
    assert verdict.body["range"] == ["conditional", "prohibited"]
    assert verdict.body["questions"][0]["about"] == "discharges_pollutants"  # type: ignore[index]


def test_no_discharge_leaves_level_2_to_the_authority_conditional_at_best() -> None:
    world = county().having("water_source_zone", LEVEL_2)
    verdict = world.ask(box(100, 100, 200, 200), **FACTORY)
    assert verdict.body["range"] == ["conditional", "prohibited"]
    assert [(q["kind"], q["about"]) for q in verdict.body["questions"]] == [("opinion", "level_2_opinion")]  # type: ignore[attr-defined]
    agreed = world.ask(box(100, 100, 200, 200), industry="C3392", facts=harmless(level_2_opinion="favourable"))
    refused = world.ask(box(100, 100, 200, 200), industry="C3392", facts=harmless(level_2_opinion="unfavourable"))
    assert (agreed.word, refused.word) == ("conditional", "prohibited")


def test_discharge_in_level_2_is_prohibited() -> None:
    world = county().having("water_source_zone", LEVEL_2)
    assert (
        world.ask(box(100, 100, 200, 200), industry="C3392", facts=harmless(discharges_pollutants=True)).word
        == "prohibited"
    )


@pytest.mark.parametrize(
    "layer", ["ecological_red_line", "water_source_zone", "control_unit", "industrial_area", "admin_area"]
)
def test_a_required_layer_without_an_edition_is_never_read_as_clear(layer: str) -> None:
    facts = harmless(industry_class="二")
    verdict = county().without(layer).ask(box(2000, 0, 2100, 100), industry="C3392", facts=facts)
    assert worst(verdict) == 2
    assert cell(verdict, layer)["status"] == "not_covered"
    assert cell(verdict, layer)["required"] is True


def test_a_layer_emptied_with_its_coverage_kept_is_a_full_answer() -> None:
    verdict = county().ask(box(2000, 0, 2100, 100), **FACTORY)
    assert cell(verdict, "ecological_red_line") == {
        "layer": "ecological_red_line",
        "required": True,
        "status": "covered",
        "share": 1.0,
    }


def test_a_layer_whose_absence_says_nothing_leaves_the_verdict_open() -> None:
    verdict = county().covering("water_source_zone", None).ask(box(2000, 0, 2100, 100), **FACTORY)
    assert (verdict.word, worst(verdict)) == ("undetermined", 2)


def test_half_the_site_outside_the_coverage_is_open_with_its_share_and_outline() -> None:
    half = box(-50_000, -50_000, 2050, 50_000)
    verdict = county().covering("ecological_red_line", half).ask(box(2000, 0, 2100, 100), **FACTORY)
    red_line = cell(verdict, "ecological_red_line")
    assert (red_line["status"], verdict.word) == ("partly", "undetermined")
    assert red_line["share"] == pytest.approx(0.5, abs=0.001)
    assert red_line["gap"]["type"] == "Polygon"  # type: ignore[index]


def test_a_certain_prohibition_stands_whatever_is_missing_elsewhere() -> None:
    world = county().having("ecological_red_line", RED_LINE).without("water_source_zone", "industrial_area")
    assert world.ask(box(100, 100, 200, 200), **FACTORY).word == "prohibited"


def test_a_layer_that_failed_to_load_makes_an_incident_without_an_id() -> None:
    world = World(**{**vars(county()), "failed": frozenset(("ecological_red_line",))})
    verdict = world.ask(box(2000, 0, 2100, 100), **FACTORY)
    assert (verdict.word, verdict.id, verdict.incident) == ("undetermined", "", True)
    assert cell(verdict, "ecological_red_line")["status"] == "failed"


def test_a_gap_in_the_partition_of_control_units_is_open() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    west, east = box(-60_000, -60_000, 2040, 60_000), box(2060, -60_000, 60_000, 60_000)
    about = {"class": "general", "list_coded": True}
    world = world.having("control_unit", Zone("a", west, about), Zone("b", east, about))
    verdict = world.ask(box(2000, 0, 2100, 100), industry="C3392", facts=harmless(industry_class="二"))
    assert cell(verdict, "control_unit")["status"] == "partly"
    assert worst(verdict) == 2


def test_a_gap_of_the_partition_thinner_than_the_accuracy_is_closed() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"}, accuracy_m=5.0)
    west, east = box(-60_000, -60_000, 2049, 60_000), box(2051, -60_000, 60_000, 60_000)
    about = {"class": "general", "list_coded": True}
    verdict = world.having("control_unit", Zone("a", west, about), Zone("b", east, about)).ask(
        box(2000, 0, 2100, 100), **FACTORY
    )
    assert cell(verdict, "control_unit")["status"] == "covered"


def test_a_thin_contact_is_marginal_open_and_asks_about_accuracy() -> None:
    verdict = county().having("ecological_red_line", RED_LINE).ask(box(1000.5, 100, 1100, 200), **FACTORY)
    assert finding(verdict, "r1")["certainty"] == "marginal"
    assert verdict.body["range"] == ["admissible", "prohibited"]
    first = verdict.body["questions"][0]  # type: ignore[index]
    assert (first["kind"], first["about"]) == ("accuracy", "ecological_red_line")
    assert {a["value"]: a["verdict"] for a in first["answers"]} == {True: "prohibited", False: "admissible"}


def test_a_plot_drawn_along_the_red_line_from_its_own_vertices_is_adjacent_and_free() -> None:
    corners = sorted((c for c in RED_LINE.geometry.exterior.coords[:-1] if c[0] > 120.505), key=lambda c: c[1])
    plot = shapely.Polygon([*corners, *sorted(box(1200, 0, 1300, 1000).exterior.coords[:2], key=lambda c: -c[1])])
    verdict = county().having("ecological_red_line", RED_LINE).ask(plot, **FACTORY)
    assert (finding(verdict, "r1")["relation"], finding(verdict, "r1")["certainty"]) == ("adjacent", "certain")
    assert verdict.word == "admissible"


def test_a_factory_given_as_a_point_has_an_unknown_extent() -> None:
    verdict = county().ask(point(2000, 0), **FACTORY)
    assert verdict.body["range"] == ["admissible", "prohibited"]
    assert verdict.body["questions"][0]["about"] == "extent"  # type: ignore[index]


def test_an_outlet_point_occupies_nothing() -> None:
    verdict = county().ask(box(2000, 0, 2100, 100), ("outlet", point(2200, 0)), **FACTORY)
    assert verdict.word == "admissible"


def test_a_route_across_the_red_line_without_land_is_conditional_not_prohibited() -> None:
    facts = harmless(industry_class="非工业", activity="linear_infrastructure", in_spatial_plan=True, unavoidable=True)
    verdict = (
        county()
        .having("ecological_red_line", RED_LINE)
        .ask(("route", line((-500, 500), (1500, 500))), industry="E4812", facts=facts)
    )
    assert verdict.word == "conditional"
    assert rules_of(verdict)["RL-1r"]["holds"] is True


def test_a_class_iii_plant_in_a_priority_unit_is_prohibited() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    world = world.having("control_unit", Zone("p", ALL, {"class": "priority", "list_coded": True}))
    assert world.ask(box(0, 0, 100, 100), industry="C2631", facts=harmless(industry_class="三")).word == "prohibited"


def test_a_chemical_code_alone_leaves_the_class_open_between_two_and_three() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    world = world.having("control_unit", Zone("p", ALL, {"class": "key_urban", "list_coded": True}))
    verdict = world.having("industrial_area", Zone("i", ALL, {})).ask(
        box(0, 0, 100, 100), industry="C2631", facts=harmless(industry_class=None)
    )
    question = next(q for q in verdict.body["questions"] if q["about"] == "industry_class")  # type: ignore[attr-defined]
    assert [a["value"] for a in question["answers"]] == ["二", "三"]
    assert verdict.body["range"] == ["conditional", "prohibited"]  # whatever its class it belongs in a chemical park


def test_a_given_class_that_contradicts_the_code_is_judged_by_the_stricter() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    world = world.having("control_unit", Zone("p", ALL, {"class": "priority", "list_coded": True}))
    verdict = world.ask(box(0, 0, 100, 100), industry="C2631", facts=harmless(industry_class="一"))
    assert worst(verdict) == 2
    assert "fact_conflict" in [note["code"] for note in verdict.body["notes"]]  # type: ignore[attr-defined]


def test_a_unit_whose_list_is_not_coded_is_conditional_at_best() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    world = world.having("control_unit", Zone("p", ALL, {"class": "general", "list_coded": False}))
    assert world.ask(box(0, 0, 100, 100), **FACTORY).word == "conditional"


def test_outside_the_provinces_whose_law_is_coded_the_law_itself_is_the_gap() -> None:
    world = World(
        {
            "admin_area": (Zone("x", LAND, {"code": "350981", "name": "福安市", "level": "county", "part": "land"}),),
            "control_unit": county().zones["control_unit"],
        }
    )
    verdict = world.ask(box(0, 0, 100, 100), **FACTORY)
    assert worst(verdict) == 2
    gaps = {str(c["layer"]) for c in verdict.body["coverage"] if str(c["layer"]).startswith("rules:")}  # type: ignore[attr-defined]
    assert {gap.rpartition(":")[2] for gap in gaps} == {"CN-35", "CN-3509"}
    assert {"rules:control_units:CN-35", "rules:drinking_water:CN-35", "rules:red_line:CN-35"} <= gaps


def test_water_source_zones_do_not_apply_at_sea_and_the_source_is_named() -> None:
    sea = box(60_000, 0, 60_100, 100)
    verdict = county().without("water_source_zone").ask(sea, **FACTORY)
    water = cell(verdict, "water_source_zone")
    assert (water["status"], bool(water["source"])) == ("not_applicable", True)


def test_the_same_question_gives_the_same_bytes() -> None:
    one, two = (county().having("ecological_red_line", RED_LINE).ask(box(100, 100, 200, 200), **FACTORY) for _ in "ab")
    assert one.record_bytes() == two.record_bytes()


def test_shares_of_a_partition_sum_to_one() -> None:
    world = World(zones={k: v for k, v in county().zones.items() if k != "control_unit"})
    west, east = box(-60_000, -60_000, 37.5, 60_000), box(37.5, -60_000, 120_000, 60_000)
    world = world.having(
        "control_unit",
        Zone("a", west, {"class": "general", "list_coded": True}),
        Zone("b", east, {"class": "key_urban", "list_coded": True}),
    )
    verdict = world.ask(box(0, 0, 100, 100), **FACTORY)
    shares = [t["share"] for t in verdict.body["totals"] if t["layer"] == "control_unit"]  # type: ignore[attr-defined]
    assert math.isclose(sum(shares), 1.0, abs_tol=2e-6)


squares = st.tuples(st.floats(-300, 1300), st.floats(-300, 1300), st.floats(4, 400), st.floats(4, 400))
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(site=squares, zones=st.lists(squares, min_size=1, max_size=4), added=squares)
def test_adding_a_prohibiting_zone_never_makes_the_verdict_milder(site, zones, added) -> None:  # type: ignore[no-untyped-def]
    def zone(index: int, s: tuple[float, ...]) -> Zone:
        return Zone(f"r{index}", box(s[0], s[1], s[0] + s[2], s[1] + s[3]), {"part": "land", "core_zone": False})

    footprint = box(site[0], site[1], site[0] + site[2], site[1] + site[3])
    few = county().having("ecological_red_line", *(zone(i, s) for i, s in enumerate(zones)))
    more = few.having("ecological_red_line", zone(99, added))
    before, after = few.ask(footprint, **FACTORY), more.ask(footprint, **FACTORY)
    assert worst(after) >= worst(before)
    assert best(after) >= best(before)


@quick
@given(site=squares, zones=st.lists(squares, min_size=2, max_size=5), data=st.data())
def test_the_order_of_features_changes_nothing(site, zones, data) -> None:  # type: ignore[no-untyped-def]
    rows = [
        Zone(f"w{i}", box(s[0], s[1], s[0] + s[2], s[1] + s[3]), {"level": "12"[i % 2]}) for i, s in enumerate(zones)
    ]
    shuffled = data.draw(st.permutations(rows))
    footprint = box(site[0], site[1], site[0] + site[2], site[1] + site[3])
    one = county().having("water_source_zone", *rows).ask(footprint, **FACTORY)
    two = county().having("water_source_zone", *shuffled).ask(footprint, **FACTORY)
    assert one.record_bytes() == two.record_bytes()


@quick
@given(site=squares, zones=st.lists(squares, min_size=1, max_size=5))
def test_no_share_passes_one_and_every_range_is_ordered(site, zones) -> None:  # type: ignore[no-untyped-def]
    rows = [Zone(f"r{i}", box(s[0], s[1], s[0] + s[2], s[1] + s[3]), {"part": "land"}) for i, s in enumerate(zones)]
    footprint = box(site[0], site[1], site[0] + site[2], site[1] + site[3])
    verdict = county().having("ecological_red_line", *rows).ask(footprint, **FACTORY)
    assert best(verdict) <= worst(verdict)
    for total in verdict.body["totals"]:  # type: ignore[attr-defined]
        least, greatest = total["overlap_area_range_m2"]
        assert 0 <= total["share"] <= 1
        assert least <= total["overlap_area_m2"] <= greatest


@quick
@given(site=squares, zone=squares, accuracy=st.floats(0.5, 10), more=st.floats(0.5, 30))
def test_widening_the_accuracy_never_narrows_the_range(site, zone, accuracy, more) -> None:  # type: ignore[no-untyped-def]
    row = Zone("r", box(zone[0], zone[1], zone[0] + zone[2], zone[1] + zone[3]), {"part": "land"})
    footprint = box(site[0], site[1], site[0] + site[2], site[1] + site[3])
    world = county().having("ecological_red_line", row)
    sharp, vague = (world.ask(footprint, accuracy_m=a, **FACTORY) for a in (accuracy, accuracy + more))
    assert worst(vague) >= worst(sharp)
    assert best(vague) <= best(sharp)


# --- what a part is drawn as does not decide what it takes

RED = Zone("r", box(-1000, -1000, 1000, 1000), {"part": "land"})


@pytest.mark.parametrize(
    ("activity", "word"),
    [("manufacturing", "prohibited"), ("mineral_extraction", "prohibited"), ("linear_infrastructure", "conditional")],
)
def test_a_route_takes_land_where_the_project_cannot_cross_without(activity: str, word: str) -> None:
    facts = harmless(
        activity=activity, industry_class=None, unavoidable=True, in_spatial_plan=True, mineral_case="other"
    )
    verdict = county().having("ecological_red_line", RED).ask(("route", box(0, 0, 300, 300)), facts=facts)
    assert verdict.word == word
    noted = "route_is_occupied" in [note["code"] for note in verdict.body["notes"]]  # type: ignore[attr-defined]
    assert noted is (activity != "linear_infrastructure")


def test_a_project_of_which_only_an_outlet_is_drawn_has_an_unknown_extent() -> None:
    verdict = county().having("ecological_red_line", RED).ask(("outlet", point(5000, 5000)), facts=harmless())
    assert (verdict.word, worst(verdict)) == ("undetermined", 2)
    assert verdict.body["questions"][0]["about"] == "extent"  # type: ignore[index]
