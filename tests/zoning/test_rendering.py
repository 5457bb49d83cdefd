"""Rendering: every code has a text in both languages, and no text touches the identity."""

from __future__ import annotations

import ast
import copy
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import world
from hypothesis import given
from hypothesis import strategies as st

from layers.canonical import canonical
from layers.kinds import AttributeType
from zoning.logic import VERDICT_WORDS
from zoning.projects import ROLES
from zoning.reach_texts import elsewhere
from zoning.rendering import render
from zoning.texts import placeholders
from zoning.titles import data_standing, layer_title, note_text

ROOT = Path(__file__).parents[2]
MAKERS = {
    "Note": 1,
    "error": None,
    "warning": None,
    "_refused": None,
}  # where the values stand: an argument, or keywords
STATUSES = ("covered", "partly", "not_covered", "not_applicable", "failed")
FRAME = (
    *(f"verdict_{word}" for word in (*VERDICT_WORDS.values(), "undetermined")),
    *(f"coverage_{status}" for status in STATUSES),
    *(f"role_{role}" for role in ROLES),
    *(f"standing_{standing}" for standing in ("draft", "illustrative")),
    *("caveat", "question_accuracy", "question_coverage", "question_rules", "question_extent"),
)
TYPED = [kind for kind in get_args(AttributeType) if kind not in ("text", "code")]


def coded():
    """(file, code, names of its values or None where the source does not list them) of every note and problem made."""
    for floor in ("layers", "zoning", "api", "app"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in MAKERS
                    and node.args
                ):
                    yield from ((path.name, code, values(node)) for code in constants(node.args[0]))


def constants(node):
    if isinstance(node, ast.IfExp):
        return [*constants(node.body), *constants(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def values(call):
    if MAKERS[call.func.id] is None:
        return None if any(word.arg is None for word in call.keywords) else {word.arg for word in call.keywords}
    given_values = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
    if not isinstance(given_values, ast.Dict) or None in given_values.keys:
        return None
    return {key.value for key in given_values.keys}


CODED = list(coded())


def test_the_search_for_codes_finds_them():
    found = {code for _, code, _ in CODED}
    assert {"crs_assumed", "accuracy_assumed", "gap", "area_contradicts", "region_not_listed"} <= found
    assert len(found) > 50


@pytest.mark.parametrize(("file", "code", "given_values"), CODED, ids=[f"{file}-{code}" for file, code, _ in CODED])
def test_every_note_and_problem_has_a_text_that_its_values_fill(file, code, given_values):
    texts = world.definitions().notes
    assert code in texts, f"{file} makes {code!r}, which data/codes/notes.yaml does not hold"
    if given_values is not None:
        assert placeholders(texts[code].zh) <= given_values


@pytest.mark.parametrize("code", [*FRAME, *(f"value_not_{kind}" for kind in TYPED), "line_doubled", "line_overlaps"])
def test_every_word_that_frames_a_verdict_has_a_text(code):
    text = world.definitions().notes[code]
    assert text.zh.strip() and text.en.strip()


def test_every_text_is_said_in_both_languages():
    definitions = world.definitions()
    titles = [
        *definitions.notes.values(),
        *(requirement.text for requirement in definitions.requirements.values()),
        *(fact.question for fact in definitions.facts.values()),
        *(rule.entry.title for pack in definitions.packs for rule in pack.rules),
    ]
    for title in titles:
        assert title.zh.strip() and title.en.strip(), title


def verdict():
    zone = world.Zone("z", world.box(-50, -50, 500, 500), {"code": "z", "name": "某水源地", "level": "2"})
    return world.county().having("water_source_zone", zone).ask(world.box(0, 0, 100, 100), facts={"nature": "new"})


def test_rendering_leaves_the_record_and_its_id_as_they_were():
    found = verdict()
    record = found.record()
    before = copy.deepcopy(record)
    body = render(record, world.definitions())
    assert record == before
    assert {key: body[key] for key in ("id", "verdict", "range")} == {
        key: record[key] for key in ("id", "verdict", "range")
    }
    assert canonical(stripped(body)) == found.record_bytes()


ADDED = {
    "text",
    "verdict_text",
    "caveat",
    "data_standing",
    "title",
    "layer_title",
    "class_title",
    "requirement_texts",
    "possible_texts",
    "level_texts",
    "comparison_text",
    "cause_text",
}


def stripped(value):
    """A rendered body without what rendering adds; the title of a provision is the verdict's own."""
    if isinstance(value, dict):
        kept = {key for key in value if key not in ADDED or (key == "title" and isinstance(value[key], str))}
        return {key: stripped(item) for key, item in value.items() if key in kept}
    return [stripped(item) for item in value] if isinstance(value, list) else value


def test_every_code_of_a_verdict_carries_its_text():
    body = render(verdict().record(), world.definitions())
    rules = [rule for finding in body["findings"] for rule in finding["rules"]] + body["rules"]
    told = [*rules, *body["notes"], *body["questions"], *body["coverage"]]
    told += [answer for question in body["questions"] for answer in question["answers"]]
    told += [exception for rule in rules for exception in rule.get("exceptions", ())]
    assert rules and body["questions"]
    for entry in told:
        assert entry["text"]["zh"] and entry["text"]["en"] and "{" not in entry["text"]["zh"] + entry["text"]["en"]
    for rule in rules:
        assert [entry["code"] for entry in rule["requirement_texts"]] == rule["requirements"]
    assert any("饮用水" in finding["layer_title"]["zh"] for finding in body["findings"])
    json.dumps(body)


def test_a_rule_is_told_by_the_title_of_its_pack():
    definitions = world.definitions()
    titles = {(rule.pack, rule.entry.id): rule.entry.title for rule in definitions.rules_in_force(world.TODAY)}
    body = render(verdict().record(), definitions)
    for rule in body["rules"]:
        assert rule["text"]["zh"] == titles[rule["pack"], rule["rule"]].zh


def test_a_fact_is_asked_in_the_words_of_its_file():
    definitions = world.definitions()
    asked = [q for q in render(verdict().record(), definitions)["questions"] if q["about"] in definitions.facts]
    assert asked
    for question in asked:
        assert question["text"]["zh"] == definitions.facts[question["about"]].question.zh


def test_codes_that_the_definitions_no_longer_hold_are_shown_as_themselves():
    body = verdict().record()
    later = replace(world.definitions(), packs=(), requirements={}, instruments=(), notes={})
    rendered = render(body, later)
    assert {rule["text"]["zh"] for rule in rendered["rules"]} == {rule["rule"] for rule in body["rules"]}
    assert rendered["caveat"]["zh"] == "caveat"


def test_statutory_data_need_no_word_and_lower_standings_are_named():
    definitions = world.definitions()

    def said(*standings):
        return data_standing(definitions, [{"layer": "bay", "status": standing} for standing in standings])

    assert said("statutory") is None
    assert "不得用于决策" in said("statutory", "illustrative")["zh"]
    assert "draft" in said("draft")["en"] and "illustrative" not in said("draft")["en"]
    both = said("draft", "illustrative")
    assert "illustrative" in both["en"] and "draft" in both["en"] and definitions.kinds["bay"].title.zh in both["zh"]


def test_the_law_of_an_instrument_has_a_title():
    title = layer_title(world.definitions(), "rules:red_line:CN-33")
    assert "生态保护红线" in title["zh"] and "浙江" in title["zh"]
    assert "national" in layer_title(world.definitions(), "rules:red_line:CN")["en"]


@given(st.text(), st.floats(allow_nan=False) | st.none() | st.booleans())
def test_values_are_shown_as_they_are_braces_included(crs, metres):
    text = note_text(world.definitions(), "accuracy_assumed", {"intake": crs, "metres": metres})
    assert crs in text["zh"] and crs in text["en"]


def test_whole_metres_are_shown_whole():
    assert " 5 " in note_text(world.definitions(), "accuracy_assumed", {"intake": "gpkg", "metres": 5.0})["zh"]


def test_a_note_names_layers_by_their_titles_in_its_language():
    told = note_text(world.definitions(), "indicator_needs", {"layers": "coastline, wetland"})
    assert "海岸线、一般湿地" in told["zh"]
    assert "Coastline, General wetland" in told["en"]
    assert "coastline," not in told["en"]


def test_a_layer_of_a_drawing_keeps_the_name_that_it_has_there():
    told = note_text(world.definitions(), "dxf_layer_chosen", {"layer": "wetland", "others": 2})
    assert "“wetland”" in told["zh"]


@pytest.mark.parametrize("layer", sorted(world.definitions().kinds))
def test_why_a_layer_says_nothing_somewhere_is_told_in_both_languages(layer):
    definitions = world.definitions()
    kind = definitions.kinds[layer]
    told = elsewhere(definitions, layer, kind.applies.source)
    assert kind.applies.source in told["zh"] and kind.applies.source in told["en"]
    assert "reach_" not in told["zh"] + told["en"]
    assert re.search("[\u4e00-\u9fff]", told["en"].replace(kind.applies.source, "")) is None


def test_where_a_layer_reaches_is_said_in_the_order_of_its_language():
    assert "长江流域、太湖流域的陆域" in elsewhere_of("basin")["zh"]
    assert "land of the Yangtze basin or the Taihu basin only" in elsewhere_of("basin")["en"]
    assert "it is about the sea only" in elsewhere_of("coral")["en"]


def test_a_source_of_before_is_no_reason_of_today():
    assert elsewhere(world.definitions(), "coral", "a law of before") is None


def elsewhere_of(layer):
    definitions = world.definitions()
    return elsewhere(definitions, layer, definitions.kinds[layer].applies.source)
