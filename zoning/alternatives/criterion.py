"""The criterion alternatives are ranked by: keys read off their verdicts, one after another or weighed.

Every figure is taken by its worse end: of a range the greater overlap, of a distance what the data bear out. What is
not known has no value, and never goes before what has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from layers.errors import BadInput
from layers.kinds import LayerKinds
from zoning.verdict import Json, rounded

Better = Literal["less", "more"]
VERDICT_KEYS = ("verdict_worst", "verdict_best")
PLAIN_KEYS = (
    *VERDICT_KEYS,
    "prohibited_area_m2",
    "prohibited_length_m",
    "restricted_area_m2",
    "restricted_length_m",
    "natural_mainland_m",
    "natural_island_m",
    "requirements",
    "open_questions",
    "area_m2",
    "length_m",
)
LAYER_KEYS: Mapping[str, Better] = {"distance": "more", "overlap_area": "less", "overlap_length": "less"}
DEFAULT = (
    *VERDICT_KEYS,
    "prohibited_area_m2",
    "prohibited_length_m",
    "natural_mainland_m",
    "natural_island_m",
    "restricted_area_m2",
    "requirements",
    "area_m2",
    "length_m",
)
MAX_KEYS = 20
MAX_WEIGHT = 1e6


@dataclass(frozen=True)
class Key:
    """One figure of an alternative, and whether less or more of it is better.

    `name` is one of PLAIN_KEYS, or one of LAYER_KEYS with its `layer` and, where it is of one class only, its `code`.
    `weight` is None in a criterion that goes key by key.
    """

    name: str
    better: Better = "less"
    layer: str | None = None
    code: str | None = None
    weight: float | None = None

    @property
    def label(self) -> str:
        """As it is typed, without its direction: `prohibited_area_m2`, `distance:water_source_zone/1`."""
        if self.layer is None:
            return self.name
        return f"{self.name}:{self.layer}" + ("" if self.code is None else f"/{self.code}")

    def as_json(self) -> Json:
        """`{key, better, weight}`."""
        return {"key": self.label, "better": self.better, "weight": self.weight}


@dataclass(frozen=True)
class Criterion:
    """Keys in order. `weighed`: after the verdict, whose two keys always lead, the weighed sum of the keys counts."""

    keys: tuple[Key, ...]
    weighed: bool = False

    def as_json(self) -> Json:
        """`{kind: in_order|weighed, keys}`."""
        return {"kind": "weighed" if self.weighed else "in_order", "keys": [key.as_json() for key in self.keys]}


def criterion_of(said: Mapping[str, Any]) -> Criterion:
    """The criterion that `Criterion.as_json` wrote down."""
    return Criterion(tuple(_key_of(key) for key in said["keys"]), weighed=said["kind"] == "weighed")


def _key_of(said: Mapping[str, Any]) -> Key:
    name, _, place = str(said["key"]).partition(":")
    layer, _, code = place.partition("/")
    weight = None if said["weight"] is None else float(said["weight"])
    return Key(name, said["better"], layer or None, code or None, weight)


def criterion(names: Sequence[str], weights: Sequence[str], kinds: LayerKinds) -> Criterion:
    """The criterion as typed: `KEY[:less|more]` in order, or `KEY[:less|more]=WEIGHT`; nothing: DEFAULT.

    Raises BadInput for a key, layer, class, direction or weight that cannot be, and for both at once.
    """
    if names and weights:
        raise BadInput(
            "criterion 与 weight 只能用一种：要么逐项比较，要么加权",
            "give either criteria in order or weights, not both",
        )
    if len(names) + len(weights) > MAX_KEYS:
        raise BadInput(f"比选准则最多 {MAX_KEYS} 项", f"a criterion has at most {MAX_KEYS} keys")
    if weights:
        keys = tuple(_weighed(text, kinds) for text in weights)
    else:
        keys = tuple(_key(text, kinds) for text in names or DEFAULT)
    labels = [key.label for key in keys]
    for label in labels:
        if labels.count(label) > 1:
            raise BadInput(f"比选准则中 {label} 写了两次", f"the criterion names {label} twice")
    worst, best = VERDICT_KEYS
    if best in labels and worst not in labels[: labels.index(best)]:
        raise BadInput(
            f"{best} 须排在 {worst} 之后：未定的方案按最严的可能排列",
            f"{best} goes behind {worst}: what is undetermined counts by its worst",
        )
    return Criterion(keys, weighed=bool(weights))


def _weighed(text: str, kinds: LayerKinds) -> Key:
    name, sign, number = text.rpartition("=")
    try:
        weight = float(number) if sign else float("nan")
    except ValueError:
        weight = float("nan")
    if not 0.0 < weight <= MAX_WEIGHT:
        raise BadInput(
            f"权重 {text!r} 应写作 KEY=W，W 为大于 0、不超过 {MAX_WEIGHT:g} 的数",
            f"the weight {text!r} must read KEY=W, with W above 0 and at most {MAX_WEIGHT:g}",
        )
    key = _key(name, kinds)
    if key.name in VERDICT_KEYS:
        raise BadInput(
            f"{key.name} 不能加权：加权时总是先比较结论",
            f"{key.name} takes no weight: with weights the verdict always goes first",
        )
    return Key(key.name, key.better, key.layer, key.code, weight)


def _key(text: str, kinds: LayerKinds) -> Key:
    parts = text.strip().split(":")
    better: Better | None = None
    if parts[-1] == "less":
        better = "less"
    elif parts[-1] == "more":
        better = "more"
    if better is not None:
        parts.pop()
    name = parts[0] if parts else ""
    if name in PLAIN_KEYS and len(parts) == 1:
        if name in VERDICT_KEYS and better == "more":
            raise BadInput(
                f"{name} 只能是 less：更严的结论不会排在前面",
                f"{name} can only be `less`: a stricter verdict never goes first",
            )
        return Key(name, better or "less")
    if name in LAYER_KEYS and len(parts) == 2:
        layer, slash, code = parts[1].partition("/")
        if layer in kinds and not kinds[layer].raster:
            return Key(name, better or LAYER_KEYS[name], layer, _code(kinds, layer, code) if slash else None)
        raise BadInput(f"比选准则 {text!r}：没有图层 {layer}", f"the criterion {text!r}: there is no layer {layer}")
    layered = ", ".join(f"{known}:LAYER[/CLASS]" for known in LAYER_KEYS)
    raise BadInput(
        f"没有比选准则 {text!r}；可用 {', '.join(PLAIN_KEYS)}, {layered}，后面可加 :less 或 :more",
        f"there is no criterion {text!r}; there are {', '.join(PLAIN_KEYS)}, {layered}, with :less or :more behind",
    )


def _code(kinds: LayerKinds, layer: str, code: str) -> str:
    kind = kinds[layer]
    attribute = None if kind.class_attribute is None else kind.attributes[kind.class_attribute]
    known = () if attribute is None else tuple(attribute.values)
    if code not in known:
        listed = ", ".join(known) or "—"
        raise BadInput(
            f"图层 {layer} 没有类别 {code!r}；可取 {listed}", f"layer {layer} has no class {code!r}; it has {listed}"
        )
    return code


@dataclass(frozen=True)
class Ranked:
    """The place of each alternative (1 is first; equals share theirs), and with weights the sum that decided."""

    ranks: tuple[int, ...]
    scores: tuple[float | None, ...]


def ranked(rule: Criterion, values: Sequence[Mapping[str, float | None]]) -> Ranked:
    """Rank alternatives by their values (label of a key → figure); of VERDICT_KEYS both must be there.

    Weighed figures are first put between 0 (the best among these alternatives) and 1 (the worst); unknown is 1.
    """
    scores: list[float | None] = [None] * len(values)
    if rule.weighed:
        scores = list(_scores(rule, values))
        places = [
            (*((False, float(own[name] or 0.0)) for name in VERDICT_KEYS), (False, float(score or 0.0)))
            for own, score in zip(values, scores, strict=True)
        ]
    else:
        places = [tuple(_place(key, own[key.label]) for key in rule.keys) for own in values]
    return Ranked(tuple(1 + sum(other < place for other in places) for place in places), tuple(scores))


def _place(key: Key, value: float | None) -> tuple[bool, float]:
    if value is None:
        return True, 0.0
    return False, value if key.better == "less" else -value


def _scores(rule: Criterion, values: Sequence[Mapping[str, float | None]]) -> list[float]:
    totals = [0.0] * len(values)
    for key in rule.keys:
        figures = [own[key.label] for own in values]
        known = [figure for figure in figures if figure is not None]
        low, high = min(known, default=0.0), max(known, default=0.0)
        for index, figure in enumerate(figures):
            if figure is None:
                part = 1.0
            elif high == low:
                part = 0.0
            else:
                part = (figure - low) / (high - low)
                part = part if key.better == "less" else 1.0 - part
            totals[index] += (key.weight or 0.0) * part
    return [rounded(total, 6) for total in totals]
