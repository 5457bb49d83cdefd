"""Rules, questions and next steps without what only the geometry of withheld layers tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zoning.facts import OPINIONS
from zoning.ground import ADMIN
from zoning.questions import KINDS, Kind
from zoning.redaction.veil import Body, Veil
from zoning.verdict import Json

_ABOUT_RULES = frozenset(("obtain_opinion", "attach_document", "state_fact", "apply_dispensation"))
_OF_A_LAYER = frozenset(("move_clear", "cannot_clear_by_moving", "improve_accuracy", "obtain_layer"))
_OF_LAYERS = frozenset(("move_clear_of_all", "cannot_clear_all_by_moving"))
_OF_THE_PROJECT = frozenset(("draw_extent", "ask_about_rules"))


def rule(veil: Veil, entry: Body) -> Json:
    """A rule at a feature, or beside a crossing: that it holds and what it asks, of any rule whatever."""
    if not veil.touches(entry):
        return dict(entry)
    kept = ("pack", "rule", "effect", "holds", "requirements", "basis", "further_basis", "confidence")
    out: Json = {name: entry[name] for name in kept if name in entry}
    if "missing_facts" in entry:
        out["missing_facts"] = _missing(veil, entry)
    if "exceptions" in entry:
        out["exceptions"] = list(entry["exceptions"]) if veil.steady else []
    return out


def summary(veil: Veil, entry: Body) -> Json:
    """A rule anywhere under the project; which layers are thin or silent there is said of other layers only."""
    if not veil.touches(entry):
        return dict(entry)
    kept = {name: entry[name] for name in ("pack", "rule", "holds", "range", "requirements")}
    return {**kept, "missing_facts": _missing(veil, entry), "thin": [], "silent": []}


def _missing(veil: Veil, entry: Body) -> list[str]:
    """The facts wanting follow from the facts known, save in a table and under what `steady` excludes."""
    return list(entry["missing_facts"]) if veil.steady and not veil.tabled(entry) else []


def exceptions_tried(veil: Veil) -> list[Json]:
    """The exceptions of the rules that hold or may hold."""
    return [dict(entry) for entry in veil.body["exceptions"] if veil.steady or not veil.touches(entry)]


def questions(veil: Veil) -> list[Json]:
    """The questions as they were asked, where no rule on a withheld layer has a part in them.

    Else what the rules shown leave open while the verdict is, without the verdicts of the answers: these would tell a
    certain contact from an uncertain one.
    """
    asked, ends = veil.body["questions"], veil.body["range"]
    if not veil.binding:
        return [dict(question) for question in asked if not veil.hides_subject(question)]
    if ends[0] == ends[-1]:
        return []
    found = sorted(
        set(_open_questions(veil)),
        key=lambda question: (question[1] != "extent", KINDS.index(question[0]), question[1]),
    )
    return [{"kind": kind, "about": about, "answers": []} for kind, about in found]


def _open_questions(veil: Veil) -> Iterator[tuple[Kind, str]]:
    facts = veil.definitions.facts
    for entry in veil.body["rules"]:
        if entry["range"][0] == entry["range"][-1]:
            continue
        touched = veil.touches(entry)
        for name in _missing(veil, entry) if touched else entry["missing_facts"]:
            opinion = name in facts and set(facts[name].listed) == set(OPINIONS)
            yield ("opinion" if opinion else "fact"), name
        if not touched:
            yield from (("accuracy", layer) for layer in entry["thin"])
            yield from (("coverage", layer) for layer in entry["silent"])
    for cell in veil.body["coverage"]:
        about = cell["layer"]
        beside = about.startswith("rules:") or (about == ADMIN and not veil.hides(ADMIN))
        if beside and cell["status"] in ("partly", "not_covered", "failed"):
            yield "coverage", about
    if any(question["about"] == "extent" for question in veil.body["questions"]):
        yield "fact", "extent"


def next_steps(veil: Veil) -> list[Json]:
    """The steps that concern no withheld layer; one of a kind that is not known here is left out."""
    return [shown for step in veil.body["next_steps"] for shown in _step(veil, step)]


def _step(veil: Veil, step: Body) -> Iterator[Json]:
    code, values = step["code"], step["values"]
    if code in _OF_THE_PROJECT:
        yield dict(step)
    elif code in _OF_LAYERS:
        if not any(map(veil.hides, values["layers"])):
            yield dict(step)
    elif code in _OF_A_LAYER:
        if not veil.hides(step["layer"]) and not any(map(veil.touches_key, _rules_of(step))):
            yield dict(step)
    elif code in _ABOUT_RULES:
        yield from _about_rules(veil, step)


def _rules_of(step: Body) -> list[str]:
    named = [f"{step['pack']}#{step['rule']}"] if step["rule"] is not None else []
    return [*named, *step["values"].get("rules", ())]


def _about_rules(veil: Veil, step: Body) -> Iterator[Json]:
    """What rules ask for; where states do not follow from facts, only what other rules ask for."""
    rules = step["values"]["rules"]
    tables = any(veil.tabled(dict(zip(("pack", "rule"), key.split("#", 1), strict=True))) for key in rules)
    touched = [key for key in rules if veil.touches_key(key)]
    if not touched or (veil.steady and not (tables and step["code"] == "state_fact")):
        yield dict(step)
        return
    left = [key for key in rules if key not in touched]
    if left:
        values: Mapping[str, Any] = {**step["values"], "rules": left}
        yield {**step, "layer": None, "pack": None, "rule": None, "values": values}
