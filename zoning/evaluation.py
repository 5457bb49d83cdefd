"""Evaluates one rule: facts and ground together give what it can still come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from layers.snapshot import Feature
from zoning.evaluated import Assumption, PlaceResult, together
from zoning.facts import FactValue, Known
from zoning.ground import Ground
from zoning.logic import Outcome, Strictness, Truth, all_of, any_of
from zoning.opinion_area import OPINION, OpinionCover, area_condition, limited, opinion_cover
from zoning.rules.model import STRICTNESS, Rule, RuleException, TableRow
from zoning.rules.places import Place

ExceptionState = Literal["holds", "fails", "open", "not_claimed"]


@dataclass(frozen=True)
class ClassResult:
    """What a table gives for one class of its layer."""

    holds: Truth
    outcome: Outcome
    requirements: tuple[str, ...]


@dataclass(frozen=True)
class RuleResult:
    """A rule evaluated.

    `holds` is the truth of selector and place together; `outcome` counts exceptions and settling opinions too;
    `by_class` is filled for tables; `missing` names the facts that keep it open. `area_open`: an exception hangs on
    whether all that is occupied lies within the opinion's area, which the accuracy or a silent layer leaves open.
    """

    rule: Rule
    holds: Truth
    outcome: Outcome
    applies: Truth
    place: PlaceResult
    missing: frozenset[str]
    exceptions: tuple[tuple[RuleException, ExceptionState], ...]
    requirements: tuple[str, ...]
    by_class: Mapping[str, ClassResult]
    area_open: bool = False

    def for_feature(self, feature: Feature) -> tuple[Truth, Outcome]:
        """Truth and outcome as they concern one feature: for a table, those of its class."""
        if self.rule.table_layer is None:
            return self.holds, self.outcome
        code = feature.attributes.get(self.rule.table_class or "")
        if code is None:  # it may be of any class
            possible = [result.outcome for result in self.by_class.values()]
            outcome = Outcome(min(o.best for o in possible), max(o.worst for o in possible))
            return _table_truth(outcome), outcome
        result = self.by_class.get(str(code))
        return (result.holds, result.outcome) if result is not None else (False, Outcome())


def evaluate(rule: Rule, ground: Ground, known: Known, assumption: Assumption | None = None) -> RuleResult:
    """Evaluate a rule under one consistent reading of the facts."""
    if rule.table_layer is not None:
        return _evaluate_table(rule, ground, known, assumption)
    selected, outfall = rule.selector.judged(known), rule.outfall(known, drawn=ground.project.draws_outlet)
    place = _met(rule, ground, rule.place, assumption)
    holds = all_of((selected.truth, outfall.truth, place.truth))
    missing = {*selected.missing, *outfall.missing} if holds is None else set()
    if rule.effect == "review":
        outcome, asked = _review(rule, holds, known)
        missing |= asked
    else:
        outcome = _plain(rule, holds)
    cover = _opinion_cover(rule, ground, assumption)
    outcome, exceptions, asked, area_open = _with_exceptions(rule, cover, outcome, holds, known)
    requirements = _requirements(rule, outcome, holds, exceptions)
    missing |= asked
    return RuleResult(
        rule, holds, outcome, selected.truth, place, frozenset(missing), exceptions, requirements, {}, area_open
    )


def outcome_again(result: RuleResult, ground: Ground, known: Known) -> Outcome:
    """What the rule of a result comes to on the same ground under another reading of the facts, without why."""
    rule = result.rule
    if rule.exceptions or rule.effect == "review":
        return evaluate(rule, ground, known).outcome
    if rule.table_layer is not None:
        return _table_outcome(rule, ground, known)
    outfall = rule.outfall(known, drawn=ground.project.draws_outlet)
    return _plain(rule, all_of((rule.selector.judged(known).truth, outfall.truth, result.place.truth)))


def _plain(rule: Rule, holds: Truth) -> Outcome:
    """What a rule without anything beside selector and place comes to."""
    effect = STRICTNESS[rule.effect]
    return Outcome(effect if holds is True else Strictness.NONE, Strictness.NONE if holds is False else effect)


def _met(rule: Rule, ground: Ground, place: Place, assumption: Assumption | None) -> PlaceResult:
    """Whether the rule's piece of the footprint meets a place; what is decided no assumption changes."""
    found = ground.place(place, rule.entry.reads, rule.territory)
    if assumption is None or found.truth is not None:
        return found
    return ground.supposing(place, rule.entry.reads, rule.territory, assumption)


def _review(rule: Rule, holds: Truth, known: Known) -> tuple[Outcome, set[str]]:
    """What the law leaves open: a settling opinion decides; without it anything from require to prohibit."""
    if holds is False:
        return Outcome(), set()
    if holds is None:
        return Outcome(Strictness.NONE, Strictness.PROHIBIT), set()
    settled_by = rule.entry.settled_by or ""
    opinion = known.values(settled_by)
    if opinion == frozenset(("favourable",)):
        return Outcome.certain(Strictness.REQUIRE), set()
    if opinion == frozenset(("unfavourable",)):
        return Outcome.certain(Strictness.PROHIBIT), set()
    return Outcome(Strictness.REQUIRE, Strictness.PROHIBIT), {settled_by}


def _with_exceptions(
    rule: Rule, cover: OpinionCover | None, outcome: Outcome, holds: Truth, known: Known
) -> tuple[Outcome, tuple[tuple[RuleException, ExceptionState], ...], set[str], bool]:
    """Apply the exceptions inside a rule: the mildest that holds, or may hold, bounds it.

    Where the project draws the area of an opinion, an exception that rests on the opinion reaches no further; the last
    that is returned says whether one of them hangs on that area.
    """
    area_open = False
    best, worst = outcome.best, outcome.worst
    states: list[tuple[RuleException, ExceptionState]] = []
    missing: set[str] = set()
    for exception in rule.exceptions:
        state, asked = exception_state(exception, known)
        within = area_condition(exception.requirements, known, cover)
        hangs = cover is not None and cover.complete is None and within.truth is None
        area_open = area_open or (hangs and holds is not False and state in ("holds", "open"))
        state, asked = limited(state, within.truth), asked | within.missing
        states.append((exception, state))
        if state in ("holds", "open"):
            best = min(best, exception.then)
        if state == "holds":
            worst = min(worst, exception.then)
        if state == "open" and holds is not False:
            missing |= asked
    return Outcome(min(best, worst), worst), tuple(states), missing, area_open


def _opinion_cover(rule: Rule, ground: Ground, assumption: Assumption | None) -> OpinionCover | None:
    """How far the opinion's area covers what is taken of the rule's zone; None where none is drawn.

    Where that is open, what is assumed of it counts.
    """
    terms = [term for term in rule.place.terms() if not term.outside]
    if not rule.exceptions or not terms or all(part.role != "opinion" for part in ground.project.parts):
        return None
    zone = terms[0].zone
    if zone not in ground.covers:
        ground.covers[zone] = opinion_cover(ground, zone)
    cover = ground.covers[zone]
    if cover is None or cover.complete is not None or assumption is None or assumption.layer != OPINION:
        return cover
    return replace(cover, complete=assumption.truth)


def exception_state(exception: RuleException, known: Known) -> tuple[ExceptionState, frozenset[str]]:
    """The state of an exception and the facts that keep it open."""
    if exception.when is not None:
        result = exception.when.judged(known)
        state: ExceptionState = "open" if result.truth is None else "holds" if result.truth else "fails"
        return state, result.missing
    claim, act = exception.claim or "", exception.act or ""
    claimed, acted = _single(known, claim), _single(known, act)
    if claimed is False or acted is False:
        return "fails", frozenset()
    if acted is True:
        return "holds", frozenset()
    return ("open", frozenset((act,))) if claimed is True else ("not_claimed", frozenset())


def _single(known: Known, fact: str) -> FactValue | None:
    values = known.values(fact)
    return next(iter(values)) if values is not None and len(values) == 1 else None


def _requirements(
    rule: Rule, outcome: Outcome, holds: Truth, exceptions: Sequence[tuple[RuleException, ExceptionState]]
) -> tuple[str, ...]:
    if holds is False or outcome.worst is Strictness.NONE:
        return ()
    codes = list(rule.entry.requirements)
    for exception, state in exceptions:
        if state in ("holds", "open"):
            codes += exception.requirements
    return tuple(dict.fromkeys(codes))


def _evaluate_table(rule: Rule, ground: Ground, known: Known, assumption: Assumption | None) -> RuleResult:
    by_class: dict[str, ClassResult] = {}
    missing: set[str] = set()
    places: list[PlaceResult] = []
    speaks = False
    for code, term, rows in rule.classes:
        place = _met(rule, ground, term, assumption)
        places.append(place)
        judged = [(row, strict, row.selector.judged(known)) for row, strict in rows]
        remaining = [(row, strict, found) for row, strict, found in judged if found.truth is not False]
        speaks = speaks or any(max(row.effect, row.otherwise) > Strictness.NONE for row, _, _ in remaining)
        narrowed = [_met(rule, ground, strict, assumption) for _, strict, _ in remaining]
        outcomes = [_row_outcome(row, place, there) for (row, _, _), there in zip(remaining, narrowed, strict=True)]
        places += narrowed
        outcome = Outcome(min(o.best for o in outcomes), max(o.worst for o in outcomes))
        if place.truth is not False and len({(o.best, o.worst) for o in outcomes}) > 1:
            missing |= frozenset[str]().union(*(found.missing for _, _, found in remaining))
        by_class[code] = ClassResult(
            _table_truth(outcome),
            outcome,
            tuple(dict.fromkeys(c for row, _, _ in remaining for c in row.requirements)) if outcome.worst else (),
        )
    outcome = Outcome.strictest(result.outcome for result in by_class.values())
    holds = _table_truth(outcome)
    cover = _opinion_cover(rule, ground, assumption)
    outcome, exceptions, asked, area_open = _with_exceptions(rule, cover, outcome, holds, known)
    met = {feature.order: feature for place in places for feature in place.features}
    return RuleResult(
        rule=rule,
        holds=holds,
        outcome=outcome,
        applies=speaks,
        place=PlaceResult(
            truth=any_of(place.truth for place in places),
            thin=frozenset[str]().union(*(place.thin for place in places)),
            silent=frozenset[str]().union(*(place.silent for place in places)),
            features=tuple(met[key] for key in sorted(met)),
        ),
        missing=frozenset(missing | asked),
        exceptions=exceptions,
        requirements=tuple(dict.fromkeys(c for result in by_class.values() for c in result.requirements)),
        by_class=by_class,
        area_open=area_open,
    )


def _table_outcome(rule: Rule, ground: Ground, known: Known) -> Outcome:
    """What a table without exceptions comes to; a class that is not met comes to nothing."""
    found = [Outcome()]
    for _, term, rows in rule.classes:
        place = ground.place(term, rule.entry.reads, rule.territory)
        if place.truth is False:
            continue
        outcomes = [
            _row_outcome(row, place, ground.place(strict, rule.entry.reads, rule.territory))
            for row, strict in rows
            if row.selector.judged(known).truth is not False
        ]
        found.append(Outcome(min(o.best for o in outcomes), max(o.worst for o in outcomes)))
    return Outcome.strictest(found)


def _row_outcome(row: TableRow, place: PlaceResult, narrowed: PlaceResult) -> Outcome:
    """What one row gives at `place` (its class) and `narrowed` (where its strict effect holds)."""
    if place.truth is False:
        return Outcome()
    if row.only is None:
        return Outcome(row.effect if place.truth is True else Strictness.NONE, row.effect)
    if narrowed.truth is True:
        return Outcome.certain(row.effect)
    elsewhere = Outcome(row.otherwise if place.truth is True else Strictness.NONE, row.otherwise)
    if narrowed.truth is False:
        return elsewhere
    return Outcome(elsewhere.best, max(row.effect, elsewhere.worst))


def _table_truth(outcome: Outcome) -> Truth:
    if outcome.worst is Strictness.NONE:
        return False
    return True if outcome.best is outcome.worst else None


def combine_readings(results: Sequence[RuleResult]) -> RuleResult:
    """One rule evaluated under each reading of contradicting facts: the stricter value counts."""
    first = results[0]
    if len(results) == 1:
        return first
    truths = {result.holds for result in results}
    strictest = max(results, key=lambda result: (result.outcome.worst, result.outcome.best))
    return RuleResult(
        rule=first.rule,
        holds=truths.pop()
        if len(truths) == 1
        else (True if Outcome.strictest(r.outcome for r in results).best else None),
        outcome=Outcome.strictest(result.outcome for result in results),
        applies=first.applies if len({result.applies for result in results}) == 1 else None,
        place=together([result.place for result in results]),
        missing=frozenset[str]().union(*(result.missing for result in results)),
        exceptions=strictest.exceptions,
        requirements=tuple(dict.fromkeys(code for result in results for code in result.requirements)),
        by_class={
            code: max((r.by_class[code] for r in results), key=lambda c: (c.outcome.worst, c.outcome.best))
            for code in first.by_class
        },
        area_open=any(result.area_open for result in results),
    )
