"""Place expressions: where a provision holds, as zone terms over layers joined by all, any and not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from layers.kinds import LayerKinds
from layers.once import once
from zoning.rules.hashed import HashedOnce
from zoning.rules.selectors import MalformedExpression


@dataclass(frozen=True)
class Bounds:
    """The numbers from `at_least` (inclusive) and below `below`."""

    at_least: float = -math.inf
    below: float = math.inf

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | float) and self.at_least <= value < self.below


@dataclass(frozen=True)
class Zone(HashedOnce):
    """The features of one layer whose attributes have listed values or lie in bounds; no attribute: all features."""

    layer: str
    where: tuple[tuple[str, frozenset[str | int | float | bool] | Bounds], ...] = ()

    __hash__ = HashedOnce.__hash__


class Place(HashedOnce):
    """A place expression."""

    def terms(self) -> Iterator[Term]:
        """Every term in it."""
        raise NotImplementedError

    def on_bare_ground(self) -> bool:
        """Whether a footprint meets it where none of its layers holds anything, and all of them say so."""
        raise NotImplementedError

    @once
    def layers(self) -> frozenset[str]:
        """Every layer it names."""
        return frozenset(term.zone.layer for term in self.terms())

    @once
    def reach_by_layer(self) -> Mapping[str, float]:
        """Layer → the farthest that it reads that, metres."""
        found: dict[str, float] = {}
        for term in self.terms():
            found[term.zone.layer] = max(found.get(term.zone.layer, 0.0), term.grow_m)
        return found

    @once
    def reach_m(self) -> float:
        """The farthest that it reads a layer, metres."""
        return max((term.grow_m for term in self.terms()), default=0.0)


@dataclass(frozen=True)
class Anywhere(Place):
    """The whole territory."""

    def terms(self) -> Iterator[Term]:
        """None."""
        yield from ()

    def on_bare_ground(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True)
class Term(Place):
    """`inside` (grow_m 0), `within_m` (grow_m > 0) or `outside` of a zone."""

    zone: Zone
    grow_m: float = 0.0
    outside: bool = False

    __hash__ = HashedOnce.__hash__

    def terms(self) -> Iterator[Term]:
        """Itself."""
        yield self

    def on_bare_ground(self) -> bool:
        """Outside of nothing."""
        return self.outside


@dataclass(frozen=True)
class Group(Place):
    """All (intersection) or any (union) of several places, judged on the same piece of the footprint."""

    parts: tuple[Place, ...]
    every: bool

    __hash__ = HashedOnce.__hash__

    def terms(self) -> Iterator[Term]:
        """Those of every part."""
        for part in self.parts:
            yield from part.terms()

    def on_bare_ground(self) -> bool:
        """As its parts do."""
        return (all if self.every else any)(part.on_bare_ground() for part in self.parts)


@dataclass(frozen=True)
class Opposite(Place):
    """The footprint does not meet the place; stands outermost. `wholly_inside` Z is the opposite of outside Z."""

    part: Place

    def terms(self) -> Iterator[Term]:
        """Those of the part."""
        yield from self.part.terms()

    def on_bare_ground(self) -> bool:
        """As its part does not."""
        return not self.part.on_bare_ground()


def parse_place(data: object, kinds: LayerKinds) -> Place:
    """Read `anywhere` or a place expression. Raises MalformedExpression for unknown layers, attributes or values."""
    if data == "anywhere":
        return Anywhere()
    operator, body = _single(data)
    if operator == "not":
        return Opposite(_parse_inner(body, kinds))
    if operator == "wholly_inside":
        return Opposite(_outside(body, kinds))
    return _parse_inner(data, kinds)


def _parse_inner(data: object, kinds: LayerKinds) -> Place:
    operator, body = _single(data)
    if operator in ("all", "any"):
        if not isinstance(body, list) or not body:
            raise MalformedExpression(f"`{operator}` takes a list of places", (operator,))
        return Group(tuple(_parse_inner(item, kinds) for item in body), every=operator == "all")
    if operator == "inside":
        return Term(parse_zone(body, kinds))
    if operator == "outside":
        return _outside(body, kinds)
    if operator == "within_m":
        if not isinstance(body, Mapping) or set(body) != {"distance", "of"}:
            raise MalformedExpression("`within_m` takes {distance: metres, of: {layer: {...}}}", (operator,))
        try:
            metres = float(body["distance"])
        except (TypeError, ValueError) as fault:
            raise MalformedExpression("the distance must be a number of metres", (operator, "distance")) from fault
        if not 0 < metres < 100_000:
            raise MalformedExpression("the distance must lie between 0 and 100 km", (operator, "distance"))
        return Term(parse_zone(body["of"], kinds), grow_m=metres)
    if operator in ("not", "wholly_inside"):
        raise MalformedExpression(f"`{operator}` stands outermost", (operator,))
    raise MalformedExpression(f"there is no place operator {operator!r}", (operator,))


def _outside(body: object, kinds: LayerKinds) -> Term:
    zone = parse_zone(body, kinds)
    if kinds[zone.layer].geometry != "polygon":
        raise MalformedExpression(f"`outside` needs a polygon layer, {zone.layer!r} is not")
    return Term(zone, outside=True)


def parse_zone(data: object, kinds: LayerKinds) -> Zone:
    """Read `{layer: {attribute: value | [values] | {at_least, below}}}`; bounds are for numbers."""
    layer, where = _single(data)
    if layer not in kinds:
        raise MalformedExpression(f"there is no layer {layer!r} in data/layers", (layer,))
    kind = kinds[layer]
    if not isinstance(where, Mapping):
        raise MalformedExpression(f"attributes of {layer!r} are a mapping, {{}} for all features", (layer,))
    conditions: list[tuple[str, frozenset[str | int | float | bool] | Bounds]] = []
    for name, values in sorted(where.items()):
        if name not in kind.attributes:
            raise MalformedExpression(f"layer {layer!r} has no attribute {name!r}", (layer, name))
        if isinstance(values, Mapping) and kind.attributes[name].type in ("number", "integer"):
            conditions.append((name, _bounds(values, (layer, name))))
            continue
        texts = values if isinstance(values, list) else [values]
        if not texts or not all(isinstance(text, str) for text in texts):
            raise MalformedExpression(f"attribute {name!r} of {layer!r} takes a value or a list of them", (layer, name))
        try:
            conditions.append((name, frozenset(kind.attributes[name].typed(text) for text in texts)))
        except ValueError as fault:
            raise MalformedExpression(f"attribute {name!r} of {layer!r}: {fault}", (layer, name)) from fault
    return Zone(layer, tuple(conditions))


def _bounds(data: Mapping[str, object], path: tuple[str, ...]) -> Bounds:
    if not data or not set(data) <= {"at_least", "below"}:
        raise MalformedExpression("a number takes {at_least: number, below: number}, or one of the two", path)
    try:
        numbers = {name: float(str(text)) for name, text in data.items()}
    except ValueError as fault:
        raise MalformedExpression("the bounds must be numbers", path) from fault
    bounds = Bounds(**numbers)
    if not all(map(math.isfinite, numbers.values())) or not bounds.at_least < bounds.below:
        raise MalformedExpression("the bounds must be finite, and the lower below the upper", path)
    return bounds


def _single(data: object) -> tuple[str, object]:
    if not isinstance(data, Mapping) or len(data) != 1:
        raise MalformedExpression("a place is a mapping with one operator: inside, outside, within_m, all, any, not")
    (pair,) = data.items()
    return pair
