"""Exceptions tried: for every rule that holds or may hold, how each of its exceptions stands, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zoning.case import Case
from zoning.evaluation import ExceptionState, RuleResult, exception_state
from zoning.facts import FactValue, Known
from zoning.rules.model import RuleException
from zoning.rules.selectors import Reason
from zoning.verdict import Json


def exceptions_tried(case: Case, results: Iterable[RuleResult]) -> list[Json]:
    """Every rule with exceptions that holds or may hold: `{pack, rule, exceptions: [tried …]}`, by pack and rule."""
    readings = case.readings()
    concerned = [result for result in results if result.exceptions and result.holds is not False]
    return [
        {"pack": result.rule.pack, "rule": result.rule.entry.id, "exceptions": tried(result, readings)}
        for result in sorted(concerned, key=lambda result: result.rule.key)
    ]


def tried(result: RuleResult, readings: Sequence[Known]) -> list[Json]:
    """The exceptions of one rule as JSON, in the pack's order, each with its state and why it does not hold.

    `readings` are those of the case; where stated facts contradict each other, the reading that gave the state speaks.
    """
    return [
        {
            "id": exception.id,
            "kind": "dispensation" if exception.when is None else "activity",
            "state": state,
            "then": exception.then.name.lower(),
            "confidence": exception.confidence,
            "reasons": [reason_json(reason) for reason in reasons(exception, state, readings)],
        }
        for exception, state in result.exceptions
    ]


def reasons(exception: RuleException, state: ExceptionState, readings: Sequence[Known]) -> tuple[Reason, ...]:
    """Why an exception is in its state; nothing where it holds."""
    if state == "holds":
        return ()
    agreeing = [known for known in readings if exception_state(exception, known)[0] == state]
    known = (agreeing or list(readings))[0]
    if exception.when is not None:
        return exception.when.explain(known)
    return tuple(
        Reason(fact, None if values is None else tuple(sorted(values, key=str)), (True,))
        for fact in (exception.claim or "", exception.act or "")
        if (values := known.values(fact)) != frozenset[FactValue]((True,))
    )


def reason_json(reason: Reason) -> Json:
    """`{fact, known, wanted | excluded | at_least, below}`; `alternative` only where one of several would do."""
    wanted: Json
    if reason.at_least is not None or reason.below is not None:
        bounds: Json = {"at_least": reason.at_least, "below": reason.below}
        wanted = {"not": bounds} if reason.excluded else bounds
    else:
        wanted = {"excluded" if reason.excluded else "wanted": list(reason.wanted)}
    return {
        "fact": reason.fact,
        "known": None if reason.known is None else list(reason.known),
        **wanted,
        **({"alternative": reason.alternative} if reason.alternative else {}),
    }
