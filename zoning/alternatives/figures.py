"""The figures of one alternative, read off the record of its verdict; None where the record does not bear one out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from zoning.alternatives.criterion import Criterion, Key
from zoning.verdict import Json

ORDER = ("admissible", "conditional", "prohibited")
ANSWERED = ("covered", "not_applicable")
Record = Mapping[str, Any]


def values(rule: Criterion, record: Record, shore: Json, told: Collection[str] = ()) -> dict[str, float | None]:
    """What an alternative has for every key of a criterion, and for the two keys of the verdict.

    `told`: layers that answer for another alternative. Where one is silent here, how much ground rules take is unknown.
    """
    lead = {f"verdict_{end}": _verdict(record, end) for end in ("worst", "best")}
    found = {**lead, **{key.label: figure(key, record, shore) for key in rule.keys}}
    if silent(record).isdisjoint(told):
        return found
    return {name: None if name in _GROUND else value for name, value in found.items()}


def figure(key: Key, record: Record, shore: Json) -> float | None:
    """One figure: metres, square metres, a count, or 0 (admissible) to 2 (prohibited)."""
    if key.name == "distance":
        return _distance(record, key)
    if key.name in ("overlap_area", "overlap_length"):
        return _overlap(record, key)
    if key.name in ("natural_mainland_m", "natural_island_m"):
        return natural(shore, key.name.removesuffix("_m"))
    return _PLAIN[key.name](record)


def _ground(what: str, measure: str) -> Callable[[Record], float | None]:
    return lambda record: dissolved(record, what, measure)


def _verdict(record: Record, end: str) -> float:
    return float(ORDER.index(record["range"][0 if end == "best" else 1]))


def dissolved(record: Record, what: str, measure: str) -> float | None:
    """What is prohibited for certain, or restricted at all, each ground counted once; of several standings the most.

    None where a reader of a redacted record is not told of it.
    """
    found = [float(entry[measure]) for entry in record["dissolved"] if entry["what"] == what]
    if not found and record.get("redacted"):
        return None
    return max(found, default=0.0)


def natural(shore: Json, name: str) -> float | None:
    """The most that may be taken of the natural shoreline, within the accuracy; unclassed line counts as natural."""
    told: Any = shore[name]
    return None if told is None else float(told["range_m"][1])


def requirements(record: Record) -> dict[str, list[str]]:
    """Requirement → the rules (`pack#id`) that ask for it or may; of rules whose requirement can still apply."""
    found: dict[str, list[str]] = {}
    for rule in record["rules"]:
        if rule["holds"] is not False and rule["range"][-1] != "admissible":
            for code in rule["requirements"]:
                found.setdefault(code, []).append(f"{rule['pack']}#{rule['rule']}")
    return {code: sorted(set(found[code])) for code in sorted(found)}


def silent(record: Record) -> frozenset[str]:
    """The layers that the verdict needs and that do not answer under all of the alternative."""
    return frozenset(
        cell["layer"] for cell in record["coverage"] if cell["required"] and cell["status"] not in ANSWERED
    )


def answered(record: Record, layer: str) -> bool:
    """Whether a layer answers under the whole alternative: its silence then means that nothing is there."""
    cells = [cell for cell in record["coverage"] if cell["layer"] == layer]
    return bool(cells) and all(cell["status"] in ANSWERED for cell in cells)


def veiled(record: Record, layer: str | None) -> bool:
    """Whether a record is not to say how much of a layer there is: below half a hectare it then tells nothing."""
    return layer in record.get("withheld", ())


def overlaps(record: Record, layer: str, code: str | None) -> list[Record]:
    """The dissolved overlaps of one layer and class; several where lower standings are judged besides."""
    return [total for total in record["totals"] if (total["layer"], total["class"]) == (layer, code)]


def _overlap(record: Record, key: Key) -> float | None:
    if not answered(record, key.layer or ""):
        return None
    measure, bounds = _MEASURES[key.name]
    by_class: dict[str | None, float] = {}
    for total in record["totals"]:
        if total["layer"] != key.layer or (key.code is not None and total["class"] != key.code):
            continue
        end = 1 if key.better == "less" else 0
        worse = total[measure] if total[bounds] is None else total[bounds][end]
        if worse is None:
            return None
        by_class[total["class"]] = max(by_class.get(total["class"], 0.0), float(worse))
    # classes may lie over each other: the largest, never their sum
    return max(by_class.values(), default=None if veiled(record, key.layer) else 0.0)


def around(record: Record, layer: str) -> list[Record]:
    """What the surroundings tell of a layer; empty where it answers all rings and holds nothing there."""
    return [entry for entry in record["surroundings"]["layers"] if entry["layer"] == layer]


def nearest(record: Record, layer: str, code: str | None) -> Json:
    """`{distance_m, at_least_m, feature, name}` of a class: no distance where nothing is within the last ring."""
    last = float(record["surroundings"]["rings_m"][-1])
    entries = around(record, layer)
    answers_m = min((float(entry["answers_m"]) for entry in entries), default=last)
    found = [one for entry in entries for one in entry["classes"] if one["class"] == code]
    if not found:
        return {"distance_m": None, "at_least_m": answers_m, "feature": None, "name": None}
    near = min(found, key=lambda one: (one["distance_m"], str(one["feature"])))
    least = min(float(one["at_least_m"]) for one in found)
    return {"distance_m": near["distance_m"], "at_least_m": least, "feature": near["feature"], "name": near["name"]}


def classes_around(records: Iterable[Record]) -> list[tuple[str, str | None]]:
    """Every layer and class that the surroundings of any alternative hold, in order."""
    found = {
        (entry["layer"], one["class"])
        for record in records
        for entry in record["surroundings"]["layers"]
        for one in entry["classes"]
    }
    return sorted(found, key=_order)


def classes_met(records: Iterable[Record]) -> list[tuple[str, str | None]]:
    """Every layer and class that any alternative overlaps, in order."""
    return sorted({(total["layer"], total["class"]) for record in records for total in record["totals"]}, key=_order)


def _order(key: tuple[str, str | None]) -> tuple[str, bool, str]:
    return key[0], key[1] is None, key[1] or ""


def _distance(record: Record, key: Key) -> float | None:
    """What the data bear out, 0 is on it: how far nothing is known to be, or, where nearer is better, what is found."""
    if key.layer is None:
        return None
    entries = around(record, key.layer)
    if key.better == "less":
        near = [one["distance_m"] for entry in entries for one in entry["classes"] if key.code in (None, one["class"])]
        return min((float(metres) for metres in near if metres is not None), default=None)
    if key.code is not None:
        return float(str(nearest(record, key.layer, key.code)["at_least_m"]))
    last = float(record["surroundings"]["rings_m"][-1])
    found = [float(one["at_least_m"]) for entry in entries for one in entry["classes"]]
    return min([*found, *(float(entry["answers_m"]) for entry in entries), last])


_GROUND = frozenset(f"{what}_{size}" for what in ("prohibited", "restricted") for size in ("area_m2", "length_m"))
_MEASURES = {
    "overlap_area": ("overlap_area_m2", "overlap_area_range_m2"),
    "overlap_length": ("overlap_length_m", "overlap_length_range_m"),
}
_PLAIN: Mapping[str, Callable[[Record], float | None]] = {
    "verdict_worst": lambda record: _verdict(record, "worst"),
    "verdict_best": lambda record: _verdict(record, "best"),
    "prohibited_area_m2": _ground("prohibited", "overlap_area_m2"),
    "prohibited_length_m": _ground("prohibited", "overlap_length_m"),
    "restricted_area_m2": _ground("restricted", "overlap_area_m2"),
    "restricted_length_m": _ground("restricted", "overlap_length_m"),
    "requirements": lambda record: float(len(requirements(record))),
    "open_questions": lambda record: float(len(record["questions"])),
    "area_m2": lambda record: float(record["project"]["measures"]["area_m2"]),
    "length_m": lambda record: float(record["project"]["measures"]["length_m"]),
}
