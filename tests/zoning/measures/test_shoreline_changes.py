"""What became of a shoreline between two editions: hand-computed cases, the demonstration, and refusals."""

import json
from datetime import date
from functools import cache

import numpy as np
import pyproj
import pytest
import shapely
from demo_files import DEMO, rows
from measuring import NOW, START, TODAY, MemoryStore, ask, desk, measure_definitions
from world import ALL, line

from layers.errors import BadInput, NoEditions
from layers.geodesy import length
from zoning.measures.presentation import charts, tables
from zoning.measures.question import ShorelineChangesQuestion, ShorelineQuestion
from zoning.measures.rendering import render

AFTER = date(2025, 1, 1)
COUNTY = "330382"
GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


def segment(name, geometry, type_="N_MUD", **more):
    return name, geometry, {"kind": "mainland", "type": type_, "region": COUNTY} | more


def store_of(old, new, **later):
    store = MemoryStore()
    store.add("coastline", old, region=COUNTY, coverage=ALL)
    store.add("coastline", new, region=COUNTY, effective_from=AFTER, **({"coverage": ALL} | later))
    return store


def compare(old, new, region=COUNTY, **later):
    question = ShorelineChangesQuestion(region=region, as_of=TODAY, since=START)
    return ask(store_of(old, new, **later), question)


def changes(body, member="mainland"):
    return {row["change"]: row for row in body[member]["changes"]}


def metres(body, member="mainland"):
    found = changes(body, member)
    return [found["same"]["old_m"], found["retyped"]["old_m"], found["lost"]["old_m"], found["gained"]["new_m"]]


def drawn(*points):
    """The geodesic length of a line by metres east and north."""
    return float(length(line(*points))[0])


STRAIGHT = line((0, 0), (1000, 0))
BULGE = line((0, 0), (300, 0), (300, 100), (700, 100), (700, 0), (1000, 0))


def test_a_kilometre_moved_a_hundred_metres_out_over_its_middle_four_hundred():
    body = compare([segment("a", STRAIGHT)], [segment("a", BULGE)]).body
    lost = drawn((310, 0), (690, 0))  # 10 m beside each leg are still within the tolerance of the new line
    gained = drawn((300, 10), (300, 100), (700, 100), (700, 10))
    assert metres(body) == pytest.approx([1000.0 - 380.0, 0.0, lost, gained], rel=1e-3)
    assert changes(body)["lost"]["old_m"] == pytest.approx(lost, abs=0.02)
    assert changes(body)["gained"]["new_m"] == pytest.approx(gained, abs=0.02)
    closure = body["mainland"]["closure"]
    assert closure["old_total_m"] == pytest.approx(drawn((0, 0), (1000, 0)), abs=1e-3)
    assert closure["delta_m"] == pytest.approx(gained - lost, abs=0.05)
    assert closure["residual_m"] == 0.0


def test_three_hundred_metres_built_over_are_retyped_to_the_metre_however_the_line_is_divided():
    cut = shapely.LineString([STRAIGHT.coords[0], line((700, 0), (1, 1)).coords[0]])
    rest = shapely.LineString([cut.coords[-1], STRAIGHT.coords[-1]])
    for names in (("a", "b"), ("x", "y"), ("b", "a")):
        body = compare([segment("a", STRAIGHT)], [segment(names[0], cut), segment(names[1], rest, "A_DIKE")]).body
        found = changes(body)
        assert (
            found["retyped"]["old_m"]
            == found["retyped"]["new_m"]
            == pytest.approx(drawn((700, 0), (1000, 0)), abs=2e-3)
        )
        assert found["lost"]["old_m"] == found["gained"]["new_m"] == 0.0
        assert found["retyped"]["native_old_m"] == found["retyped"]["old_m"]
        assert found["retyped"]["native_new_m"] == 0.0
        natural = body["mainland"]["natural"]
        assert natural["change_m"] == natural["retyped_m"] == -found["retyped"]["old_m"]


def test_a_segment_taken_away_is_lost_whole_though_its_neighbours_touch_it():
    three = [segment(name, line((x, 0), (x + 500, 0))) for name, x in (("a", 0), ("b", 500), ("c", 1000))]
    body = compare(three, [three[0], three[2]]).body
    assert changes(body)["lost"]["old_m"] == pytest.approx(drawn((500, 0), (1000, 0)), abs=1e-3)
    assert changes(body)["retyped"]["old_m"] == 0.0


def test_line_surveyed_anew_within_the_tolerance_is_remeasured_not_lost():
    zigzag = line(*[(x, 4 if x % 100 else 0) for x in range(0, 1001, 50)])
    body = compare([segment("a", STRAIGHT)], [segment("a", zigzag)]).body
    remeasured = changes(body)["remeasured"]
    assert metres(body)[2:] == [0.0, 0.0]
    assert remeasured["delta_m"] == pytest.approx(body["mainland"]["closure"]["delta_m"], abs=2e-3)
    assert remeasured["delta_m"] > 1.0
    other_name = compare([segment("a", STRAIGHT)], [segment("z", zigzag)]).body
    assert changes(other_name)["remeasured"] == remeasured


def test_of_one_id_is_the_partner_though_another_line_lies_nearer():
    old = [segment("a", line((0, 0), (500, 0))), segment("b", line((0, 9), (500, 9)), "A_DIKE")]
    new = [segment("a", line((0, 6), (500, 6))), segment("b", line((0, 15), (500, 15)), "A_DIKE")]
    body = compare(old, new).body
    assert changes(body)["retyped"]["old_m"] == changes(body)["lost"]["old_m"] == 0.0


def test_recognition_alone_changes_the_rate_and_is_told_apart_from_retyping():
    old = [segment("a", STRAIGHT, "R_REST"), segment("b", line((1000, 0), (2000, 0)))]
    new = [segment("a", STRAIGHT, "R_REST", recognised=True), old[1]]
    body = compare(old, new).body
    assert body["mainland"]["rate"]["recognised"] == pytest.approx(0.5, abs=1e-6)
    assert body["mainland"]["rate"]["change"] == body["mainland"]["rate"]["recognised"]
    assert changes(body)["retyped"]["old_m"] == 0.0


def test_the_parts_of_the_change_of_the_rate_sum_to_it():
    old = [segment("a", STRAIGHT), segment("b", line((1000, 0), (2500, 0)), "A_DIKE")]
    new = [segment("a", BULGE, "A_DIKE"), segment("b", old[1][1], "R_NAT", recognised=True)]
    rate = compare(old, new).body["mainland"]["rate"]
    causes = ("lost", "gained", "retyped", "recognised", "remeasured")
    assert sum(rate[name] for name in causes) == pytest.approx(rate["change"], abs=3e-6)
    assert rate["change"] == pytest.approx(rate["new"] - rate["old"], abs=2e-6)


def test_unclassed_line_leaves_the_rate_and_its_parts_open_but_not_the_ledger():
    body = compare([segment("a", STRAIGHT, "unclassed")], [segment("a", STRAIGHT)]).body
    assert body["mainland"]["rate"]["change"] is None
    assert body["mainland"]["natural"]["change_m"] is None
    assert changes(body)["retyped"]["old_m"] > 999.0
    assert "unclassed_mainland_changes" in [note["code"] for note in body["notes"]]


def test_an_island_that_became_mainland_is_lost_and_gained_as_moved():
    old = [segment("a", STRAIGHT, kind="island")]
    body = compare(old, [segment("a", STRAIGHT)]).body
    island, mainland = body["islands"]["closure"], body["mainland"]["closure"]
    assert island["lost_m"] == island["moved_out_m"] == mainland["gained_m"] == mainland["moved_in_m"] > 999.0
    shifted = compare(old, [segment("z", line((0, 5), (1000, 5)))]).body
    assert shifted["mainland"]["closure"]["moved_in_m"] == pytest.approx(drawn((0, 5), (1000, 5)), abs=0.1)
    assert [row["change"] for row in _table(compare(old, [segment("a", STRAIGHT)]))] == ["moved"]


def test_islands_and_mainland_have_accounts_of_their_own():
    islet = segment("i", line((0, 5000), (400, 5000), (400, 5300)), "N_ROCK", kind="island", island="X")
    body = compare([segment("a", STRAIGHT), islet], [segment("a", STRAIGHT)]).body
    assert body["islands"]["closure"]["lost_m"] == pytest.approx(float(length(islet[1])[0]), abs=1e-3)
    assert body["mainland"]["closure"]["lost_m"] == 0.0
    assert body["islands"]["retention_new"]["rate"] is None


def test_line_that_another_county_has_now_is_moved_there_and_not_lost_to_the_city():
    store = MemoryStore()
    store.add("coastline", [segment("a", STRAIGHT)], region="330300", coverage=ALL)
    other = segment("a", STRAIGHT, region="330381")
    store.add("coastline", [other], region="330300", effective_from=AFTER, coverage=ALL)
    city = ask(store, ShorelineChangesQuestion(region="330300", as_of=TODAY, since=START)).body
    assert city["mainland"]["closure"]["lost_m"] == 0.0
    by_region = {row["region"]: row["mainland"] for row in city["by_region"]}
    assert by_region[COUNTY]["moved_out_m"] == by_region["330381"]["moved_in_m"] > 999.0
    county = ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=START)).body
    assert county["mainland"]["closure"]["moved_out_m"] == county["mainland"]["closure"]["lost_m"] > 999.0
    assert county["conclusion"] == "not_comparable"


def test_the_evidence_holds_every_metre_with_its_shape():
    result = compare([segment("a", STRAIGHT)], [segment("a", BULGE)])
    evidence = result.evidence()[0]
    found = _table(result)
    closure = result.body["mainland"]["closure"]
    assert sum(row["old_m"] for row in found) == pytest.approx(closure["old_total_m"], abs=1e-3)
    assert sum(row["new_m"] for row in found) == pytest.approx(closure["new_total_m"], abs=1e-3)
    for row, geometry in zip(found, evidence.geometries, strict=True):
        shown = row["old_m"] if row["change"] == "lost" else row["new_m"]
        assert float(length(geometry)[0]) == pytest.approx(shown, abs=1e-6)
    assert evidence.layer == "coastline"


def _table(result):
    found = result.evidence()[0].table
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def reasons(body):
    return [reason["code"] for reason in body["reasons"]]


def test_editions_that_state_nothing_are_judged_by_their_accuracies_and_that_is_said():
    body = compare([segment("a", STRAIGHT)], [segment("a", BULGE)]).body
    assert body["conclusion"] == "comparable"
    assert {"code": "survey_not_stated", "values": {"attributes": "scale, survey_method"}} in body["notes"]


@pytest.mark.parametrize(
    ("old", "new", "later", "reason"),
    [
        ({}, {}, {"accuracy_m": 2.5}, "accuracy"),
        ({"scale": "1:10000"}, {"scale": "1:5000"}, {}, "scale"),
        ({}, {"scale": "1:5000"}, {}, "scale"),
        ({"survey_method": "RTK"}, {"survey_method": "遥感"}, {}, "survey_method"),
        ({}, {}, {"coverage": None}, "coverage"),
    ],
)
def test_editions_of_another_scale_method_or_extent_are_not_comparable_but_the_ledger_is_given(old, new, later, reason):
    body = compare([segment("a", STRAIGHT, **old)], [segment("a", BULGE, **new)], **later).body
    assert body["conclusion"] == "not_comparable"
    assert reason in reasons(body)
    assert body["mainland"]["closure"]["lost_m"] > 370.0
    assert "changes_not_comparable" in [note["code"] for note in body["notes"]]


def test_one_scale_written_in_two_ways_is_one_scale():
    old, new = (
        segment("a", STRAIGHT, scale="1：5 000", survey_method="RTK"),
        segment("a", BULGE, scale="5000", survey_method="RTK"),
    )
    body = compare([old], [new]).body
    assert body["conclusion"] == "comparable"
    assert body["notes"] == []


def test_a_coarse_edition_widens_the_tolerance():
    body = compare([segment("a", STRAIGHT)], [segment("a", line((0, 30), (1000, 30)))], accuracy_m=40.0).body
    assert body["tolerance"]["tolerance_m"] == 41.0
    assert changes(body)["lost"]["old_m"] == 0.0


def test_the_same_editions_on_both_days_are_said_to_be_so_with_nothing_changed():
    store = store_of([segment("a", STRAIGHT)], [segment("a", BULGE)])
    body = ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=AFTER)).body
    assert body["conclusion"] == "same_editions"
    assert metres(body)[1:] == [0.0, 0.0, 0.0]


def test_a_day_before_the_first_edition_and_days_in_the_wrong_order_are_refused():
    store = store_of([segment("a", STRAIGHT)], [segment("a", BULGE)])
    with pytest.raises(NoEditions, match="2019-01-01"):
        ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=date(2019, 1, 1)))
    with pytest.raises(BadInput, match="later than"):
        ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=START, since=TODAY))
    with pytest.raises(BadInput, match="near-line"):
        ask(store, ShorelineChangesQuestion(region=COUNTY, as_of=TODAY, since=START, method="other"))


def test_an_inland_region_has_no_shoreline_that_could_change():
    body = ask(store_of([], []), ShorelineChangesQuestion(region="330800", as_of=TODAY, since=START)).body
    assert body["applicable"] is False
    assert body["mainland"] is None
    assert [note["code"] for note in body["notes"]] == ["no_coast"]


@cache
def demo_store():
    store = MemoryStore()
    for year in (2020, 2025):
        properties, geometries = rows(f"coastline_{year}.geojson")
        kept = ("kind", "type", "region", "bay", "island", "recognised")
        features = [
            (p["code"], g, {name: p[name] for name in kept}) for p, g in zip(properties, geometries, strict=True)
        ]
        start = date(year, 1, 1)
        coverage = shapely.box(119.0, 26.0, 122.0, 29.0)
        store.add("coastline", features, effective_from=start, accuracy_m=5.0, coverage=coverage)
    return store


@cache
def demo():
    return ask(demo_store(), ShorelineChangesQuestion(region="330300", as_of=TODAY, since=START))


def test_the_demonstration_lost_gained_and_retyped_what_it_is_known_for():
    body = demo().body
    assert body["conclusion"] == "comparable"
    assert metres(body) == [308837.915, 19335.653, 3360.427, 3550.555]
    assert metres(body, "islands") == [673181.071, 0.0, 0.0, 0.0]
    assert body["mainland"]["closure"]["residual_m"] == body["islands"]["closure"]["residual_m"] == 0.0


def test_the_demonstration_recomputed_with_a_plane_and_plain_geodesics_is_the_same():
    before, after = (
        {f["properties"]["code"]: f for f in json.loads((DEMO / f"coastline_{year}.geojson").read_text())["features"]}
        for year in (2020, 2025)
    )
    lost = gained = retyped = 0.0
    for code, was in before.items():
        now = after[code]
        old, new = (shapely.geometry.shape(one["geometry"]) for one in (was, now))
        if old.equals(new):
            retyped += GEOD.geometry_length(old) if was["properties"]["type"] != now["properties"]["type"] else 0.0
            continue
        middle = old.centroid
        plane = pyproj.Transformer.from_crs(
            4490, f"+proj=tmerc +lat_0={middle.y} +lon_0={middle.x} +ellps=GRS80 +units=m", always_xy=True
        )

        def flat(geometry, plane=plane):
            return shapely.transform(
                shapely.segmentize(geometry, 5e-4), lambda xy: np.column_stack(plane.transform(xy[:, 0], xy[:, 1]))
            )

        lost += shapely.difference(flat(old), shapely.buffer(flat(new), 10.0, quad_segs=256)).length
        gained += shapely.difference(flat(new), shapely.buffer(flat(old), 10.0, quad_segs=256)).length
        retyped += GEOD.geometry_length(old)
    retyped -= lost  # the one segment that moved changed its type as well
    body = demo().body
    assert changes(body)["lost"]["old_m"] == pytest.approx(lost, rel=1e-4)
    assert changes(body)["gained"]["new_m"] == pytest.approx(gained, rel=1e-4)
    assert changes(body)["retyped"]["old_m"] == pytest.approx(retyped, rel=1e-4)


def test_both_retentions_are_those_that_the_measure_of_shoreline_gives_on_either_day():
    body = demo().body
    for day, name in ((START, "retention_old"), (TODAY, "retention_new")):
        alone = ask(demo_store(), ShorelineQuestion(region="330300", as_of=day)).body
        for member in ("mainland", "islands"):
            own = body[member][name]
            assert {key: alone[member][key] for key in own} == own


def test_the_regions_sum_to_the_whole_and_transitions_to_the_types_of_either_edition():
    body = demo().body
    for member in ("mainland", "islands"):
        whole = body[member]["closure"]
        for name in ("old_total_m", "new_total_m", "lost_m", "gained_m", "remeasured_m"):
            assert sum(row[member][name] for row in body["by_region"]) == pytest.approx(whole[name], abs=0.02)
        moves = body[member]["transitions"]
        assert sum(move["old_m"] for move in moves) == pytest.approx(whole["old_total_m"], abs=0.02)
        assert sum(move["new_m"] for move in moves) == pytest.approx(whole["new_total_m"], abs=0.02)


def test_a_second_question_on_the_same_editions_gives_the_same_record():
    answering = desk(demo_store())
    question = ShorelineChangesQuestion(region="330300", as_of=TODAY, since=START)
    assert answering.answer(question, NOW).id == answering.answer(question, NOW).id == demo().id


def test_a_region_of_which_two_editions_speak_is_named_in_the_table_of_reasons():
    store = MemoryStore()
    store.add("coastline", [segment("a", STRAIGHT)], region=COUNTY, coverage=None)
    store.add("coastline", [segment("a", STRAIGHT)], effective_from=AFTER, coverage=ALL)
    question = ShorelineChangesQuestion(region="330300", as_of=TODAY, since=START)
    body = render(ask(store, question).record(), measure_definitions())
    shown = {one.name: one for one in tables(body, measure_definitions())}["reasons"]
    (row,) = [row for row in shown.rows if row[0].en == "regions of which two editions in force hold features"]
    assert row[1:] == (None, COUNTY)


def test_tables_and_charts_are_drawn_from_the_rendered_body():
    definitions = measure_definitions()
    body = render(demo().record(), definitions)
    drawn_tables = {one.name: one for one in tables(body, definitions)}
    assert list(drawn_tables) == ["summary", "changes", "rate", "transitions", "by_region"]
    first = drawn_tables["summary"].rows[0]
    assert first[1] + first[2] - first[3] + first[4] == pytest.approx(first[5], abs=2e-6)
    chart = charts(body, definitions)
    assert [one.name for one in chart] == ["changes_mainland"]
    lost = next(series for series in chart[0].series if series.title.en == "lost")
    assert sum(lost.values) == pytest.approx(-3.360427, abs=1e-5)
    other = render(compare([segment("a", STRAIGHT)], [segment("a", BULGE, scale="1:5000")]).record(), definitions)
    assert "reasons" in [one.name for one in tables(other, definitions)]
    inland = ask(store_of([], []), ShorelineChangesQuestion(region="330800", as_of=TODAY, since=START))
    assert tables(render(inland.record(), definitions), definitions) == ()
