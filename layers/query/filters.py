"""A filter made ready for one kind of layer: which properties it may name, and what it says of rows.

The tree is that of CQL2 JSON (OGC 21-065r2). Every name and type is checked before any row is looked at, so that a
fault tells nothing of the data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from layers.editions import Value
from layers.errors import BadFilter
from layers.kinds import LayerKind
from layers.query.likeness import likeness
from layers.query.literals import literal, shape
from layers.query.places import PLACES, Placed
from layers.query.properties import GEOMETRY, Property, properties, unknown
from layers.query.reading import FilterLang, read
from layers.query.systems import CRS84, System
from layers.query.table import Rows, Table
from layers.query.truth import Truth

Filter = Callable[[Table, Rows], Truth]
MOST_TERMS = 500
MOST_SHAPES = 10
_DEEPEST = 32  # of the tree: JSON has no brackets to count
_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, other: bool(value == other),
    "<>": lambda value, other: bool(value != other),
    "<": lambda value, other: bool(value < other),
    "<=": lambda value, other: bool(value <= other),
    ">": lambda value, other: bool(value > other),
    ">=": lambda value, other: bool(value >= other),
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OTHERWISE = {"s_within": "s_contains", "s_contains": "s_within"}  # where the shape stands first
_SPATIAL = f"S_INTERSECTS({GEOMETRY}, BBOX(120, 28, 121, 29))"
_COUNTS = {"not": range(1, 2), "isnull": range(1, 2), "between": range(3, 4)}  # of arguments; of the others two


def filter_of(text: str, lang: FilterLang, kind: LayerKind, system: System = CRS84) -> Filter:
    """A filter for the tables of a kind; its shapes are in `system`. Raises BadFilter."""
    return _Maker(kind, system).condition(read(text, lang), "$", 0)


def equals(name: str, text: str, kind: LayerKind) -> Filter:
    """Where a property has the value that a text means, such as of `?level=1`. Raises BadFilter."""
    found = properties(kind)[name]
    value: Any = text
    if found.type == "boolean":
        value = {"true": True, "false": False}.get(text, text)
    elif found.type in ("number", "integer"):
        try:
            value = float(text)
        except ValueError:
            value = text  # told as of another type
    return _Maker(kind, CRS84).condition({"op": "=", "args": [{"property": name}, value]}, name, 0)


def every(parts: Sequence[Filter]) -> Filter | None:
    """All of the filters at once; None where there are none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return lambda table, rows: Truth.all([part(table, rows) for part in parts])


@dataclass(frozen=True)
class _Operand:
    """A property as a condition names it; `folded` by CASEI."""

    property: Property
    folded: bool


class _Maker:
    def __init__(self, kind: LayerKind, system: System) -> None:
        self._kind = kind
        self._system = system
        self._properties = properties(kind)
        self._terms = self._shapes = 0

    def condition(self, tree: Any, where: str, depth: int) -> Filter:
        """The filter of one node; `where` is its place in the tree as JSONPath."""
        self._terms += 1
        if depth > _DEEPEST or self._terms > MOST_TERMS:
            raise BadFilter(
                f"filter 过大：最多 {MOST_TERMS} 个条件、{_DEEPEST} 层",
                f"the filter is too large: {MOST_TERMS} conditions and {_DEEPEST} levels at most",
            )
        if isinstance(tree, bool):
            return lambda _, rows: Truth.certain(np.full(len(rows), tree))
        if isinstance(tree, dict) and set(tree) == {"property"}:
            return self._compared("=", [tree, True], where)
        if not isinstance(tree, dict) or not isinstance(tree.get("op"), str) or not isinstance(tree.get("args"), list):
            raise BadFilter(
                f"filter {where}：此处应为条件，如 level = '1'",
                f"filter {where}: here a condition is wanted, such as level = '1'",
            )
        op, args = tree["op"].lower(), tree["args"]
        if op in ("and", "or"):
            self._require_count(args, range(2, MOST_TERMS), op, where)
            return self._together(Truth.all if op == "and" else Truth.any, args, where, depth)
        makers: dict[str, Callable[[list[Any], str], Filter]] = {
            "not": lambda args, where: self._not(args, where, depth),
            "isnull": self._null,
            "between": self._between,
            "in": self._among,
            "like": self._like,
            **dict.fromkeys(_ORDER, partial(self._compared, op)),
            **dict.fromkeys(PLACES, partial(self._placed, op)),
        }
        if op not in makers:
            raise _no_operator(tree["op"], where)
        self._require_count(args, _COUNTS.get(op, range(2, 3)), op, where)
        return makers[op](args, where)

    def _together(self, joined: Callable[[Sequence[Truth]], Truth], args: list[Any], where: str, depth: int) -> Filter:
        parts = [self.condition(arg, f"{where}.args[{place}]", depth + 1) for place, arg in enumerate(args)]
        return lambda table, rows: joined([part(table, rows) for part in parts])

    def _not(self, args: list[Any], where: str, depth: int) -> Filter:
        inner = self.condition(args[0], f"{where}.args[0]", depth + 1)
        return lambda table, rows: ~inner(table, rows)

    # --- properties

    def _compared(self, op: str, args: list[Any], where: str) -> Filter:
        one, other = args
        if not _names_property(one) and _names_property(other):
            one, other, op = other, one, _TURNED.get(op, op)
        operand = self._operand(one, where)
        if _names_property(other):
            raise BadFilter(
                f"filter {where}：属性只能与值比较，不能与另一属性比较",
                f"filter {where}: a property is compared with a value, not with another property",
            )
        if op not in ("=", "<>") and operand.property.type == "boolean":
            raise BadFilter(
                f"filter {where}：{operand.property.name} 是真假值，没有大小次序",
                f"filter {where}: {operand.property.name} is true or false and has no order",
            )
        value, holds = self._value(other, operand, where), _ORDER[op]
        return self._tested(operand, lambda found: holds(found, value))

    def _between(self, args: list[Any], where: str) -> Filter:
        operand = self._operand(args[0], where)
        if operand.property.type not in ("number", "integer", "date"):
            raise BadFilter(
                f"filter {where}：BETWEEN 只用于数字和日期，{operand.property.name} 不是",
                f"filter {where}: BETWEEN is for numbers and dates, and {operand.property.name} is neither",
            )
        low, high = (self._value(arg, operand, where) for arg in args[1:])
        return self._tested(operand, lambda found: bool(low <= found <= high))  # type: ignore[operator]

    def _among(self, args: list[Any], where: str) -> Filter:
        operand = self._operand(args[0], where)
        if not isinstance(args[1], list) or not args[1]:
            raise BadFilter(
                f"filter {where}：IN 之后应为值的列表", f"filter {where}: IN is followed by a list of values"
            )
        wanted = frozenset(self._value(arg, operand, where) for arg in args[1])
        return self._tested(operand, lambda found: found in wanted)

    def _like(self, args: list[Any], where: str) -> Filter:
        operand = self._operand(args[0], where)
        pattern, folded = _unfolded(args[1])
        if operand.property.type not in ("text", "code") or not isinstance(pattern, str):
            raise BadFilter(
                f"filter {where}：LIKE 只用于文字属性和文字样式，如 name LIKE '%水库%'",
                f"filter {where}: LIKE is for a property of text and a pattern of text, such as name LIKE '%水库%'",
            )
        form = likeness(pattern.casefold() if folded else pattern)
        return self._tested(operand, lambda found: form.fullmatch(str(found)) is not None)

    def _null(self, args: list[Any], where: str) -> Filter:
        if args[0] == {"property": GEOMETRY}:
            return lambda _, rows: Truth.certain(np.zeros(len(rows), np.bool_))
        name = self._operand(args[0], where).property.name
        return lambda table, rows: Truth.certain(~table.column(name).known(rows))

    def _tested(self, operand: _Operand, holds: Callable[[Value], bool]) -> Filter:
        name = operand.property.name
        if operand.folded:
            plain = holds
            holds = lambda found: plain(str(found).casefold())  # noqa: E731 - the same, of the folded text

        def tested(table: Table, rows: Rows) -> Truth:
            column = table.column(name)
            return Truth.among(column.test(rows, holds), column.known(rows))

        return tested

    def _operand(self, tree: Any, where: str) -> _Operand:
        tree, folded = _unfolded(tree)
        if not _names_property(tree):
            raise BadFilter(
                f"filter {where}：此处应为属性名；可用：{', '.join(self._properties)}",
                f"filter {where}: here a property is wanted; there are {', '.join(self._properties)}",
            )
        found = self._properties.get(tree["property"])
        if found is None:
            raise unknown(str(tree["property"]), self._kind, f"filter {where}: ")
        if folded and found.type not in ("text", "code"):
            raise BadFilter(
                f"filter {where}：CASEI 只用于文字，{found.name} 不是",
                f"filter {where}: CASEI is for texts, and {found.name} is none",
            )
        return _Operand(found, folded)

    def _value(self, tree: Any, operand: _Operand, where: str) -> Value:
        plain, folded = _unfolded(tree)
        if plain is None:
            raise BadFilter(
                f"filter {where}：与 NULL 比较没有结果；请用 IS NULL 或 IS NOT NULL",
                f"filter {where}: nothing equals NULL; use IS NULL or IS NOT NULL",
            )
        if isinstance(plain, dict) and "op" in plain:
            raise _no_operator(str(plain["op"]), where)
        value = literal(plain, operand.property, where, folded=folded or operand.folded)
        return value.casefold() if folded and isinstance(value, str) else value

    # --- places

    def _placed(self, op: str, args: list[Any], where: str) -> Filter:
        self._shapes += 1
        if self._shapes > MOST_SHAPES:
            raise BadFilter(
                f"filter 最多有 {MOST_SHAPES} 个空间条件", f"a filter has {MOST_SHAPES} spatial conditions at most"
            )
        one, other = args
        if not _names_property(one):
            one, other, op = other, one, _OTHERWISE.get(op, op)
        if one != {"property": GEOMETRY} or _names_property(other):
            raise BadFilter(
                f"filter {where}：空间条件比较 {GEOMETRY} 与一个图形，如 {_SPATIAL}",
                f"filter {where}: a spatial condition compares {GEOMETRY} with a shape, such as {_SPATIAL}",
            )
        return Placed(op, shape(other, self._system, where))

    def _require_count(self, args: list[Any], allowed: range, op: str, where: str) -> None:
        if len(args) not in allowed:
            raise BadFilter(
                f"filter {where}：{op} 不能有 {len(args)} 个参数",
                f"filter {where}: {op} does not take {len(args)} arguments",
            )


def _names_property(tree: Any) -> bool:
    plain, _ = _unfolded(tree)
    return isinstance(plain, dict) and "property" in plain


def _unfolded(tree: Any) -> tuple[Any, bool]:
    """What stands in CASEI, and whether it stood there."""
    if isinstance(tree, dict) and str(tree.get("op", "")).lower() == "casei" and len(tree.get("args", ())) == 1:
        return tree["args"][0], True
    return tree, False


def _no_operator(op: str, where: str) -> BadFilter:
    known = "AND, OR, NOT, =, <>, <, <=, >, >=, IS NULL, BETWEEN, IN, LIKE, CASEI, " + ", ".join(PLACES).upper()
    return BadFilter(
        f"filter {where}：没有运算 {op[:40]!r}；可用：{known}",
        f"filter {where}: there is no {op[:40]!r}; there are {known}",
    )
