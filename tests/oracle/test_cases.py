"""The packs against hand-written cases of what the articles say."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pytest
from oracle import FILES, CaseEntry, Ground, RuleCases, answered, evaluated, every
from world import definitions

BEFORE, AFTER = date(2026, 8, 14), date(2026, 8, 15)
LEFT = {"none": "admissible", "require": "conditional"}
TRUTH = {"true": True, "false": False, "unknown": None}
CASES = [
    pytest.param(group, case, ground, id=f"{group.rule.partition('#')[2]}: {case.id}")
    for group, case, ground in every()
]


@pytest.mark.parametrize(("group", "case", "ground"), CASES)
def test_the_rule_is_what_the_article_says(group: RuleCases, case: CaseEntry, ground: Ground) -> None:
    result = evaluated(group, case, ground)
    assert (False if result is None else result.holds) is TRUTH[case.is_], group.law
    if result is not None:
        assert result.rule.effect == group.effect
        assert case.is_ != "true" or {*group.asks, *case.asks} <= set(result.requirements)
        states = {exception.id: state for exception, state in result.exceptions}
        assert {name: states.get(name) for name in case.exceptions} == case.exceptions, group.law
    for name, state in case.exceptions.items():
        if state == "holds" and result is not None:
            assert result.outcome.word == LEFT[group.leaves[name]]


@pytest.mark.parametrize(("group", "case", "ground"), [param for param in CASES if param.values[1].verdict is not None])
def test_the_verdict_follows(group: RuleCases, case: CaseEntry, ground: Ground) -> None:
    expected = case.verdict if isinstance(case.verdict, tuple) else (case.verdict, case.verdict)
    assert tuple(answered(case, ground).body["range"]) == expected, group.law  # type: ignore[arg-type]


BASED = [
    pytest.param(group, file.grounds, id=group.rule.partition("#")[2])
    for file in FILES.values()
    for group in file.rules
    if group.basis
]


@pytest.mark.parametrize(("group", "grounds"), BASED)
@pytest.mark.parametrize(("side", "day"), [("before", BEFORE), ("after", AFTER)])
def test_the_finding_cites_the_law_of_the_day(
    group: RuleCases, grounds: Mapping[str, Ground], side: Literal["before", "after"], day: date
) -> None:
    case = next(case for case in group.cases if case.is_ == "true")
    pack, _, rule_id = group.rule.partition("#")
    body = answered(case, grounds[case.on], day).body
    cited = [
        tuple((basis["title"], basis["article"]) for basis in (rule["basis"], *rule["further_basis"]))
        for finding in body["findings"]  # type: ignore[attr-defined]
        for rule in finding["rules"]
        if (rule["pack"], rule["rule"]) == (pack, rule_id)
    ]
    if not cited:  # a rule that names no feature has no finding; it stands among the rules
        listed = {(rule["pack"], rule["rule"]) for rule in body["rules"]}  # type: ignore[attr-defined]
        law = [rule for rule in definitions().rules_in_force(day) if rule.key == group.rule]
        cited = [
            tuple((basis.title, basis.article) for basis in rule.basis(day))
            for rule in law
            if (pack, rule_id) in listed and {term.zone.layer for term in rule.place.terms()} <= {"admin_area"}
        ]
    result = evaluated(group, case.model_copy(update={"as_of": day}), grounds[case.on])
    if result is not None and result.holds and not result.place.features:  # anywhere, or outside: it meets no feature
        cited = [tuple((basis.title, basis.article) for basis in result.rule.basis(day))]
    expected = group.basis[side]
    assert set(cited) == (set() if expected is None else {expected})


# --- no rule without cases


def test_every_rule_has_a_case_where_it_is_true_false_and_unknown() -> None:
    seen: dict[str, set[str]] = {}
    for group, case, _ in every():
        seen.setdefault(group.rule, set()).add(case.is_)
    for key in {rule.key for pack in definitions().packs for rule in pack.rules}:  # a rule of two versions has one key
        assert seen.pop(key, set()) == {"true", "false", "unknown"}, f"{key} lacks cases"
    assert not seen, f"cases of rules that do not exist: {sorted(seen)}"


def test_every_exception_has_a_case_for_each_of_its_states() -> None:
    seen: dict[tuple[str, str], set[str]] = {}
    for group, case, _ in every():
        for name, state in case.exceptions.items():
            seen.setdefault((group.rule, name), set()).add(state)
    for pack in definitions().packs:
        for rule in pack.rules:
            for exception in rule.exceptions:
                wanted = {"holds", "fails", "open"} | ({"not_claimed"} if exception.when is None else set())
                found = seen.get((rule.key, exception.id), set())
                assert found == wanted, f"{rule.key}, {exception.id} lacks {sorted(wanted - found)}"


def test_every_rule_with_two_generations_of_law_has_its_basis_on_both_days() -> None:
    stated = {group.rule for file in FILES.values() for group in file.rules if group.basis}
    for pack in definitions().packs:
        for rule in pack.rules:
            if rule.basis(BEFORE) != rule.basis(AFTER) or rule.in_force(BEFORE) != rule.in_force(AFTER):
                assert rule.key in stated, f"{rule.key}: write what is cited on {BEFORE} and {AFTER}"


def test_no_two_cases_of_a_rule_have_the_same_name() -> None:
    names = [(group.rule, case.id) for group, case, _ in every()]
    assert len(names) == len(set(names))
