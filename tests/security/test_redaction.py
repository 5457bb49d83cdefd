"""What a reader without the right sees of one verdict and of measures, member by member."""

from __future__ import annotations

import json

import pytest
import shapely
from world import Zone, box, county, definitions, harmless, line

from layers.access import FULL, PUBLIC, withheld
from layers.canonical import canonical
from layers.errors import Withheld
from zoning.redaction.coarse import hectares_m2, hundreds_below_m, hundreds_m
from zoning.redaction.verdict import KEPT, SHOWN, redacted
from zoning.rendering import render
from zoning.reports.terminal import verdict_lines

RESTRICTED = withheld(definitions().kinds, PUBLIC, definitions().kinds)
RED = Zone("RL-SECRET", box(-300, -200, 37, 260), {"name": "秘密红线", "part": "land", "core_zone": False})


def world():
    found = county().having("ecological_red_line", RED)
    return found.having("water_source_zone", Zone("WS", box(-100, -100, 500, 400), {"level": "2", "delimited": True}))


def record(*parts, **about):
    return world().ask(*(parts or (box(-150, -100, 150, 120),)), **about).record()


def seen(body):
    return redacted(body, RESTRICTED, definitions())


@pytest.mark.parametrize(
    ("value", "full"), [(0.0, 0.0), (4999.99, 0.0), (5000.0, 10_000.0), (14_999.99, 10_000.0), (15_000.0, 20_000.0)]
)
def test_areas_go_to_the_full_hectare_half_up(value, full):
    assert hectares_m2(value) == full


@pytest.mark.parametrize(("value", "step", "below"), [(0.0, 0.0, 0.0), (49.999, 0.0, 0.0), (50.0, 100.0, 0.0)])
def test_distances_go_to_the_step_of_100_m_half_up(value, step, below):
    assert (hundreds_m(value), hundreds_below_m(value)) == (step, below)


def test_full_clearance_withholds_nothing_and_leaves_the_record_as_it_is():
    body = record()
    assert withheld(definitions().kinds, FULL, definitions().kinds) == frozenset()
    assert redacted(body, frozenset(), definitions()) == body


@pytest.mark.parametrize(
    "parts", [(), (("route", line((-700, 0), (600, 40))),), (box(-10, -10, 10, 10), ("opinion", box(-9, -9, 9, 9)))]
)
def test_every_member_of_a_body_is_either_free_of_geometry_or_has_its_own_way(parts):
    assert set(record(*parts)) <= KEPT | set(SHOWN)
    assert not KEPT & set(SHOWN)


def test_a_member_that_is_not_known_is_refused_rather_than_shown():
    with pytest.raises(Withheld, match="heat_map"):
        seen({**record(), "heat_map": []})


def test_a_withheld_finding_says_class_effect_citation_and_hectares_and_nothing_else():
    body = record(facts={"activity": "brick_kiln"})
    (whole,) = [f for f in body["findings"] if f["layer"] == "ecological_red_line"]
    (told,) = [f for f in seen(body)["findings"] if f["layer"] == "ecological_red_line"]
    assert told["overlap_area_m2"] == hectares_m2(whole["overlap_area_m2"]) == 40_000.0 != whole["overlap_area_m2"]
    assert told["distance_m"] == 0.0 and told["class"] == "land" and told["relation"] == "overlaps"
    hidden = set(told) - {"layer", "class", "overlap_area_m2", "distance_m", "relation", "rules"}
    assert all(told[name] in (None, {}) for name in hidden)
    (ban,) = [rule for rule in told["rules"] if rule["rule"] == "RL-1"]
    assert (ban["effect"], ban["holds"]) == ("prohibit", True) and ban["basis"]["title"]


def test_findings_of_other_layers_stay_exact():
    body = record()
    (whole,) = [f for f in body["findings"] if f["layer"] == "water_source_zone"]
    (told,) = [f for f in seen(body)["findings"] if f["layer"] == "water_source_zone"]
    assert told == whole
    assert [t for t in seen(body)["totals"] if t["layer"] == "water_source_zone"] == [
        t for t in body["totals"] if t["layer"] == "water_source_zone"
    ]


def test_a_certain_contact_is_not_told_from_one_within_the_accuracy():
    """While facts are open, both leave the rule open; what would tell them apart is left out."""
    deep = county().having("permanent_farmland", Zone("p", box(100, -200, 900, 200), {}))
    thin = county().having("permanent_farmland", Zone("p", box(149.2, -200, 900, 200), {}))
    site = box(-150, -100, 150, 120)
    facts = {"activity": "linear_infrastructure"}
    views = [seen(each.ask(site, facts=facts).record()) for each in (deep, thin)]
    for view in views:
        assert all(rule["thin"] == [] for rule in view["rules"] if rule["pack"].endswith("farmland"))
        assert all(question["about"] != "permanent_farmland" for question in view["questions"])


def test_chainages_of_a_withheld_layer_leave_no_break_in_the_segments():
    body = record(("route", line((-700, 0), (700, 40))), facts={"activity": "linear_infrastructure"})
    (table,) = body["lines"]
    (told,) = seen(body)["lines"]
    assert any(row["layer"] == "ecological_red_line" for row in table["crossings"])
    assert all(row["layer"] != "ecological_red_line" for row in told["crossings"])
    breaks = {segment["from_m"] for segment in told["segments"]}
    hidden = {row["from_m"] for row in table["crossings"] if row["layer"] == "ecological_red_line"}
    assert not breaks & (hidden - {0.0})
    assert sum(round(s["length_m"] * 1000) for s in told["segments"]) == round(told["length_m"] * 1000)


@pytest.mark.parametrize(("metres", "distance", "least"), [(40, 0.0, 0.0), (60.6, 100.0, 50.0), (560, 600.0, 550.0)])
def test_what_a_withheld_layer_is_at_least_away_is_never_more_than_it_is(metres, distance, least):
    site = box(37 + metres, -100, 137 + metres, 120)
    (whole,) = [one for one in record(site)["surroundings"]["layers"] if one["layer"] == "ecological_red_line"]
    (told,) = [one for one in seen(record(site))["surroundings"]["layers"] if one["layer"] == "ecological_red_line"]
    (shown,), (true,) = told["classes"], whole["classes"]
    assert (shown["distance_m"], shown["at_least_m"]) == (distance, least)
    assert least <= true["distance_m"] == pytest.approx(metres, rel=0.01)


def test_a_withheld_layer_answers_no_farther_than_its_classes_are_told():
    body = record(box(37 + 4970, -100, 5100, 120))
    (whole,) = [one for one in body["surroundings"]["layers"] if one["layer"] == "ecological_red_line"]
    (told,) = [one for one in seen(body)["surroundings"]["layers"] if one["layer"] == "ecological_red_line"]
    assert (told["classes"], told["answers_m"]) == ([], 4900.0)
    assert told["answers_m"] <= whole["classes"][0]["distance_m"] < whole["answers_m"] == 5000.0


def test_steps_of_moving_clear_of_a_withheld_layer_are_left_out():
    body = record(facts={"activity": "brick_kiln"})
    moves = [step for step in body["next_steps"] if "move" in step["code"] or "moving" in step["code"]]
    assert any(step["layer"] == "ecological_red_line" for step in moves)
    assert not [
        step
        for step in seen(body)["next_steps"]
        if step["layer"] == "ecological_red_line" and "metres" in step["values"]
    ]


def test_of_changed_definitions_every_rule_counts_as_reading_a_withheld_layer():
    body = json.loads(canonical(record(facts=harmless())))
    body["definitions"][0]["sha256"] = "0" * 64
    told = seen(body)
    assert all(rule["thin"] == [] and rule["silent"] == [] for rule in told["rules"])
    assert told["red_line"]["opinion"] is None and told["red_line"]["occupied"]["area_range_m2"] is None


def test_what_is_left_of_a_blanked_record_is_shown_without_content_hashes():
    whole = record()
    left = {name: whole[name] for name in ("id", "verdict", "range", "as_of", "method", "editions", "definitions")}
    told = seen({**left, "blanked": True, "blanked_at": "2026-11-22T00:00:00+00:00", "reason": "应申请人要求"})
    assert told["blanked"] is True and told["redacted"] is True
    assert {e["sha256"] for e in told["editions"] if e["layer"] in RESTRICTED} == {None}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_redacted_verdict_is_rendered_and_printed_with_a_word_on_what_was_left_out(lang):
    body = render(seen(record(facts={"activity": "brick_kiln"})), definitions())
    (note,) = [note for note in body["notes"] if note["code"] == "redacted"]
    assert {"zh": "整公顷", "en": "full hectare"}[lang] in note["text"][lang]
    text = "\n".join(str(line) for line in verdict_lines(body, lang))
    assert "RL-1" in text and "RL-SECRET" not in text and "秘密" not in text


def test_nothing_of_a_withheld_feature_is_left_in_the_whole_body():
    text = canonical(seen(record(facts={"activity": "brick_kiln"}))).decode()
    assert "RL-SECRET" not in text and "秘密" not in text
    for x, y in shapely.get_coordinates(RED.geometry):
        assert f"{x:.7f}"[:-1] not in text and f"{y:.7f}"[:-1] not in text
