"""Section 6: the hint on the class of EIA."""

from __future__ import annotations

from typing import Final

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Fields, Grid, Paragraph, Section, Tone
from zoning.reports.siting.facts import fact_title
from zoning.reports.siting.said import (
    Body,
    column,
    joined,
    same,
    say,
    sentence,
    two,
)

_COMPARED: Final[dict[str, Tone]] = {"milder": "bad", "differs": "caution"}


def classification(body: Body, definitions: Definitions) -> Section:
    """The level of EIA by the catalogue, its rows, the sensitive areas that raise it, and the level stated."""
    hint = body["eia"]
    levels = [say(text) for text in hint["level_texts"]]
    said = (
        joined(levels, " / ", " / ")
        if levels
        else two("受限数据参与判断，此处不显示", "not shown: restricted data takes part")
    )
    stated = hint["stated"]
    rows: list[tuple[Titles, Cell]] = [
        (two("名录", "catalogue"), say(hint["title"])),
        (two("可能的类别", "levels possible"), said),
        (two("项目所填", "as stated"), _level(hint, stated, definitions)),
    ]
    if hint["raised_by"]:
        rows.append((two("涉及的敏感区", "sensitive areas met"), joined(say(one["text"]) for one in hint["raised_by"])))
    if hint["open_areas"]:
        rows.append(
            (
                two("尚不能判断的敏感区", "sensitive areas not known"),
                joined(_area(one, definitions) for one in hint["open_areas"]),
            )
        )
    if hint["missing_facts"]:
        missing = joined(fact_title(definitions, name) for name in hint["missing_facts"])
        rows.append((two("缺少的项目情况", "facts missing"), missing))
    blocks: list[Block] = [Paragraph(sentence(hint["text"]), "faint"), Fields(tuple(rows))]
    if hint["comparison_text"] is not None:
        blocks.append(Paragraph(sentence(hint["comparison_text"]), _COMPARED.get(hint["comparison"], "plain")))
    if not hint["in_force"]:
        blocks.append(
            Paragraph(
                two(
                    "该版名录在判断日期未生效，仅供参考。",
                    "This edition of the catalogue is not in force on the day asked about.",
                ),
                "caution",
            )
        )
    if hint["rows"]:
        blocks.append(_rows(hint))
    else:
        blocks.append(Paragraph(two("名录中没有与项目相符的条目。", "No row of the catalogue fits the project.")))
    return Section(two("环评类别提示", "Hint on the class of EIA"), tuple(blocks))


def _level(hint: Body, stated: str | None, definitions: Definitions) -> Cell:
    if stated is None:
        return two("未说明", "not said")
    known = dict(zip(hint["levels"], hint["level_texts"], strict=True))
    if stated in known:
        return say(known[stated])
    kind = definitions.facts.get("eia_level")
    return same(stated) if kind is None or stated not in kind.values else kind.values[stated]


def _area(name: str, definitions: Definitions) -> Titles:
    area = definitions.eia.areas.get(name)
    return same(name) if area is None else area.entry.title


def _rows(hint: Body) -> Grid:
    known = dict(zip(hint["levels"], hint["level_texts"], strict=True))
    rows: list[list[Cell]] = []
    for row in hint["rows"]:
        sensitive = row["sensitive"]
        met = {True: two("涉及", "involved"), False: two("不涉及", "not involved"), None: two("待定", "open")}
        rows.append(
            [
                row["item"],
                say(row["text"]),
                joined((say(known.get(level), str(level)) for level in row["levels"]), " / ", " / "),
                None if sensitive is None else met[sensitive["involved"]],
            ]
        )
    columns = [
        column("item", "序号", "item", digits=0),
        column("text", "条目", "what"),
        column("levels", "类别", "levels"),
        column("sensitive", "敏感区", "sensitive area"),
    ]
    return Grid(table("eia", two("相符的名录条目", "Rows that fit"), columns, rows))
