"""The outcomes of a red-line review and what leads to which: data/codes/red_line_outcomes.yaml, read strictly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from layers.definition_file import DefinitionFile, StrictModel, Titles, read_definition
from zoning.rules.loader import Pack
from zoning.rules.model import Confidence, Rule


class OutcomeKind(StrictModel):
    """One outcome, with where it is taken from."""

    outcome: str
    title: Titles
    source: str
    confidence: Confidence


class Crossing(StrictModel):
    """The rule on crossing without taking land, and its outcome."""

    rule: str
    outcome: str


class Occupation(StrictModel):
    """The rule that bans occupation, the outcome of each of its exceptions, and the outcome where none helps."""

    rule: str
    exceptions: Mapping[str, str]
    otherwise: str


class Split(StrictModel):
    """How a jurisdiction divides an outcome: rules (in order) to outcomes."""

    outcome: str
    jurisdiction: str
    rules: Mapping[str, str]


class RedLineLaw(StrictModel):
    """The file; outcomes stand from the mildest to the strictest, rules are named `pack#id`."""

    version: str
    layer: str
    instrument: str
    outcomes: tuple[OutcomeKind, ...]
    undecided: Titles
    not_in: str
    crossing: Crossing
    occupation: Occupation
    splits: tuple[Split, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        """Every outcome, the strictest last."""
        return tuple(kind.outcome for kind in self.outcomes)

    def sorted(self, outcomes: Collection[str]) -> tuple[str, ...]:
        """These outcomes in that order."""
        return tuple(outcome for outcome in self.order if outcome in outcomes)

    def strictest(self, readings: Sequence[Collection[str]]) -> tuple[str, ...]:
        """Several sets of possible outcomes as one: none milder than the mildest of any of them."""
        least = max(min(map(self.order.index, outcomes)) for outcomes in readings)
        union = {outcome for outcomes in readings for outcome in outcomes}
        return tuple(outcome for outcome in self.order[least:] if outcome in union)


def load_outcomes(path: Path, packs: Iterable[Pack]) -> tuple[RedLineLaw, DefinitionFile]:
    """Read the outcomes and check them against the packs. Raises DefinitionError naming file and line."""
    file = read_definition(path)
    law = file.parse(RedLineLaw)
    rules: dict[str, list[Rule]] = {}
    for pack in packs:
        for rule in pack.rules:
            rules.setdefault(rule.key, []).append(rule)
    if len(set(law.order)) < len(law.order):
        raise file.error("an outcome is listed twice", ["outcomes"])
    named: list[tuple[str, list[str | int]]] = [
        (law.not_in, ["not_in"]),
        (law.crossing.outcome, ["crossing"]),
        (law.occupation.otherwise, ["occupation", "otherwise"]),
    ]
    named += [(outcome, ["occupation", "exceptions", name]) for name, outcome in law.occupation.exceptions.items()]
    keys: list[tuple[str, list[str | int]]] = [
        (law.crossing.rule, ["crossing"]),
        (law.occupation.rule, ["occupation", "rule"]),
    ]
    for index, split in enumerate(law.splits):
        named += [(outcome, ["splits", index, "rules", key]) for key, outcome in split.rules.items()]
        named.append((split.outcome, ["splits", index, "outcome"]))
        keys += [(key, ["splits", index, "rules", key]) for key in split.rules]
    for outcome, where in named:
        if outcome not in law.order:
            raise file.error(f"there is no outcome {outcome!r} in this file", where)
    for key, where in keys:
        if key not in rules:
            raise file.error(f"there is no rule {key!r} in data/rules", where)
    written = {exception.id for rule in rules[law.occupation.rule] for exception in rule.exceptions}
    if written != set(law.occupation.exceptions):
        different = ", ".join(sorted(written ^ set(law.occupation.exceptions)))
        raise file.error(f"the exceptions of {law.occupation.rule} differ: {different}", ["occupation", "exceptions"])
    return law, file
