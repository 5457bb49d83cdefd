"""Indicators: each state, decided on unrounded values, with what is missing and what is left."""

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from measuring import NOW, START, TODAY, MemoryStore, ask, measure_definitions
from world import DATA, definitions

from layers.errors import BadInput, CorruptEdition, NotFound
from zoning.desk import Desk, Limits
from zoning.ledger import Context
from zoning.measures import presentation
from zoning.measures.desk import MeasureDesk
from zoning.measures.indicators.figures import rate_of
from zoning.measures.indicators.judgement import judge
from zoning.measures.indicators.reading import Reading
from zoning.measures.indicators.target import Target
from zoning.measures.indicators.targets import Placed, Targets, load_targets
from zoning.measures.question import AreasQuestion, IndicatorsQuestion, ShorelineQuestion
from zoning.measures.rendering import render
from zoning.measures.shoreline.tally import GROUPS, Tally
from zoning.measures.wholeness import unspoken

WENZHOU, TAIZHOU, QUZHOU, ZHEJIANG = "330300", "331000", "330800", "330000"
HEAD = """version: "1"
plan: {id: test-plan, title: {zh: 测试规划, en: test plan}, standing: final}
targets:
"""
ROW = """
  - id: one
    region: "330300"
    title: {zh: 一, en: one}
    printed: 一
    place: {zh: 表, en: table}
    confidence: H
    unit: percent
"""
MAINLAND = "    measured_by: {measure: shoreline, figure: mainland.rate}\n"


def line(id_, west, length, type_, kind="mainland", region="330381", **more):
    shape = shapely.LineString([(west, 27.8), (west + length, 27.8)])
    return id_, shape, {"type": type_, "kind": kind, "region": region, **more}


def shore(natural, artificial, *, unclassed=0.0, islands=True):
    """A coast in degrees of longitude, all on one parallel, so that lengths are as the degrees."""
    rows = [line("n", 120.0, natural, "N_ROCK"), line("a", 121.0, artificial, "A_DIKE")]
    if unclassed:
        rows.append(line("u", 122.0, unclassed, "unclassed"))
    if islands:
        rows.append(line("i", 123.0, 0.1, "N_SAND", kind="island", region="330305"))
    return rows


def store_of(rows, region=WENZHOU, **more):
    store = MemoryStore()
    store.add("coastline", rows, region=region, **more)
    return store


def asked(store, region=WENZHOU, as_of=TODAY, **more):
    return ask(store, IndicatorsQuestion(region=region, as_of=as_of, **more))


def rows_of(result):
    return {row["id"]: row for row in result.body["indicators"]}


def desk_with(store, folder, rest, unit="percent"):
    """A desk whose only target is `one`."""
    (folder / "plan.yaml").write_text(HEAD + ROW.replace("percent", unit) + rest, encoding="utf-8")
    held = [
        Placed(one.target, one.plan, replace(one.file, path=DATA / "targets" / "plan.yaml"))
        for one in load_targets(folder, definitions())
    ]
    own = replace(measure_definitions(), targets=Targets(held))
    return MeasureDesk(Desk(store, definitions(), Limits()), own)


def the_one(store, folder, rest, as_of=TODAY, unit="percent"):
    result = desk_with(store, folder, rest, unit).answer(IndicatorsQuestion(region=WENZHOU, as_of=as_of), NOW)
    return rows_of(result)["one"]


def record(desk, question):
    result = desk.answer(question, NOW)
    desk.record(result, Context(at=NOW, actor="test", request="r", lang="zh", versions={}))
    return result.id


def at_least(value):
    return f"    comparison: at_least\n    value: '{value}'\n{MAINLAND}"


def target(**more):
    given_ = {"id": "one", "region": WENZHOU, "title": {"zh": "一", "en": "one"}, "printed": "一", "confidence": "H"}
    figure = {"measure": "shoreline", "figure": "mainland.rate"}
    return Target.model_validate(
        {**given_, "place": {"zh": "表", "en": "table"}, "unit": "percent", "measured_by": figure, **more}
    )


def tally(native, artificial):
    lengths = dict.fromkeys(GROUPS, 0.0) | {"native": native, "artificial": artificial}
    return Tally(measure_definitions().shoreline.chosen(None), tuple(lengths.values()), 2)


# by a number


def test_a_rate_above_its_target_is_met_with_the_metres_that_may_still_be_lost(tmp_path):
    row = the_one(store_of(shore(0.4, 0.6)), tmp_path, at_least("35"))
    assert (row["state"], row["target"], row["unit"]) == ("met", 35.0, "percent")
    assert row["value"] == pytest.approx(40.0, abs=1e-5)
    assert row["slack"] == pytest.approx(5.0, abs=1e-5)
    whole = 1.0 * 98.4e3  # about a degree of longitude at 27.8° N, metres
    assert row["slack_m"] == pytest.approx(0.05 * whole, rel=0.01)


def test_a_rate_below_its_target_is_not_met_and_its_slack_is_negative(tmp_path):
    row = the_one(store_of(shore(0.3, 0.7)), tmp_path, at_least("35"))
    assert (row["state"], row["missing"]) == ("not_met", [])
    assert row["slack"] == pytest.approx(-5.0, abs=1e-5)
    assert row["slack_m"] < 0


def test_a_rate_that_prints_as_its_target_and_lies_below_it_is_not_met():
    reading = rate_of(tally(34_999_999.0, 65_000_001.0), None)
    assert f"{100 * float(reading.value):.2f}" == "35.00"
    judged = judge(target(comparison="at_least", value="35"), reading)
    assert judged.state == "not_met"
    assert float(judged.slack_whole) == -1.0


def test_a_rate_equal_to_its_target_is_met_with_no_slack():
    for native, whole, value in ((350.0, 1000.0, "35"), (382.0, 1000.0, "38.2"), (21.0, 100.0, "21")):
        judged = judge(target(comparison="at_least", value=value), rate_of(tally(native, whole - native), None))
        assert (judged.state, judged.slack) == ("met", (0, 0))


@given(st.floats(0, 1e7), st.floats(1, 1e7), st.integers(0, 1000))
def test_met_and_slack_never_contradict_each_other(natural, other, tenths):
    one = target(comparison="at_least", value=f"{tenths / 10:.1f}")
    judged = judge(one, rate_of(tally(natural, other), None))
    assert (judged.state == "met") == (judged.slack[0] >= 0) == (judged.slack_whole >= 0)


def test_unclassed_line_that_could_turn_the_state_leaves_it_open(tmp_path):
    row = the_one(store_of(shore(0.30, 0.60, unclassed=0.10)), tmp_path, at_least("35"))
    assert (row["state"], row["value"], row["slack"], row["slack_m"]) == ("not_computable", None, None, None)
    assert row["value_range"] == pytest.approx([30.0, 40.0], abs=1e-4)
    assert [note["code"] for note in row["missing"]] == ["indicator_open_shoreline"]


@pytest.mark.parametrize(("value", "state"), [("25", "met"), ("45", "not_met")])
def test_unclassed_line_that_cannot_turn_the_state_does_not_hide_it(tmp_path, value, state):
    row = the_one(store_of(shore(0.30, 0.60, unclassed=0.10)), tmp_path, at_least(value))
    assert (row["state"], row["value"], row["missing"]) == (state, None, [])
    assert row["reasons"][0]["code"] == "indicator_decided_though_open"


def test_without_an_edition_in_force_the_layer_that_is_missing_is_named(tmp_path):
    row = the_one(MemoryStore(), tmp_path, at_least("35"))
    assert (row["state"], row["value"]) == ("not_computable", None)
    assert row["missing"] == [{"code": "indicator_no_edition", "values": {"layer": "coastline"}}]
    later = store_of(shore(0.4, 0.6), effective_from=date(2026, 1, 1))
    assert the_one(later, tmp_path, at_least("35"), as_of=date(2025, 12, 31))["state"] == "not_computable"
    assert the_one(later, tmp_path, at_least("35"), as_of=date(2026, 1, 1))["state"] == "met"


def test_a_coast_without_line_of_that_kind_has_nothing_to_divide_by(tmp_path):
    rest = at_least("35").replace("mainland.rate", "islands.rate")
    row = the_one(store_of(shore(0.4, 0.6, islands=False)), tmp_path, rest)
    assert row["state"] == "not_computable"
    assert row["missing"][0]["code"] == "indicator_nothing_to_divide_by"


def test_data_that_cannot_be_read_is_an_incident_and_no_state(monkeypatch, tmp_path):
    store = store_of(shore(0.4, 0.6))

    def broken(_):
        raise CorruptEdition("坏", "broken")

    monkeypatch.setattr(store, "features", broken)
    with pytest.raises(CorruptEdition):
        the_one(store, tmp_path, at_least("35"))


# about


@pytest.mark.parametrize(
    ("share", "more", "state"),
    [
        ("0.62", {}, "met"),
        ("0.70", {}, "met"),
        ("0.615", {}, "met"),  # rounds half-up to 62
        ("0.6149", {}, "not_computable"),
        ("0.10", {}, "not_computable"),
        ("0.61", {"tolerance": "1"}, "met"),
        ("0.609", {"tolerance": "1"}, "not_met"),
    ],
)
def test_about_is_sure_down_to_what_rounds_to_it_and_below_only_with_a_stated_tolerance(share, more, state):
    reading = Reading((Fraction(share), Fraction(share)), Fraction(1000))
    judged = judge(target(comparison="about", value="62", **more), reading)
    assert judged.state == state
    if state == "not_computable":
        assert [note.code for note in judged.missing] == ["indicator_about"]


def test_at_most_has_its_slack_on_the_other_side():
    reading = Reading((Fraction(1, 10), Fraction(1, 10)), Fraction(1000))
    judged = judge(target(comparison="at_most", value="35"), reading)
    assert (judged.state, judged.slack[0]) == ("met", Fraction(1, 4))
    assert judge(target(comparison="at_most", value="5"), reading).state == "not_met"


# not lower than a baseline

NOT_LOWER = "    comparison: not_lower_than_baseline\n" + MAINLAND


def test_without_a_baseline_the_value_is_shown_and_the_printed_start_is_not_compared():
    row = rows_of(asked(store_of(shore(0.3, 0.7))))["wenzhou-shoreline-mainland"]
    assert (row["state"], row["target"], row["slack"]) == ("no_baseline", None, None)
    assert row["value"] == pytest.approx(30.0, abs=1e-5)  # below the 38.2 that the plan prints
    assert row["missing"][0]["code"] == "indicator_no_baseline"


def with_baseline(folder, then, now, **more):
    """The state on a later edition `now` against the recorded measure of `then`."""
    store = store_of(then)
    baseline = record(desk_with(store, folder, NOT_LOWER), ShorelineQuestion(region=WENZHOU, as_of=date(2021, 1, 1)))
    store.add("coastline", now, region=WENZHOU, effective_from=date(2025, 1, 1), **more)
    return the_one(store, folder, f"{NOT_LOWER}    baseline: {baseline}\n")


@pytest.mark.parametrize(
    ("natural", "state"), [(0.40, "met"), (0.41, "met"), (0.3999999, "not_met"), (0.30, "not_met")]
)
def test_a_rate_is_compared_with_the_recorded_baseline_to_the_millimetre(tmp_path, natural, state):
    row = with_baseline(tmp_path, shore(0.4, 0.6), shore(natural, 1.0 - natural))
    assert row["state"] == state
    assert row["target"] == pytest.approx(40.0, abs=1e-5)
    assert row["slack"] == pytest.approx(100 * (natural - 0.4), abs=1e-5)
    assert (row["slack_m"] >= 0) == (state == "met")
    assert [note["code"] for note in row["reasons"]] == ["indicator_baseline_compared"]


def test_a_baseline_of_a_coarser_survey_does_not_compare(tmp_path):
    row = with_baseline(tmp_path, shore(0.4, 0.6), shore(0.5, 0.5), accuracy_m=10.0)
    assert (row["state"], row["slack"]) == ("not_computable", None)
    note = row["missing"][0]
    assert (note["code"], note["values"]["member"]) == ("indicator_baseline_differs", "accuracy")


def test_a_baseline_surveyed_at_another_scale_does_not_compare(tmp_path):
    coarse, fine = ([(i, g, {**a, "scale": s}) for i, g, a in shore(0.4, 0.6)] for s in ("1:50000", "1:5000"))
    row = with_baseline(tmp_path, coarse, fine)
    assert (row["state"], row["missing"][0]["values"]["member"]) == ("not_computable", "scale")


def test_a_baseline_whose_edition_was_withdrawn_does_not_compare(tmp_path):
    store = MemoryStore()
    edition = store.add("coastline", shore(0.4, 0.6), region=WENZHOU)
    baseline = record(desk_with(store, tmp_path, NOT_LOWER), ShorelineQuestion(region=WENZHOU, as_of=date(2021, 1, 1)))
    store.add("coastline", shore(0.41, 0.59), region=WENZHOU)  # corrected, for the same days
    store.withdraw(edition)
    row = the_one(store, tmp_path, f"{NOT_LOWER}    baseline: {baseline}\n")
    assert row["missing"][0]["code"] == "indicator_baseline_editions"


def test_a_baseline_with_something_open_does_not_compare(tmp_path):
    row = with_baseline(tmp_path, shore(0.4, 0.5, unclassed=0.1), shore(0.5, 0.5))
    assert row["missing"][0]["code"] == "indicator_baseline_open"


def test_a_baseline_that_the_ledger_does_not_hold_is_said(tmp_path):
    row = the_one(store_of(shore(0.4, 0.6)), tmp_path, f"{NOT_LOWER}    baseline: sha256:{'0' * 64}\n")
    assert (row["state"], row["missing"][0]["code"]) == ("not_computable", "indicator_baseline_unknown")


@pytest.mark.parametrize(
    ("question", "member"),
    [
        (ShorelineQuestion(region="330381", as_of=date(2021, 1, 1)), "region"),
        (ShorelineQuestion(region=WENZHOU, as_of=date(2021, 1, 1), method="zj-2018-no-estuary"), "method"),
        (AreasQuestion(region=WENZHOU, as_of=date(2021, 1, 1), layers=("wetland",)), "measure"),
    ],
)
def test_a_baseline_of_another_region_method_or_measure_does_not_compare(tmp_path, question, member):
    store = store_of(shore(0.4, 0.6))
    store.add("wetland", [("w", shapely.box(120.5, 27.9, 120.6, 28.0), {})])
    baseline = record(desk_with(store, tmp_path, NOT_LOWER), question)
    row = the_one(store, tmp_path, f"{NOT_LOWER}    baseline: {baseline}\n")
    assert (row["state"], row["missing"][0]["values"]["member"]) == ("not_computable", member)


def test_a_baseline_later_than_the_day_asked_about_does_not_compare(tmp_path):
    store = store_of(shore(0.4, 0.6))
    question = ShorelineQuestion(region=WENZHOU, as_of=date(2026, 1, 1))
    baseline = record(desk_with(store, tmp_path, NOT_LOWER), question)
    row = the_one(store, tmp_path, f"{NOT_LOWER}    baseline: {baseline}\n", as_of=date(2025, 1, 1))
    assert row["missing"][0]["code"] == "indicator_baseline_later"


LAND = shapely.box(120.0, 27.6, 120.8, 28.0)
RED = "    measured_by: {measure: areas, layer: ecological_red_line, part: land, figure: share}\n"


def red_line_store(east, source="2018", **more):
    store = MemoryStore()
    store.add("admin_area", [("land", LAND, {"code": "330302", "part": "land"})], coverage=LAND)
    red = [("r", shapely.box(120.0, 27.6, east, 28.0), {"part": "land"})]
    store.add("ecological_red_line", red, coverage=LAND, source=source, **more)
    return store


def test_the_share_of_land_under_the_red_line_is_compared_with_a_number(tmp_path):
    row = the_one(red_line_store(120.2), tmp_path, "    comparison: at_least\n    value: '20'\n" + RED)
    assert (row["state"], row["value"]) == ("met", pytest.approx(25.0, abs=0.01))
    held = row["slack_m2"] / 0.05  # 5 points of the land
    assert held == pytest.approx(3.5e9, rel=0.05)
    assert row["slack_m"] is None


def test_ground_on_which_the_layer_is_silent_leaves_a_share_open(tmp_path):
    store = MemoryStore()
    store.add("admin_area", [("land", LAND, {"code": "330302", "part": "land"})], coverage=LAND)
    half = shapely.box(120.0, 27.6, 120.4, 28.0)
    red = [("r", shapely.box(120.0, 27.6, 120.2, 28.0), {"part": "land"})]
    store.add("ecological_red_line", red, coverage=half)
    rest = "    comparison: at_least\n    value: '20'\n" + RED
    assert the_one(store, tmp_path, rest)["state"] == "met"
    row = the_one(store, tmp_path, rest.replace("20", "30"))
    assert (row["state"], row["missing"][0]["code"]) == ("not_computable", "indicator_partly_held")
    assert the_one(store, tmp_path, rest.replace("20", "90"))["state"] == "not_met"


@pytest.mark.parametrize(("source", "state"), [("2018", "not_met"), ("2022", "not_computable")])
def test_a_smaller_red_line_of_another_delimitation_is_no_breach(tmp_path, source, state):
    rest = "    comparison: not_lower_than_baseline\n    one_source: true\n" + RED
    store = red_line_store(120.2)
    question = AreasQuestion(region=WENZHOU, as_of=date(2021, 1, 1), layers=("ecological_red_line",))
    baseline = record(desk_with(store, tmp_path, rest), question)
    red = [("r", shapely.box(120.0, 27.6, 120.19, 28.0), {"part": "land"})]
    store.add("ecological_red_line", red, coverage=LAND, source=source, effective_from=date(2025, 1, 1))
    assert the_one(store, tmp_path, f"{rest}    baseline: {baseline}\n")["state"] == state


# bays and buffers


def bay_store(built_on, island=False):
    rows = shore(0.4, 0.6, islands=False)
    rows[0][2]["bay"] = "甲湾"
    if island:
        rows.append(line("i", 123.0, 0.2, "N_SAND", kind="island", region="330305", bay="甲湾"))
    store = store_of(rows)
    bay = {"code": "B1", "name": "甲湾", "status": "built", "built_on": built_on, "region": WENZHOU}
    store.add("bay", [("b", shapely.box(119.9, 27.7, 120.5, 27.9), bay)])
    return store


def test_a_bay_counts_from_the_day_of_its_notice(tmp_path):
    rest = "    comparison: at_least\n    value: '21'\n    measured_by: {measure: bays, figure: mainland_share}\n"
    store = bay_store("2024-05-01")
    before, after = (the_one(store, tmp_path, rest, as_of=date(2024, 4, 30)), the_one(store, tmp_path, rest))
    assert (before["state"], before["value"]) == ("not_met", 0.0)
    assert (after["state"], after["value"]) == ("met", pytest.approx(40.0, abs=1e-4))
    assert after["measured_by"]["values"] == "printed"


def test_bays_are_counted(tmp_path):
    row = rows_of(asked(bay_store("2024-05-01")))["wenzhou-beautiful-bays"]
    assert (row["state"], row["value"], row["target"], row["slack"]) == ("not_met", 1.0, 3.0, -2.0)


def test_a_bay_said_to_be_built_without_a_date_leaves_the_count_open(tmp_path):
    row = rows_of(asked(bay_store(None)))["wenzhou-beautiful-bays"]
    assert (row["state"], row["value_range"]) == ("not_met", [0.0, 1.0])  # three are asked for
    rest = "    comparison: at_least\n    value: '21'\n    measured_by: {measure: bays, figure: mainland_share}\n"
    row = the_one(bay_store(None), tmp_path, rest)
    assert (row["state"], row["value_range"]) == ("not_computable", pytest.approx([0.0, 40.0], abs=1e-3))


def river_store(status="built", *, centre=True):
    """Some 7.9 km of river with a strip along each bank."""
    store = MemoryStore()
    around = shapely.box(120.0, 27.7, 120.2, 27.9)
    lines = [("left", 27.8005), ("right", 27.7995), *([("centre", 27.8)] if centre else [])]
    drawn = [
        (role, shapely.LineString([(120.05, y), (120.13, y)]), {"role": role, "water_body": "甲江"})
        for role, y in lines
    ]
    store.add("water_line", drawn, coverage=around)
    strips = [
        ("l", shapely.box(120.05, 27.8005, 120.13, 27.8008), {"side": "left"}),
        ("r", shapely.box(120.05, 27.7992, 120.13, 27.7995), {"side": "right"}),
    ]
    own = {"water_body": "甲江", "status": status, "year": 2024}
    store.add("buffer_strip", [(i, shape, {**side, **own}) for i, shape, side in strips], coverage=around)
    return store


def built_strips(value):
    figure = "    measured_by: {measure: buffers, status: built, figure: length}\n"
    return f"    comparison: cumulative_at_least\n    value: '{value}'\n{figure}"


@pytest.mark.parametrize(("km", "state"), [("7", "met"), ("10", "not_computable"), ("20", "not_met")])
def test_where_the_plan_does_not_say_which_length_counts_both_have_to_lead_to_the_state(tmp_path, km, state):
    row = the_one(river_store(), tmp_path, built_strips(km), unit="km")
    assert (row["state"], row["value"]) == (state, None)
    assert row["value_range"] == pytest.approx([7.88, 15.76], abs=0.02)
    notes = row["missing"] if state == "not_computable" else row["reasons"]
    assert "indicator_two_counts" in [note["code"] for note in notes]


def test_restored_strips_do_not_count_as_built(tmp_path):
    row = the_one(river_store("restored"), tmp_path, built_strips("7"), unit="km")
    assert (row["state"], row["value"], row["slack"]) == ("not_met", 0.0, -7.0)


def test_without_a_centre_line_the_length_of_river_is_not_guessed_from_the_banks(tmp_path):
    row = the_one(river_store(centre=False), tmp_path, built_strips("7"), unit="km")
    assert (row["state"], row["missing"][0]["code"]) == ("not_computable", "indicator_no_centre_line")


def test_protected_wetland_stands_beside_the_target_and_decides_nothing():
    store = MemoryStore()
    store.add("admin_area", [("land", LAND, {"code": "330302", "part": "land"})], coverage=LAND)
    store.add("wetland", [("w", shapely.box(120.1, 27.7, 120.3, 27.8), {})], coverage=LAND)
    important = {"level": "provincial"}
    store.add("important_wetland", [("i", shapely.box(120.3, 27.7, 120.4, 27.8), important)], coverage=LAND)
    reserve = {"kind": "reserve", "zone": "core"}
    store.add("protected_area", [("p", shapely.box(120.0, 27.7, 120.2, 27.8), reserve)], coverage=LAND)
    row = rows_of(asked(store))["wenzhou-carbon-wetland-protection"]
    assert (row["state"], row["value"], row["target"]) == ("not_computable", None, 55.0)
    assert row["indicative"]["value"] == pytest.approx(200 / 3, abs=0.01)
    assert row["missing"][0]["code"] == "indicator_needs"


# regions


@pytest.mark.parametrize("layers", [("admin_area",), ("admin_area", "ecological_red_line")])
def test_what_one_city_delivered_is_no_figure_of_the_province(layers):
    store = MemoryStore()
    for layer in ("admin_area", "ecological_red_line"):
        here = LAND if layer == "admin_area" else shapely.box(120.0, 27.6, 120.2, 28.0)
        attributes = {"part": "land", **({"code": "330302"} if layer == "admin_area" else {})}
        store.add(layer, [("x", here, attributes)], region=WENZHOU if layer in layers else ZHEJIANG, coverage=LAND)
    row = rows_of(asked(store, ZHEJIANG))["zhejiang-red-line-share"]
    assert (row["state"], row["value_range"]) == ("not_computable", None)
    note = row["missing"][-1]
    assert (note["code"], note["values"]["layer"]) == ("indicator_not_whole", "admin_area")
    assert "330100" in note["values"]["regions"]
    assert WENZHOU not in note["values"]["regions"]
    assert rows_of(asked(store))["wenzhou-red-line-share"]["value"] == pytest.approx(25.0, abs=0.01)


def test_counties_together_speak_for_their_city_and_one_alone_does_not():
    regions, day = definitions().regions, date(2026, 1, 1)
    counties = [code for code in regions if regions[code].parent == QUZHOU and not regions.retired(code, day)]
    assert unspoken(QUZHOU, counties, regions, day) == ()
    assert unspoken(QUZHOU, counties[1:], regions, day) == (counties[0],)
    assert unspoken(QUZHOU, [ZHEJIANG], regions, day) == ()
    assert unspoken(QUZHOU, [WENZHOU], regions, day) == (QUZHOU,)
    assert QUZHOU not in unspoken(ZHEJIANG, [WENZHOU], regions, day, coast=True)
    assert "330305" not in unspoken(WENZHOU, ["330322"], regions, day)  # delivered under the code before 2015
    assert "330303" in unspoken(WENZHOU, ["330322"], regions, day)


def test_a_city_without_a_coast_has_no_shore_rather_than_none_left():
    row = rows_of(asked(MemoryStore(), region=QUZHOU))["zhejiang-city-natural-shoreline"]
    assert (row["state"], row["value"], row["slack"], row["missing"]) == ("not_applicable", None, None, [])


def test_a_region_is_held_to_its_own_targets_and_not_to_those_of_the_province():
    ids = set(rows_of(asked(MemoryStore())))
    assert "wenzhou-beautiful-bays" in ids
    assert "zhejiang-city-natural-shoreline" in ids  # set on each city
    assert not {name for name in ids if name.startswith("zhejiang-shoreline")}
    assert {"national-shoreline-mainland", "zhejiang-beautiful-bays"} <= set(rows_of(asked(MemoryStore(), ZHEJIANG)))


def test_a_county_that_no_plan_names_has_no_indicator_and_says_so():
    body = asked(MemoryStore(), region="330381").body
    assert (body["indicators"], body["notes"][0]["code"]) == ([], "no_targets")


def test_a_retired_or_unknown_region_and_another_method_are_refused():
    with pytest.raises(BadInput, match="330305"):
        asked(MemoryStore(), region="330322")
    with pytest.raises(NotFound):
        asked(MemoryStore(), region="999999")
    with pytest.raises(BadInput, match="no method"):
        asked(MemoryStore(), method="rounded")


def test_values_that_a_superior_sets_are_shown_without_a_state_of_their_own():
    row = rows_of(asked(store_of(shore(0.3, 0.7), region=ZHEJIANG), ZHEJIANG))["zhejiang-shoreline-mainland-assigned"]
    assert (row["state"], row["target"]) == ("not_computable", None)
    assert row["missing"][0]["code"] == "indicator_assigned"


def test_a_target_says_whether_its_year_is_over():
    store = store_of(shore(0.4, 0.6))
    assert rows_of(asked(store, as_of=date(2025, 12, 31)))["wenzhou-beautiful-bays"]["year_ended"] is False
    assert rows_of(asked(store, as_of=date(2026, 1, 1)))["wenzhou-beautiful-bays"]["year_ended"] is True


# the body


def test_the_body_names_the_measures_editions_and_files_it_rests_on():
    store = store_of(shore(0.4, 0.6))
    result = asked(store)
    files = {one["file"] for one in result.body["definitions"]}
    assert {"targets/wenzhou.yaml", "targets/wenzhou_carbon.yaml", "methods/shoreline/cn-2017.yaml"} <= files
    assert "targets/taizhou.yaml" not in files
    assert [edition["layer"] for edition in result.body["editions"]] == ["coastline"]
    own = ask(store, ShorelineQuestion(region=WENZHOU, as_of=TODAY))
    assert rows_of(result)["wenzhou-shoreline-mainland"]["measured_by"]["id"] == own.id
    assert result.id == asked(store).id
    assert START < TODAY


def test_a_rendered_indicator_has_its_title_plan_and_words_and_a_draft_is_called_one():
    shown = render(asked(store_of(shore(0.4, 0.6))).record(), measure_definitions())
    row = shown["indicators"][0]
    assert row["title"]["zh"] == "自然岸线保有率（大陆）"
    assert "征求意见稿" in row["plan_title"]["zh"]
    assert (row["plan_standing"], row["printed"], row["base"]["value"]) == ("draft", "不降低", "38.2")
    assert all(note["text"]["zh"] for note in row["missing"])
    assert json.loads(json.dumps(shown)) == shown


def test_tables_hold_every_indicator_and_charts_only_what_has_a_value_and_a_target():
    own = measure_definitions()
    shown = render(asked(bay_store("2024-05-01")).record(), own)
    counts, every, words = presentation.tables(shown, own)
    assert sum(row[-1] for row in counts.rows) == len(shown["indicators"]) == len(every.rows) == len(words.rows)
    (chart,) = presentation.charts(shown, own)
    assert (chart.unit, chart.series[0].values, chart.series[1].values) == ("", (1.0,), (3.0,))
