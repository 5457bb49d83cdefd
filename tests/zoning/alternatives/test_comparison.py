"""The comparison: every figure is that of the ordinary verdict, and nothing is shown that those do not hold."""

from typing import Any

import pytest
import shapely
from judging import WorldDesk, frame_of
from world import World, Zone, box, county, definitions, harmless

from layers.canonical import canonical
from layers.errors import BadInput
from zoning.alternatives.comparison import Comparison, compare
from zoning.alternatives.criterion import criterion
from zoning.alternatives.desk import Compared
from zoning.alternatives.shore import UNTOLD
from zoning.alternatives.showing import revealed, shown, unhashed
from zoning.projects import Project
from zoning.reports.alternatives import comparison_lines
from zoning.verdict import Json, Verdict

NO_COAST: Json = {
    "state": "no_coast",
    "natural_mainland": {"taken_m": 0.0, "range_m": [0.0, 0.0]},
    "natural_island": {"taken_m": 0.0, "range_m": [0.0, 0.0]},
    "measures": [],
}
RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "part": "land", "name": "线"})
SOURCE = Zone("w1", box(2000, 0, 3000, 1000), {"code": "w1", "level": "2", "name": "库"})
WORLD = county().having("ecological_red_line", RED_LINE).having("water_source_zone", SOURCE)


@pytest.fixture(scope="module")
def judged() -> list[Verdict]:
    """On the red line, in the source's zone, clear of both, and on the red line's edge."""
    sites = [box(400, 400, 500, 500), box(2400, 400, 2500, 500), box(5000, 0, 5100, 100), box(999, 400, 1099, 500)]
    return [WORLD.check(project(site)) for site in sites]


def project(site: shapely.Geometry) -> Project:
    return WORLD.project(site, facts=harmless())


def compared(verdicts: list[Verdict], *names: str, shores: tuple[Json, ...] | None = None) -> Compared:
    rule = criterion(list(names), [], definitions().kinds)
    shores = shores or tuple(NO_COAST for _ in verdicts)
    titles = tuple(f"方案{index}" for index, _ in enumerate(verdicts, start=1))
    found = compare(titles, [verdict.record() for verdict in verdicts], shores, rule)
    return Compared(titles, tuple(verdicts), shores, rule, found)


def body(comparison: Comparison) -> dict[str, Any]:
    return comparison.record()


def test_each_alternative_names_its_ordinary_verdict_and_is_ranked_by_its_worst(judged: list[Verdict]) -> None:
    found = body(compared(judged).comparison)
    assert [row["verdict_id"] for row in found["alternatives"]] == [verdict.id for verdict in judged]
    assert [row["verdict"] for row in found["alternatives"]] == [verdict.word for verdict in judged]
    ranges = [verdict.body["range"] for verdict in judged]
    assert ranges[2] == ["admissible", "admissible"] and ranges[3] == ["admissible", "prohibited"]
    assert found["order"] == [3, 4, 2, 1]
    assert "comparison_by_worst" in {note["code"] for note in found["notes"]}


def test_the_table_of_layers_holds_the_totals_of_the_verdicts(judged: list[Verdict]) -> None:
    found = body(compared(judged).comparison)
    rows = {(row["layer"], row["class"]): row["cells"] for row in found["overlaps"]}
    for index, verdict in enumerate(judged):
        totals = {(total["layer"], total["class"]): total for total in verdict.body["totals"]}  # type: ignore[index,attr-defined]
        for key, cells in rows.items():
            held = totals.get(key)
            assert cells[index]["area_m2"] == (0.0 if held is None else held["overlap_area_m2"])
            assert cells[index]["share"] == (0.0 if held is None else held["share"])


def test_an_overlap_with_a_layer_that_does_not_answer_is_not_known_and_not_zero(judged: list[Verdict]) -> None:
    silent = WORLD.without("water_source_zone").check(project(box(5000, 0, 5100, 100)))
    found = body(compared([judged[1], silent], "overlap_area:water_source_zone").comparison)
    (cells,) = [row["cells"] for row in found["overlaps"] if row["layer"] == "water_source_zone"]
    assert cells[1] == dict.fromkeys(("area_m2", "area_range_m2", "length_m", "length_range_m", "share"))
    assert found["alternatives"][1]["values"]["overlap_area:water_source_zone"] is None
    assert found["order"] == [1, 2]
    assert "comparison_unknown_last" in {note["code"] for note in found["notes"]}


def test_ground_that_no_rule_takes_is_not_known_where_a_layer_is_silent_that_answers_elsewhere(
    judged: list[Verdict],
) -> None:
    silent = WORLD.without("water_source_zone").check(project(box(5000, 0, 5100, 100)))
    found = body(compared([judged[1], silent], "restricted_area_m2", "prohibited_area_m2").comparison)
    assert found["order"] == [1, 2]
    assert found["alternatives"][1]["values"]["prohibited_area_m2"] is None
    alike = body(compared([silent, silent], "prohibited_area_m2").comparison)  # what is silent under both tells nothing
    assert [row["values"]["prohibited_area_m2"] for row in alike["alternatives"]] == [0.0, 0.0]


def test_where_nearer_or_more_is_better_only_what_is_found_counts(judged: list[Verdict]) -> None:
    silent = WORLD.without("water_source_zone").check(project(box(5000, 0, 5100, 100)))
    found = body(compared([silent, judged[0]], "distance:water_source_zone:less").comparison)
    assert found["order"] == [2, 1]
    assert found["alternatives"][0]["values"]["distance:water_source_zone"] is None
    edge = WORLD.check(project(box(2990, 400, 3090, 500)))
    most = body(compared([edge, judged[1]], "overlap_area:water_source_zone:more").comparison)
    (total,) = [one for one in edge.record()["totals"] if one["layer"] == "water_source_zone"]
    least, nominal = total["overlap_area_range_m2"][0], total["overlap_area_m2"]
    assert most["alternatives"][0]["values"]["overlap_area:water_source_zone"] == least < nominal


def test_distances_are_those_of_the_surroundings_and_as_far_as_the_data_tell(judged: list[Verdict]) -> None:
    found = body(compared(judged, "distance:ecological_red_line").comparison)
    (cells,) = [row["cells"] for row in found["distances"] if row["layer"] == "ecological_red_line"]
    assert (cells[0]["distance_m"], cells[3]["distance_m"]) == (0.0, 0.0)
    assert cells[1]["distance_m"] == pytest.approx(1400, rel=0.01)
    assert found["order"][0] == 3


def test_alternatives_that_are_equal_by_the_whole_criterion_share_their_place(judged: list[Verdict]) -> None:
    found = body(compared([judged[2], judged[2], judged[0]]).comparison)
    assert [(row["rank"], row["tied_with"]) for row in found["alternatives"]] == [(1, [2]), (1, [1]), (3, [])]
    assert "comparison_tied" in {note["code"] for note in found["notes"]}


def test_the_id_follows_from_verdicts_and_criterion_alone(judged: list[Verdict]) -> None:
    one, again = compared(judged).comparison, compared(judged).comparison
    assert (one.id, canonical(one.record())) == (again.id, canonical(again.record()))
    assert one.id != compared(judged, "verdict_worst").comparison.id
    assert one.id != compared(judged[::-1]).comparison.id


def test_unknown_shoreline_goes_last_and_is_said(judged: list[Verdict]) -> None:
    found = body(compared([judged[2], judged[2]], "natural_mainland_m", shores=(UNTOLD, NO_COAST)).comparison)
    assert found["order"] == [2, 1]
    assert found["alternatives"][0]["values"] == {"verdict_worst": 0.0, "verdict_best": 0.0, "natural_mainland_m": None}


@pytest.mark.parametrize("count", [0, 1, 21])
def test_one_alternative_or_more_than_twenty_are_no_comparison(judged: list[Verdict], count: int) -> None:
    with pytest.raises(BadInput, match="2 to 20"):
        compared([judged[2]] * count)


def test_twenty_are(judged: list[Verdict]) -> None:
    assert len(body(compared([judged[2]] * 20).comparison)["alternatives"]) == 20


def test_a_reader_without_the_right_gets_a_comparison_of_what_they_may_see(judged: list[Verdict]) -> None:
    whole = shown(compared(judged), frozenset(), definitions())
    less = shown(compared(judged), frozenset(("ecological_red_line",)), definitions())
    assert less["id"] == whole["id"] and less["redacted"] is True and less["withheld"] == ["ecological_red_line"]
    text = canonical({name: value for name, value in less.items() if name != "id"}).decode()
    assert '"r1"' not in text and '"线"' not in text and '"w1"' in text
    assert less["alternatives"][0]["prohibited"] == {"area_m2": None, "length_m": None}  # type: ignore[index]
    assert "comparison_incomplete_rights" in {note["code"] for note in less["notes"]}  # type: ignore[attr-defined]


def test_less_than_half_a_hectare_of_a_withheld_layer_is_unknown_and_not_nothing(judged: list[Verdict]) -> None:
    here = WORLD.check(project(box(400, 400, 450, 450)))  # a quarter of a hectare
    both = compared([judged[0], here], "overlap_area:ecological_red_line", "overlap_area:ecological_red_line/land")
    less = shown(both, frozenset(("ecological_red_line",)), definitions())
    (row,) = [one for one in less["overlaps"] if one["layer"] == "ecological_red_line"]  # type: ignore[attr-defined]
    assert [cell["area_m2"] for cell in row["cells"]] == [10_000.0, None]
    values = [list(one["values"].values())[2:] for one in less["alternatives"]]  # type: ignore[attr-defined]
    assert values == [[10_000.0, 10_000.0], [None, None]]
    assert [one["rank"] for one in less["alternatives"]] == [1, 2]  # type: ignore[attr-defined]


def test_a_withheld_coastline_leaves_no_figure_of_the_shoreline(judged: list[Verdict]) -> None:
    less = shown(compared(judged), frozenset(("coastline",)), definitions())
    assert {row["shoreline"]["state"] for row in less["alternatives"]} == {"withheld"}  # type: ignore[attr-defined]


def test_whether_a_search_is_refused_tells_nothing_of_where_a_withheld_layer_lies() -> None:
    hidden = frozenset(("ecological_red_line", "habitat"))

    def told(world: World, site: shapely.Geometry) -> frozenset[str]:
        return revealed(world.project(site, facts=harmless()), frame_of(world), definitions(), hidden)

    on_it, far_away = box(400, 400, 500, 500), box(2500, 0, 2600, 100)
    assert told(WORLD, on_it) == told(WORLD, far_away) and "ecological_red_line" in told(WORLD, on_it)
    partly = WORLD.covering("ecological_red_line", box(-3000, -3000, 1700, 3000))
    assert told(partly, far_away) == told(WORLD, far_away)


def test_a_search_is_not_refused_for_layers_that_no_rule_reads_for_the_project() -> None:
    asked = WORLD.project(box(400, 400, 500, 500), facts=harmless())
    assert revealed(asked, frame_of(WORLD), definitions(), frozenset(("basin",))) == frozenset()


def test_of_withheld_layers_a_move_tells_no_content_hash() -> None:
    body = {"editions": [{"layer": "habitat", "sha256": "a"}, {"layer": "water_source_zone", "sha256": "b"}]}
    told = unhashed(body, frozenset(("habitat",)))["editions"]
    assert told == [{"layer": "habitat", "sha256": None}, {"layer": "water_source_zone", "sha256": "b"}]


def test_the_table_reads_in_both_languages(judged: list[Verdict]) -> None:
    told = shown(compared(judged), frozenset(), definitions())
    zh, en = ("\n".join(line.plain for line in comparison_lines(told, lang)) for lang in ("zh", "en"))
    assert "名次" in zh and "生态保护红线" in zh and "禁止" in zh
    assert "rank" in en and "Ecological protection red line" in en and "prohibited" in en
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in en.replace("方案", ""))


def test_the_table_names_the_layers_that_do_not_answer(judged: list[Verdict]) -> None:
    silent = WORLD.without("water_source_zone").check(project(box(5000, 0, 5100, 100)))
    told = shown(compared([judged[1], silent]), frozenset(), definitions())
    page = "\n".join(line.plain for line in comparison_lines(told, "zh"))
    assert "没有答复的图层" in page and "2  饮用水水源保护区" in page
    answered = shown(compared(judged), frozenset(), definitions())
    assert "没有答复的图层" not in "\n".join(line.plain for line in comparison_lines(answered, "zh"))


def test_the_desk_of_tests_judges_as_the_ordinary_check_does(judged: list[Verdict]) -> None:
    again = WorldDesk(WORLD.definitions).judge(project(box(400, 400, 500, 500)), frame_of(WORLD))
    assert again.id == judged[0].id


@pytest.mark.parametrize(
    "code",
    [
        *(f"move_{outcome}" for outcome in ("stands", "moved", "none_within", "stopped")),
        *(f"detour_{outcome}" for outcome in ("no_conflict", "led_around", "partly", "none_within")),
        *(f"detour_state_{state}" for state in ("led_around", "no_way", "end_in_conflict")),
        *("side_left", "side_right", "criterion_better_less", "criterion_better_more"),
        *("criterion_distance", "criterion_overlap_area", "criterion_overlap_length"),
        *(
            f"shoreline_state_{state}"
            for state in ("measured", "no_coast", "no_edition", "no_region", "extent_unknown")
        ),
        "shoreline_state_withheld",
    ],
)
def test_every_outcome_has_a_text(code: str) -> None:
    assert code in definitions().notes
