"""What a disc comes to where it meets its places in one way: the verdict and the rules behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.snapshot import Snapshot
from zoning.admissible.swept import Asked
from zoning.case import OPEN_TO_PROHIBITED
from zoning.conclusion import conclude
from zoning.definitions import Definitions
from zoning.evaluated import Assumption, PlaceResult
from zoning.evaluation import RuleResult
from zoning.facts import FactValue, Known
from zoning.ground import Ground
from zoning.judging import Judging
from zoning.logic import Outcome, Strictness
from zoning.projects import Project
from zoning.rules.model import Reads, Rule, Territory
from zoning.rules.places import Place
from zoning.verdict import Json

Told = Mapping[Asked, PlaceResult]


@dataclass(frozen=True, order=True)
class Reason:
    """A rule, or with `rule` empty something beside the rules, that a standing rests on, and what keeps it open."""

    pack: str
    rule: str
    range: tuple[str, str]
    missing: tuple[str, ...] = ()
    thin: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def as_json(self) -> Json:
        """As the answer has it."""
        return {
            "pack": self.pack,
            "rule": self.rule or None,
            "range": list(self.range),
            "missing_facts": list(self.missing),
            "thin": list(self.thin),
            "silent": list(self.silent),
        }


@dataclass(frozen=True)
class Standing:
    """A verdict with its range, and the reasons that decide it or keep it open, in order."""

    outcome: Outcome
    reasons: tuple[Reason, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """The mildest first, what is open between what is decided; then by reasons."""
        return self.outcome.worst, self.outcome.best, self.reasons


class Overheard(Ground):
    """A ground that answers nothing and keeps what it was asked: the places on which rules depend."""

    def __init__(self, project: Project, snapshot: Snapshot, definitions: Definitions) -> None:
        super().__init__(project, snapshot, definitions.regions, {})
        self.asked: dict[Asked, None] = {}

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:
        """Open."""
        self.asked.setdefault((place, reads, territory))
        return PlaceResult(None)


class ToldGround(Ground):
    """A ground whose places are told; what is not is open."""

    def __init__(self, project: Project, snapshot: Snapshot, definitions: Definitions, told: Told) -> None:
        super().__init__(project, snapshot, definitions.regions, {})
        self._told = told

    def place(self, place: Place, reads: Reads, territory: Territory) -> PlaceResult:
        """As told."""
        return self._told.get((place, reads, territory), PlaceResult(None))

    def supposing(self, place: Place, reads: Reads, territory: Territory, assumption: Assumption) -> PlaceResult:  # noqa: ARG002
        """As told: questions about places are not asked here."""
        return self.place(place, reads, territory)


class _Judged(Judging):
    """Rules judged for a project whose readings, which do not depend on the ground, are kept from one to the next."""

    def __init__(
        self,
        ground: Ground,
        definitions: Definitions,
        rules: tuple[Rule, ...],
        kept: dict[frozenset[tuple[str, FactValue]], tuple[Known, ...]],
    ) -> None:
        super().__init__(ground, definitions, rules)
        self._kept = kept

    def readings(self, supposed: Mapping[str, FactValue] | None = None) -> tuple[Known, ...]:
        """As of any project, found out once."""
        key = frozenset((supposed or {}).items())
        if key not in self._kept:
            self._kept[key] = super().readings(supposed)
        return self._kept[key]


class Bench:
    """The rules that can come to anything for a project, and what they come to together; each answer is kept."""

    def __init__(
        self, project: Project, snapshots: Sequence[Snapshot], definitions: Definitions, rules: Sequence[Rule]
    ) -> None:
        self._project = project
        self._snapshots = tuple(snapshots)
        self._definitions = definitions
        self.rules, self.asked = _alive(project, snapshots[0], definitions, rules)
        self._kept: dict[tuple[object, ...], Standing] = {}
        self._readings: dict[frozenset[tuple[str, FactValue]], tuple[Known, ...]] = {}

    def standing(self, told: Sequence[tuple[PlaceResult, ...]], beside: Sequence[str]) -> Standing:
        """What discs come to; of each snapshot the results of `asked` in order, and the names of what stands open."""
        key = (tuple(told), tuple(beside))
        if key not in self._kept:
            self._kept[key] = self._standing(told, beside)
        return self._kept[key]

    def _standing(self, told: Sequence[tuple[PlaceResult, ...]], beside: Sequence[str]) -> Standing:
        judged = [
            _Judged(
                ToldGround(self._project, snapshot, self._definitions, dict(zip(self.asked, results, strict=True))),
                self._definitions,
                self.rules,
                self._readings,
            )
            for snapshot, results in zip(self._snapshots, told, strict=True)
        ]
        concluded = conclude(judged, dict.fromkeys(beside, OPEN_TO_PROHIBITED))
        reasons = [_reason(result) for result in _deciding(concluded.results, concluded.outcome)]
        if concluded.outcome.best is not Strictness.PROHIBIT:
            reasons += [Reason(name, "", OPEN_TO_PROHIBITED.range) for name in beside]
        return Standing(concluded.outcome, tuple(sorted(reasons)))


def _alive(
    project: Project, snapshot: Snapshot, definitions: Definitions, rules: Sequence[Rule]
) -> tuple[tuple[Rule, ...], tuple[Asked, ...]]:
    """The rules that come to something wherever their places lie, and all places that they ask for."""
    alive: list[Rule] = []
    asked: dict[Asked, None] = {}
    for rule in rules:
        ground = Overheard(project, snapshot, definitions)
        (result,) = Judging(ground, definitions, (rule,)).results
        if result.outcome.worst is not Strictness.NONE:
            alive.append(rule)
            asked |= ground.asked
    return tuple(alive), tuple(asked)


def _deciding(results: Sequence[RuleResult], outcome: Outcome) -> list[RuleResult]:
    """The rules that hold as strictly as the verdict's best, and those that could still make it stricter."""
    some = [result for result in results if result.outcome.worst is not Strictness.NONE]
    found = [
        result
        for result in some
        if result.outcome.worst > outcome.best or result.outcome.best is outcome.best is not Strictness.NONE
    ]
    return found or [result for result in some if result.outcome.worst is outcome.worst]


def _reason(result: RuleResult) -> Reason:
    is_open = result.outcome.best is not result.outcome.worst
    return Reason(
        result.rule.pack,
        result.rule.entry.id,
        result.outcome.range,
        tuple(sorted(result.missing)) if is_open else (),
        tuple(sorted(result.place.thin)) if is_open else (),
        tuple(sorted(result.place.silent)) if is_open else (),
    )
