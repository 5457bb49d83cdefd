"""What differs between two editions of a layer: added, removed, retyped, reshaped, described otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.editions import Features, Value
from layers.geodesy import area, length
from layers.kinds import GeometryType, LayerKind

_UNITS: Mapping[GeometryType, str | None] = {"polygon": "m2", "line": "m", "point": None}


@dataclass(frozen=True)
class Side:
    """One feature in one of the two editions; `measure` is its area in m², its length in m, or 0 for a point."""

    id: str
    class_code: Value
    measure: float


@dataclass(frozen=True)
class Changed:
    """A feature in both editions, matched by id or else by equal geometry.

    `gained` and `lost` are the measures of what only the new, only the old shape holds; both 0 where the shape is the
    same, whatever vertex it starts at. `attributes` holds (old, new) of every attribute that differs but the class.
    """

    old: Side
    new: Side
    gained: float = 0.0
    lost: float = 0.0
    reshaped: bool = False
    attributes: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)

    @property
    def retyped(self) -> bool:
        """Whether its class changed."""
        return self.old.class_code != self.new.class_code

    @property
    def renamed(self) -> bool:
        """Whether its id changed."""
        return self.old.id != self.new.id


@dataclass(frozen=True)
class ClassTotal:
    """Features and measure of one class before and after; measures are sums over features, not dissolved."""

    class_code: Value
    old_count: int
    new_count: int
    old_measure: float
    new_measure: float


@dataclass(frozen=True)
class Changes:
    """The difference between two editions; `unit` is m2, m or None. One feature may be retyped and reshaped at once."""

    unit: str | None
    added: tuple[Side, ...]
    removed: tuple[Side, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    totals: tuple[ClassTotal, ...]

    @property
    def retyped(self) -> tuple[Changed, ...]:
        """Those whose class changed."""
        return tuple(change for change in self.changed if change.retyped)

    @property
    def reshaped(self) -> tuple[Changed, ...]:
        """Those whose geometry changed."""
        return tuple(change for change in self.changed if change.reshaped)

    def as_json(self) -> dict[str, object]:
        """The machine form; m² to 0.01, m to 0.001."""
        return {
            "unit": self.unit,
            "counts": {
                "added": len(self.added),
                "removed": len(self.removed),
                "retyped": len(self.retyped),
                "reshaped": len(self.reshaped),
                "attributes": sum(bool(change.attributes) for change in self.changed),
                "renamed": sum(change.renamed for change in self.changed),
                "unchanged": self.unchanged,
            },
            "measures": {
                "added": self._number(sum(side.measure for side in self.added)),
                "removed": self._number(sum(side.measure for side in self.removed)),
                "gained": self._number(sum(change.gained for change in self.changed)),
                "lost": self._number(sum(change.lost for change in self.changed)),
            },
            "totals": [
                {
                    "class": total.class_code,
                    "count": [total.old_count, total.new_count],
                    "measure": [self._number(total.old_measure), self._number(total.new_measure)],
                    "delta": self._number(total.new_measure - total.old_measure),
                }
                for total in self.totals
            ],
            "added": [self._side(side) for side in self.added],
            "removed": [self._side(side) for side in self.removed],
            "changed": [self._change(change) for change in self.changed],
        }

    def _change(self, change: Changed) -> dict[str, object]:
        return {
            "old": self._side(change.old),
            "new": self._side(change.new),
            "retyped": change.retyped,
            "reshaped": change.reshaped,
            "delta": self._number(change.new.measure - change.old.measure),
            "gained": self._number(change.gained),
            "lost": self._number(change.lost),
            "attributes": {name: list(pair) for name, pair in sorted(change.attributes.items())},
        }

    def _side(self, side: Side) -> dict[str, object]:
        return {"id": side.id, "class": side.class_code, "measure": self._number(side.measure)}

    def _number(self, measure: float) -> float:
        return round(float(measure), 2 if self.unit == "m2" else 3)


def changes(old: Features, new: Features, kind: LayerKind) -> Changes:
    """The changes from one edition to another of the same layer, each list ordered by id.

    Features are matched by id, the rest by equal geometry. Areas are ellipsoidal, lengths geodesic (`layers.geodesy`).
    """
    old_sides, new_sides = _sides(old, kind), _sides(new, kind)
    old_forms, new_forms = _forms(old), _forms(new)
    pairs = _pairs(old, new, old_forms, new_forms)
    moved = [(a, b) for a, b in pairs if old_forms[a] != new_forms[b]]
    before, after = old.geometries[[a for a, _ in moved]], new.geometries[[b for _, b in moved]]
    gained = _measures(kind, shapely.difference(after, before))
    lost = _measures(kind, shapely.difference(before, after))
    shapes = {pair: (float(more), float(less)) for pair, more, less in zip(moved, gained, lost, strict=True)}

    changed = []
    for a, b in pairs:
        more, less = shapes.get((a, b), (0.0, 0.0))
        attributes = _attributes(old.row(a), new.row(b), kind)
        change = Changed(old_sides[a], new_sides[b], more, less, (a, b) in shapes, attributes)
        if change.reshaped or change.retyped or change.renamed or attributes:
            changed.append(change)
    kept_old, kept_new = {a for a, _ in pairs}, {b for _, b in pairs}
    return Changes(
        unit=_UNITS[kind.geometry],
        added=tuple(side for row, side in enumerate(new_sides) if row not in kept_new),
        removed=tuple(side for row, side in enumerate(old_sides) if row not in kept_old),
        changed=tuple(sorted(changed, key=lambda change: change.new.id)),
        unchanged=len(pairs) - len(changed),
        totals=_totals(old_sides, new_sides),
    )


def _pairs(old: Features, new: Features, old_forms: list[bytes], new_forms: list[bytes]) -> list[tuple[int, int]]:
    by_id = {name: row for row, name in enumerate(new.ids)}
    pairs = [(row, by_id[name]) for row, name in enumerate(old.ids) if name in by_id]
    matched_old, matched_new = {a for a, _ in pairs}, {b for _, b in pairs}
    by_form: dict[bytes, list[int]] = {}
    for row, form in enumerate(new_forms):
        if row not in matched_new:
            by_form.setdefault(form, []).append(row)
    for row, form in enumerate(old_forms):
        if row not in matched_old and by_form.get(form):
            pairs.append((row, by_form[form].pop(0)))
    return pairs


def _sides(features: Features, kind: LayerKind) -> list[Side]:
    codes = features.attributes.get(kind.class_attribute or "", [None] * len(features))
    measures = _measures(kind, features.geometries)
    return [Side(name, code, float(m)) for name, code, m in zip(features.ids, codes, measures, strict=True)]


def _measures(kind: LayerKind, geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    if kind.geometry == "point" or not len(geometries):
        return np.zeros(len(geometries))
    return area(geometries) if kind.geometry == "polygon" else length(geometries)


def _forms(features: Features) -> list[bytes]:
    return list(shapely.to_wkb(shapely.normalize(features.geometries), byte_order=1))


def _attributes(old: Mapping[str, Value], new: Mapping[str, Value], kind: LayerKind) -> dict[str, tuple[Value, Value]]:
    names = dict.fromkeys(chain(old, new))
    return {
        name: (old.get(name), new.get(name))
        for name in names
        if name != kind.class_attribute and old.get(name) != new.get(name)
    }


def _totals(old: list[Side], new: list[Side]) -> tuple[ClassTotal, ...]:
    codes = sorted({side.class_code for side in (*old, *new)}, key=lambda code: (code is None, str(code)))
    totals = []
    for code in codes:
        before = [side.measure for side in old if side.class_code == code]
        after = [side.measure for side in new if side.class_code == code]
        totals.append(ClassTotal(code, len(before), len(after), sum(before), sum(after)))
    return tuple(totals)
