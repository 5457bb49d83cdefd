"""Tables of a retention body: summary, then by region, type, bay and island, the project, the gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from layers.definition_file import Titles
from zoning.measures.columns import km, km_column, percent, text_column
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.shoreline.titles import COUNTED, GATES, KINDS, LEVELS, type_title
from zoning.measures.tables import Cell, Column, Table, table
from zoning.measures.titles import as_itself, region_title

Body = Mapping[str, Any]


_CODE: Final = Column("code", Titles(zh="代码", en="code"))
_RATE: Final = Column("rate_percent", Titles(zh="保有率", en="retention rate"), "%", 2)
_LENGTHS: Final = (
    ("total_m", "岸线总长", "all shoreline"),
    ("natural_m", "计为自然岸线", "counted as natural"),
    ("native_m", "原生自然岸线", "native natural line"),
    ("restored_m", "恢复修复并经认定", "restored and recognised"),
    ("restored_unrecognised_m", "恢复修复未经认定", "restored, not recognised"),
    ("artificial_m", "人工岸线", "artificial"),
    ("estuary_m", "河口岸线", "estuary line"),
    ("unclassed_m", "未分类", "unclassed"),
    ("denominator_m", "分母", "denominator"),
)


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """Lengths in km, rates in percent; the summary first, tables without rows left out."""
    drawn = [
        _summary(body),
        _regions(body, definitions),
        _types(body, definitions),
        _bays(body),
        _islands(body, definitions),
        _floors(body, definitions),
        *_project(body, definitions),
        _sensitivity(body),
        _gates(body),
    ]
    return tuple(drawn[:1] + [one for one in drawn[1:] if one.rows])


def _summary(body: Body) -> Table:
    columns = [text_column("kind", "类别", "kind")]
    columns += [km_column(name.removesuffix("_m") + "_km", zh, en) for name, zh, en in _LENGTHS]
    columns += [_RATE, *_bounds("rate", "保有率", "rate", "%")]
    columns.append(Column("segments", Titles(zh="岸段数", en="segments"), None, 0))
    rows: list[list[Cell]] = []
    for member, kind in (("mainland", "mainland"), ("islands", "island")):
        tally = body[member]
        lengths = [km(tally[name]) for name, _, _ in _LENGTHS]
        rows.append([KINDS[kind], *lengths, *_rates(tally), tally["segments"]])
    return table(
        "summary", Titles(zh="大陆与海岛自然岸线", en="natural shoreline, mainland and islands"), columns, rows
    )


def _bounds(name: str, zh: str, en: str, unit: str | None) -> tuple[Column, Column]:
    digits = 2 if unit == "%" else 3
    least = Column(f"{name}_least", Titles(zh=f"{zh}下限", en=f"{en}, least"), unit, digits)
    return least, Column(f"{name}_most", Titles(zh=f"{zh}上限", en=f"{en}, greatest"), unit, digits)


def _rates(tally: Mapping[str, Any]) -> list[Cell]:
    least, most = tally["rate_range"] or (None, None)
    return [tally["rate_percent"], percent(least), percent(most)]


def _regions(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = [_CODE, text_column("region", "地区", "region"), text_column("level", "级别", "level")]
    rows: list[list[Cell]] = []
    for member, zh, en in (("mainland", "大陆", "mainland"), ("islands", "海岛", "islands")):
        columns += [
            km_column(f"{member}_total_km", f"{zh}岸线", f"{en}, all"),
            km_column(f"{member}_natural_km", f"{zh}自然岸线", f"{en}, natural"),
            km_column(f"{member}_unclassed_km", f"{zh}未分类", f"{en}, unclassed"),
            Column(f"{member}_rate_percent", Titles(zh=f"{zh}保有率", en=f"{en}, rate"), "%", 2),
        ]
    for row in body["by_region"]:
        name, level = region_title(definitions, row["region"]), LEVELS[row["level"]]
        cells: list[Cell] = [row["region"], name, level]
        for member in ("mainland", "islands"):
            tally = row[member]
            cells += [km(tally[key]) for key in ("total_m", "natural_m", "unclassed_m")]
            cells.append(tally["rate_percent"])
        rows.append(cells)
    if body["unassigned_m"]:
        rows.append(
            [
                None,
                Titles(zh="未分配（大陆与海岛）", en="unassigned, both"),
                None,
                km(body["unassigned_m"]),
                *([None] * 7),
            ]
        )
    return table("by_region", Titles(zh="按地区", en="by region"), columns, rows)


def _types(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = [
        text_column("kind", "类别", "kind"),
        _CODE,
        text_column("type", "岸线类型", "type"),
        text_column("counted", "计为", "counted as"),
    ]
    columns += [km_column("length_km", "长度", "length"), Column("share", Titles(zh="占比", en="share"), "%", 2)]
    rows = [
        [
            KINDS[row["kind"]],
            row["type"],
            type_title(definitions, row["type"]),
            COUNTED[row["counted"]],
            km(row["length_m"]),
            100.0 * row["share"],
        ]
        for row in body["by_type"]
    ]
    return table("by_type", Titles(zh="按类型", en="by type"), columns, rows)


def _bays(body: Body) -> Table:
    columns = [Column("bay", Titles(zh="海湾", en="bay"))]
    for member, zh, en in (("mainland", "大陆", "mainland"), ("islands", "海岛", "islands")):
        columns += [
            km_column(f"{member}_total_km", f"{zh}岸线", f"{en}, all"),
            km_column(f"{member}_natural_km", f"{zh}自然岸线", f"{en}, natural"),
            Column(f"{member}_rate_percent", Titles(zh=f"{zh}保有率", en=f"{en}, rate"), "%", 2),
        ]
    rows: list[list[Cell]] = []
    for row in body["by_bay"]:
        cells: list[Cell] = [row["bay"]]
        for member in ("mainland", "islands"):
            tally = row[member]
            cells += [km(tally["total_m"]), km(tally["natural_m"]), tally["rate_percent"]]
        rows.append(cells)
    return table("by_bay", Titles(zh="按海湾", en="by bay"), columns, rows)


def _islands(body: Body, definitions: MeasureDefinitions) -> Table:
    columns = [Column("island", Titles(zh="海岛", en="island")), _CODE, text_column("region", "地区", "region")]
    columns += [km_column("total_km", "岸线", "shoreline"), km_column("natural_km", "自然岸线", "natural")]
    columns += [km_column("unclassed_km", "未分类", "unclassed"), _RATE]
    rows: list[list[Cell]] = []
    for row in body["by_island"]:
        name = region_title(definitions, row["region"]) if row["region"] else None
        lengths = [km(row[name]) for name in ("total_m", "natural_m", "unclassed_m")]
        rate = percent(row["rate"])
        rows.append([row["island"], row["region"], name, *lengths, rate])
    return table("by_island", Titles(zh="按海岛", en="by island"), columns, rows)


def _floors(body: Body, definitions: MeasureDefinitions) -> Table:
    titles = _floor_titles(definitions)
    columns = [text_column("floor", "目标", "target"), Column("minimum", Titles(zh="下限", en="minimum"), "%", 2)]
    columns += [km_column("slack_km", "余量", "slack"), *_bounds("slack_km", "余量", "slack", "km")]
    rows: list[list[Cell]] = [
        [
            titles.get(row["floor"], as_itself(row["floor"])),
            100.0 * row["minimum_rate"],
            km(row["slack_m"]),
            *(km(bound) for bound in row["slack_range_m"] or (None, None)),
        ]
        for row in body["floors"]
    ]
    return table("floors", Titles(zh="距目标的余量", en="slack before a floor fails"), columns, rows)


def _floor_titles(definitions: MeasureDefinitions) -> Mapping[str, Titles]:
    return {floor.floor: floor.title for floor in definitions.shoreline_law[0].floors}


def _project(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    project = body.get("project")
    if project is None:
        return ()
    columns = [text_column("item", "项目影响", "effect of the project"), text_column("unit", "单位", "unit")]
    columns += [Column("value", Titles(zh="数值", en="value"), None, 3), *_bounds("value", "数值", "value", None)]
    rows: list[Sequence[Cell]] = []
    for row in project["taken"]:
        kind, counted = KINDS[row["kind"]], COUNTED[row["counted"]]
        name = Titles(zh=f"{kind.zh}：范围内的{counted.zh}岸线", en=f"{kind.en}: inside, {counted.en}")
        rows.append((name, "m", row["length_m"], *row["length_range_m"]))
    for member, kind in (("mainland", KINDS["mainland"]), ("islands", KINDS["island"])):
        effect = project[member]
        if effect is None:
            continue
        taken, after, rates = (effect[key] or (None, None) for key in _RANGES)
        rows += [
            (_of(kind, "占用自然岸线", "natural line taken"), "m", effect["natural_taken_m"], *taken),
            (_of(kind, "占用后自然岸线", "natural line after it"), "m", effect["natural_after_m"], *after),
            (_of(kind, "占用后保有率", "rate after it"), "%", effect["rate_after_percent"], *map(percent, rates)),
        ]
    floors = _floor_titles(definitions)
    for row in project["floors"]:
        after = row["slack_after_range_m"] or (None, None)
        floor = floors.get(row["floor"], as_itself(row["floor"]))
        rows.append((_of(floor, "占用后余量", "slack after it"), "m", row["slack_after_m"], *after))
    titles = {fine.fine: fine.title for fine in definitions.shoreline_law[0].fines}
    for fine in project["fines"]:
        name = titles.get(fine["fine"], as_itself(fine["fine"]))
        unlawful = Titles(zh=f"{name.zh}（若违法）", en=f"{name.en} (if unlawful)")
        rows.append((unlawful, "CNY", None, *fine["cny_range"]))
    return (table("project", Titles(zh="项目占用岸线", en="shoreline taken by the project"), columns, rows),)


def _of(what: Titles, zh: str, en: str) -> Titles:
    return Titles(zh=f"{what.zh}：{zh}", en=f"{what.en}: {en}")


_RANGES: Final = ("natural_taken_range_m", "natural_after_range_m", "rate_after_range")


def _sensitivity(body: Body) -> Table:
    columns = [Column("step_m", Titles(zh="顶点间距", en="vertex spacing"), "m", 0)]
    for _, zh, en in (("mainland", "大陆", "mainland"), ("islands", "海岛", "islands")):
        columns.append(km_column(f"{en}_total_km", f"{zh}岸线", f"{en}, all"))
        columns.append(Column(f"{en}_rate_percent", Titles(zh=f"{zh}保有率", en=f"{en}, rate"), "%", 2))
    rows = [
        [row["step_m"]]
        + [
            cell
            for member in ("mainland", "islands")
            for cell in (km(row[member]["total_m"]), row[member]["rate_percent"])
        ]
        for row in body.get("sensitivity", ())
    ]
    title = Titles(zh="抽稀顶点的敏感性（不是统计结果）", en="sensitivity to thinned vertices (no figures)")
    return table("sensitivity", title, columns, rows)


def _gates(body: Body) -> Table:
    columns = [
        text_column("gate", "拓扑检查", "topology gate"),
        Column("count", Titles(zh="处数", en="count"), None, 0),
    ]
    columns += [
        Column("length_m", Titles(zh="长度", en="length"), "m", 3),
        Column("places", Titles(zh="位置", en="places")),
    ]
    rows: list[list[Cell]] = [
        [
            GATES[row["gate"]],
            row["count"],
            row["length_m"],
            "; ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in row["places"]) or None,
        ]
        for row in body["gates"]
    ]
    return table("gates", Titles(zh="拓扑检查", en="topology gates"), columns, rows)
