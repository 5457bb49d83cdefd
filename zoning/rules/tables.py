"""Tables: rows of enumerated facts → effect, checked to name every combination exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from layers.kinds import LayerKinds
from zoning.facts import FactKinds
from zoning.logic import Strictness
from zoning.rules.model import TableEntry, TableRow
from zoning.rules.places import Anywhere, Opposite, Place, parse_place
from zoning.rules.selectors import Always, Among, Joined, MalformedExpression, Selector


def parse_table(entry: TableEntry, kinds: LayerKinds, facts: FactKinds) -> tuple[TableRow, ...]:
    """The rows, ready to evaluate. Raises MalformedExpression for a gap, an overlap or an unknown name."""
    domains = [_domain(column, entry, kinds, facts) for column in entry.columns]
    if entry.columns[:1] != ("class",):
        raise MalformedExpression("the first column of a table is `class`", ("table", "columns"))
    if len(set(entry.columns)) < len(entry.columns):
        raise MalformedExpression("a table names each column once", ("table", "columns"))
    rows: list[TableRow] = []
    covered: dict[tuple[str, ...], int] = {}
    for index, cells in enumerate(entry.rows):
        path = ("table", "rows", index)
        if len(cells) != len(entry.columns) + 1:
            raise MalformedExpression(f"a row has {len(entry.columns)} cells and an outcome", path)
        picks = [_cell(cell, domain, path) for cell, domain in zip(cells[:-1], domains, strict=True)]
        for combination in product(*picks):
            if combination in covered:
                other = covered[combination] + 1
                raise MalformedExpression(f"{' × '.join(combination)} is already in row {other}", path)
            covered[combination] = index
        effect, only, otherwise, requirements = _outcome(cells[-1], kinds, path)
        rows.append(
            TableRow(
                classes=frozenset(picks[0]),
                selector=_row_selector(entry.columns[1:], picks[1:], domains[1:], facts),
                effect=effect,
                only=only,
                otherwise=otherwise,
                requirements=requirements,
            )
        )
    for combination in product(*domains):
        if combination not in covered:
            raise MalformedExpression(f"no row says what follows from {' × '.join(combination)}", ("table", "rows"))
    return tuple(rows)


def _domain(column: str, entry: TableEntry, kinds: LayerKinds, facts: FactKinds) -> tuple[str, ...]:
    if column == "class":
        kind = kinds.get(entry.layer)
        if kind is None or kind.class_attribute is None:
            raise MalformedExpression(f"{entry.layer!r} is not a layer with a class", ("table", "layer"))
        return tuple(kind.attributes[kind.class_attribute].values)
    if column not in facts or facts[column].type != "code":
        raise MalformedExpression(f"column {column!r} is not a fact with listed values", ("table", "columns"))
    return tuple(facts[column].values)


def _cell(cell: object, domain: Sequence[str], path: tuple[str | int, ...]) -> tuple[str, ...]:
    if cell == "any":
        return tuple(domain)
    values = tuple(cell) if isinstance(cell, list) else (cell,)
    for value in values:
        if value not in domain:
            raise MalformedExpression(f"{value!r} is not one of {', '.join(domain)}", path)
    return tuple(str(value) for value in values)


def _row_selector(
    columns: Sequence[str], picks: Sequence[tuple[str, ...]], domains: Sequence[tuple[str, ...]], facts: FactKinds
) -> Selector:
    parts: list[Selector] = [
        Among(column, frozenset(facts[column].typed(value) for value in pick))
        for column, pick, domain in zip(columns, picks, domains, strict=True)
        if set(pick) != set(domain)
    ]
    return Joined(tuple(parts), every=True) if parts else Always()


def _outcome(
    data: Any, kinds: LayerKinds, path: tuple[str | int, ...]
) -> tuple[Strictness, Place | None, Strictness, tuple[str, ...]]:
    if data in ("none", "prohibit"):
        return (Strictness.PROHIBIT if data == "prohibit" else Strictness.NONE), None, Strictness.NONE, ()
    if not isinstance(data, Mapping):
        raise MalformedExpression(
            "an outcome is none, prohibit, {require: [...]}, {require: [...], only: place} or "
            "{prohibit: place, otherwise: ...}",
            path,
        )
    if set(data) == {"require"}:
        return Strictness.REQUIRE, None, Strictness.NONE, _codes(data["require"], path)
    if set(data) == {"require", "only"}:
        return Strictness.REQUIRE, _only(data["only"], kinds, path), Strictness.NONE, _codes(data["require"], path)
    if "prohibit" in data and set(data) <= {"prohibit", "otherwise"}:
        only = _only(data["prohibit"], kinds, path)
        otherwise = data.get("otherwise", "none")
        if otherwise == "none":
            return Strictness.PROHIBIT, only, Strictness.NONE, ()
        if isinstance(otherwise, Mapping) and set(otherwise) == {"require"}:
            return Strictness.PROHIBIT, only, Strictness.REQUIRE, _codes(otherwise["require"], path)
    raise MalformedExpression(f"an outcome cannot be {data!r}", path)


def _only(data: object, kinds: LayerKinds, path: tuple[str | int, ...]) -> Place:
    """The place that narrows a row. It is joined to the row's class by `all`, so `not` cannot stand in it."""
    try:
        place = parse_place(data, kinds)
    except MalformedExpression as fault:
        raise MalformedExpression(str(fault), path) from fault
    if isinstance(place, Anywhere | Opposite):
        raise MalformedExpression("a row is narrowed by zone terms, not by anywhere, not or wholly_inside", path)
    return place


def _codes(data: object, path: tuple[str | int, ...]) -> tuple[str, ...]:
    codes = data if isinstance(data, list) else [data]
    if not codes or not all(isinstance(code, str) and code for code in codes):
        raise MalformedExpression("`require` takes the codes of requirements", path)
    return tuple(codes)
