"""Section 1: what is asked about: the project, what was said of it, its corners and its area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.facts import OPINIONS
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Fields, Grid, Items, Paragraph, Section
from zoning.reports.siting.corners import Drawn, area_grid, corner_count, corner_grids, zone_notes, zone_text
from zoning.reports.siting.said import DASH, Body, column, joined, same, say, two, word

_NOT_SAID = two("未说明", "not said")
_YES: Mapping[bool, Titles] = {True: two("是", "yes"), False: two("否", "no")}


def facts(body: Body, of: Drawn, definitions: Definitions) -> Section:
    """The project, its facts, what was assumed, corners and areas."""
    return Section(
        two("项目概况与范围", "The project and its place"),
        (
            Fields(tuple(_project(body, of, definitions))),
            _facts(body, definitions),
            *_notice(of),
            area_grid(of, body),
        ),
        (
            Section(two("读取与假定", "Read and assumed"), tuple(_assumed(body))),
            Section(two("界址点坐标表", "Corners"), tuple(_corners(of))),
        ),
    )


def fact_title(definitions: Definitions, name: str) -> Titles:
    """The title of a fact; its code where these definitions no longer know it."""
    kind = definitions.facts.get(name)
    return same(name) if kind is None else kind.title


def fact_value(definitions: Definitions, name: str, value: object) -> Titles:
    """A value of a fact in words."""
    if value is None:
        return _NOT_SAID
    if isinstance(value, bool):
        return _YES[value]
    kind = definitions.facts.get(name)
    title = None if kind is None else kind.values.get(str(value))
    if title is None:
        title = OPINIONS.get(str(value))
    if title is not None:
        return title
    if kind is None or not kind.unit:
        return same(str(value))
    return two(f"{value} {kind.unit_text.zh}", f"{value} {kind.unit_text.en}")


def stated(body: Body, definitions: Definitions, name: str) -> Titles:
    """What is known of a fact of the project: as said, and beside it what follows from the industry code."""
    known = body["project"]["facts"].get(name)
    if not isinstance(known, Mapping):
        return fact_value(definitions, name, known)
    given = fact_value(definitions, name, known["given"])
    derived = joined(fact_value(definitions, name, one) for one in known["derived"])
    if known["given"] is None:
        return two(f"{derived.zh}（由行业代码等推得）", f"{derived.en} (follows from the industry code or other facts)")
    if known["conflict"]:
        return two(
            f"{given.zh}；推得为{derived.zh}，二者不一致，从严判断",
            f"{given.en}; what follows is {derived.en}: they disagree, the stricter counts",
        )
    return given


def _project(body: Body, of: Drawn, definitions: Definitions) -> Iterator[tuple[Titles, Cell]]:
    project = body["project"]
    yield two("项目名称", "project"), project["name"] or DASH
    yield two("行业代码（GB/T 4754）", "industry code (GB/T 4754)"), project["industry"] or _NOT_SAID
    yield two("所在行政区", "administrative area"), joined(_region(code, definitions) for code in body["regions"])
    yield two("判断日期", "as of"), body["as_of"]
    if "known_at" in body:
        yield two("数据截至", "as published by"), body["known_at"]
    if body["include"]:
        yield two("纳入比较的数据", "standings included"), joined(word(one) for one in body["include"])
    yield (
        two("位置精度", "accuracy"),
        two(f"{project['accuracy_m']:g} m（95 %）", f"{project['accuracy_m']:g} m (95 %)"),
    )
    yield two("坐标系", "coordinate system"), zone_text(of.zone)
    parts = of.project.parts
    corners = corner_count([part.geometry for part in parts])
    roles = joined(word(role) for role in dict.fromkeys(part.role for part in parts))
    yield (
        two("范围组成", "made up of"),
        two(
            f"{len(parts)} 个部分（{roles.zh}），{corners} 个界址点",
            f"{len(parts)} {'part' if len(parts) == 1 else 'parts'} ({roles.en}), {corners} corners",
        ),
    )


def _region(code: str, definitions: Definitions) -> Titles:
    if code not in definitions.regions:
        return same(code)
    name = definitions.regions[code].name
    return two(f"{name.zh} {code}", f"{name.en} {code}")


def _facts(body: Body, definitions: Definitions) -> Block:
    known: Mapping[str, Any] = body["project"]["facts"]
    if not known:
        return Paragraph(
            two(
                "没有说明任何项目情况；取决于项目情况的规则因此待定。",
                "No fact of the project was given; rules that depend on facts stand open for that reason.",
            ),
            "open",
        )
    order = {name: place for place, name in enumerate(definitions.facts)}
    names = sorted(known, key=lambda name: (order.get(name, len(order)), name))
    rows = [(fact_title(definitions, name), stated(body, definitions, name), name) for name in names]
    conflicts = [
        place for place, name in enumerate(names) if isinstance(known[name], Mapping) and known[name]["conflict"]
    ]
    columns = [
        column("fact", "项目情况", "fact"),
        column("value", "内容", "value"),
        column("code", "代码", "code"),
    ]
    return Grid(
        table("facts", two("项目情况", "Facts of the project"), columns, rows),
        tones=tuple((place, "caution") for place in conflicts),
    )


def _assumed(body: Body) -> Iterator[Block]:
    notes = tuple(say(note["text"]) for note in body["notes"])
    if notes:
        yield Items(notes)
    else:
        yield Paragraph(two("无：坐标系、精度和项目情况均由提交者说明。", "Nothing had to be assumed."), "faint")


def _notice(of: Drawn) -> Iterator[Block]:
    for text in zone_notes(of):
        yield Paragraph(text, "caution")


def _corners(of: Drawn) -> Iterator[Block]:
    yield Paragraph(zone_text(of.zone), "faint")
    yield from corner_grids(of)
