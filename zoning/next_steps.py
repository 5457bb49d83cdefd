"""What may be done about a verdict: moves, opinions, documents, facts, surveys and data, as codes with values.

Every step names what it is about: a layer and, where it concerns one, that feature; a rule where one asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from layers.canonical import canonical
from layers.definition_file import Titles
from zoning.case import Case
from zoning.evaluation import RuleResult
from zoning.findings import Contact, by_feature
from zoning.ground import ADMIN
from zoning.logic import Strictness
from zoning.moves import REACH_M, Conflict, Ways, conflicts, deciding_m
from zoning.rules.model import Rule
from zoning.verdict import Json, metres

CODES = (
    "move_clear",
    "cannot_clear_by_moving",
    "move_clear_of_all",
    "cannot_clear_all_by_moving",
    "obtain_opinion",
    "apply_dispensation",
    "attach_document",
    "state_fact",
    "draw_extent",
    "improve_accuracy",
    "obtain_layer",
    "ask_about_rules",
)


@dataclass(frozen=True)
class Step:
    """One thing to do. `feature` is (region, edition, id)."""

    code: str
    layer: str | None = None
    feature: tuple[str, int, str] | None = None
    rule: Rule | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> Json:
        """`{code, layer, region, edition, feature, pack, rule, values}`; what it is not about is null."""
        region, edition, feature = self.feature or (None, None, None)
        return {
            "code": self.code,
            "layer": self.layer,
            "region": region,
            "edition": edition,
            "feature": feature,
            "pack": None if self.rule is None else self.rule.pack,
            "rule": None if self.rule is None else self.rule.entry.id,
            "values": dict(self.values),
        }


def next_steps(case: Case, results: Sequence[RuleResult], found: Iterable[Contact]) -> list[Json]:
    """Every step for every rule that binds or may: by code in the order of `CODES`, then canonically, each once.

    What is to be obtained or attached is told of rules that bind whatever is still open; `rules` names them all.
    """
    binding = [result for result in results if result.outcome.worst > Strictness.NONE and result.holds is not False]
    near = tuple(found)
    steps = [
        *_moves(case, conflicts(case, binding, near)),
        *_joined(step for result in binding for step in _of_rule(case, result)),
        *_accuracies(case, binding, near),
        *_silences(case, binding),
    ]
    unique = {canonical(step.as_json()): step for step in steps}
    order = sorted(unique, key=lambda key: (CODES.index(unique[key].code), key))
    return [unique[key].as_json() for key in order]


def _moves(case: Case, found: Sequence[Conflict]) -> Iterator[Step]:
    ways = Ways(case)
    for conflict in found:
        way = ways.out([conflict])
        if way is not None and way.metres == 0.0:
            continue
        one = conflict.features[0].order[1:] if len(conflict.features) == 1 else None
        about: Json = {
            "features": [feature.id for feature in conflict.features],
            "rules": sorted({rule.key for rule in conflict.rules}),
            "keep_m": metres(conflict.keep_m),
        }
        rule = conflict.rules[0] if len(conflict.rules) == 1 else None
        if way is None:
            yield Step("cannot_clear_by_moving", conflict.layer, one, rule, {**about, "within_m": REACH_M})
        else:
            moved: Json = {"metres": metres(way.metres), "bearing_deg": way.bearing_deg, "clears": "finding"}
            yield Step("move_clear", conflict.layer, one, rule, {**about, **moved})
    certain = [conflict for conflict in found if conflict.certain]
    if len(certain) > 1:
        layers: Json = {"layers": sorted({conflict.layer for conflict in certain})}
        way = ways.out(certain)
        if way is None:
            yield Step("cannot_clear_all_by_moving", values={**layers, "within_m": REACH_M})
        elif way.metres > 0.0:
            moved = {"metres": metres(way.metres), "bearing_deg": way.bearing_deg, "clears": "certain_conflicts"}
            yield Step("move_clear_of_all", values={**layers, **moved})


def _of_rule(case: Case, result: RuleResult) -> Iterator[Step]:
    """Opinions, documents, facts and dispensations that one rule asks for."""
    rule, definitions = result.rule, case.definitions
    layer = _layer_of(result)
    for code in result.requirements if result.outcome.best > Strictness.NONE else ():
        requirement = definitions.requirements[code]
        if requirement.authority is not None:
            yield Step("obtain_opinion", layer, None, rule, {"requirement": code})
        if requirement.document is not None:
            yield Step("attach_document", layer, None, rule, {"requirement": code})
    if result.outcome.best != result.outcome.worst:
        for name in sorted(result.missing):
            asked: Titles | None = definitions.facts[name].authority
            yield Step("state_fact" if asked is None else "obtain_opinion", layer, None, rule, {"fact": name})
    if result.outcome.worst is Strictness.PROHIBIT:
        for exception, state in result.exceptions:
            if state == "not_claimed":
                values = {"exception": exception.id, "claim": exception.claim, "act": exception.act}
                yield Step("apply_dispensation", layer, None, rule, values)


def _joined(steps: Iterable[Step]) -> Iterator[Step]:
    """The same thing asked for by several rules is one step."""
    found: dict[bytes, list[Step]] = {}
    for step in steps:
        found.setdefault(canonical([step.code, dict(step.values)]), []).append(step)
    for same in found.values():
        rules = {step.rule.key: step.rule for step in same if step.rule is not None}
        layers = {step.layer for step in same}
        yield replace(
            same[0],
            layer=layers.pop() if len(layers) == 1 else None,
            rule=same[0].rule if len(rules) == 1 else None,
            values={**same[0].values, "rules": sorted(rules)},
        )


def _layer_of(result: RuleResult) -> str | None:
    """The layer that a rule is about, None where it names several."""
    layers = {term.zone.layer for term in result.rule.place.terms()}
    if result.rule.table_layer is not None:
        return result.rule.table_layer
    return layers.pop() if len(layers) == 1 else None


def _accuracies(case: Case, binding: Sequence[RuleResult], found: Sequence[Contact]) -> Iterator[Step]:
    concerning = by_feature(binding)
    for contact in found:
        layer = contact.feature.layer
        for result in concerning.get(contact.feature.order, ()):
            if result.place.truth is not None or layer not in result.place.thin:
                continue
            decides = deciding_m(case, result, contact)
            if decides is None:
                continue
            t = case.ground.tolerance(case.snapshot.views[layer], case.footprint)
            values = {
                "decides_m": metres(decides),
                "t_m": metres(t),
                "project_m": metres(case.project.accuracy_m),
                "layer_m": metres(t - case.project.accuracy_m),
            }
            yield Step("improve_accuracy", layer, contact.feature.order[1:], result.rule, values)


def _silences(case: Case, binding: Sequence[RuleResult]) -> Iterator[Step]:
    open_results = [result for result in binding if result.outcome.best != result.outcome.worst]
    silent: dict[str, set[str]] = {}
    for result in open_results:
        for layer in result.place.silent:
            silent.setdefault(layer, set()).add(result.rule.key)
    if not case.admin_silence.complete:
        silent.setdefault(ADMIN, set())
    for layer, rules in sorted(silent.items()):
        yield Step("obtain_layer", layer, values={"rules": sorted(rules)})
    for cell in case.law:
        if not cell.covered:
            yield Step("ask_about_rules", cell.name)
    if case.extent_unknown:
        yield Step("draw_extent")
