"""A number is asked for only as finely as a rule tells it apart."""

from dataclasses import replace
from pathlib import Path

import pytest
from world import World, box, county, definitions

from zoning.facts import FactKind, FactKinds
from zoning.questions import intervals
from zoning.rendering import render
from zoning.reports.siting.facts import fact_value
from zoning.rules.loader import Vocabulary, load_packs

PACK = """\
pack: CN/trial
version: "1"
title: {zh: 试, en: trial}
instrument: control_units
jurisdiction: CN
source: test
rules:
  - id: large
    title: {zh: 试, en: trial}
    project: {berth_t: {at_least: "10000"}}
    place: anywhere
    effect: prohibit
    basis: [{title: 试}]
    confidence: H
  - id: middling
    title: {zh: 试, en: trial}
    project: {berth_t: {at_least: "3000", below: "10000"}}
    place: anywhere
    effect: require
    requirements: [compare_with_unit_list]
    basis: [{title: 试}]
    confidence: H
"""
BERTH = FactKind.model_validate(
    {
        "fact": "berth_t",
        "type": "number",
        "unit": "t",
        "minimum": 0,
        "title": {"zh": "吨级", "en": "tonnage"},
        "question": {"zh": "多少吨级？", "en": "what tonnage?"},
    }
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A county under the two rules above alone."""
    own = definitions()
    facts = FactKinds([*own.facts.values(), BERTH])
    (tmp_path / "CN").mkdir()
    (tmp_path / "CN" / "trial.yaml").write_text(PACK, encoding="utf-8")
    packs = load_packs(tmp_path, Vocabulary(own.kinds, facts, own.requirements))
    return replace(county(), definitions=replace(own, facts=facts, packs=packs))


def test_the_answers_are_the_intervals_between_the_thresholds_of_the_rules(world: World) -> None:
    verdict = world.ask(box(0, 0, 10, 10))
    (question,) = verdict.body["questions"]  # type: ignore[attr-defined]
    assert (verdict.word, question["about"]) == ("undetermined", "berth_t")
    assert [(answer["value"], answer["verdict"]) for answer in question["answers"]] == [
        ({"below": 3000.0}, "admissible"),
        ({"at_least": 3000.0, "below": 10000.0}, "conditional"),
        ({"at_least": 10000.0}, "prohibited"),
    ]
    shown = render(verdict.record(), world.definitions)["questions"][0]["answers"]  # type: ignore[index]
    assert [answer["text"]["en"] for answer in shown] == [
        "below 3000 t",
        "from 3000 t to below 10000 t",
        "10000 t or more",
    ]
    assert shown[1]["text"]["zh"] == "3000 t 及以上、小于 10000 t"


@pytest.mark.parametrize(
    ("tonnes", "word"),
    [(0, "admissible"), (2999.9, "admissible"), (3000, "conditional"), (9999, "conditional"), (10000, "prohibited")],
)
def test_a_number_that_is_given_is_judged_to_the_threshold(world: World, tonnes: float, word: str) -> None:
    assert world.ask(box(0, 0, 10, 10), facts={"berth_t": tonnes}).word == word


def test_an_interval_that_the_minimum_leaves_no_number_is_not_offered() -> None:
    assert [choice.shown for choice in intervals([0.0, 5.0], 0.0)] == [
        {"at_least": 0.0, "below": 5.0},
        {"at_least": 5.0},
    ]
    assert [choice.shown for choice in intervals([2.0], None)] == [{"below": 2.0}, {"at_least": 2.0}]
    assert intervals([], 0.0) == ()


def test_the_unit_of_an_answer_is_in_the_language_of_the_answer() -> None:
    own = definitions()
    question = {"kind": "fact", "about": "pigs_per_year", "answers": [{"value": {"below": 500.0}, "verdict": "x"}]}
    body = {**county().ask(box(0, 0, 10, 10)).record(), "questions": [question]}
    answer = render(body, own)["questions"][0]["answers"][0]["text"]  # type: ignore[index]
    assert answer == {"zh": "小于 500 头", "en": "below 500 pigs"}
    for lang, shown in (("zh", "0.0 头"), ("en", "0.0 pigs")):
        assert getattr(fact_value(own, "pigs_per_year", 0.0), lang) == shown
