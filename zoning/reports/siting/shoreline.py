"""Section 7: what shorelines and buffer strips lose, and how the retention rate of natural shoreline changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from layers.definition_file import Titles
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Paragraph, Section, Tone
from zoning.reports.siting.said import (
    Body,
    coarse_hectares,
    column,
    ground_of,
    hectare_range,
    joined,
    percent,
    same,
    say,
    two,
)

SHORE_LAYERS: Final = ("coastline", "shoreline_control", "river_shoreline", "water_line", "buffer_strip")
_KINDS: Final = (("mainland", two("大陆", "mainland")), ("islands", two("海岛", "islands")))


def shoreline(body: Body, retention: Body | None, definitions: Definitions) -> Section:
    """What the project takes of shorelines and buffer strips by class, from the totals; rates are measured apart."""
    totals = [total for total in body["totals"] if total["layer"] in SHORE_LAYERS]
    blocks: list[Block] = []
    if totals:
        rows: list[list[Cell]] = [
            [
                ground_of(total),
                None if total["overlap_length_m"] is None else -float(total["overlap_length_m"]) or None,
                _length_range(total),
                coarse_hectares(total) if total["overlap_area_m2"] else None,
                hectare_range(total["overlap_area_range_m2"]) if total["overlap_area_m2"] else None,
                percent(total["share"]),
            ]
            for total in totals
        ]
        columns = [
            column("ground", "图层·类别", "layer · class"),
            column("length", "长度变化 Δ", "change of length Δ", "m", 3),
            column("length_range", "范围", "range", "m"),
            column("area", "占用面积", "area taken", "ha", 4),
            column("area_range", "范围", "range", "ha"),
            column("share", "占项目", "share of the project", "%", 2),
        ]
        title = two("岸线与缓冲带的占用", "Shoreline and buffer strips taken")
        note = two(
            "长度变化按项目范围内的线长全部不再保有计；是否全部改变性质，由工程方案确定。",
            "The change supposes that all of the line within the project is lost; the design decides how much is.",
        )
        blocks.append(Grid(table("shoreline", title, columns, rows), note=note))
    else:
        blocks.append(
            Paragraph(
                two(
                    "项目范围内没有已加载的岸线或缓冲带。",
                    "No shoreline or buffer strip of the layers loaded lies in the project.",
                )
            )
        )
    blocks += _silent(body)
    blocks += _rates(retention, definitions) if retention is not None else _not_measured(totals)
    return Section(two("岸线与缓冲带影响", "Effect on shoreline and buffer strips"), tuple(blocks))


def _length_range(total: Body) -> str | None:
    bounds = total.get("overlap_length_range_m")
    return None if bounds is None or not total["overlap_length_m"] else f"{-bounds[1]:.3f} … {-bounds[0]:.3f}"


def _silent(body: Body) -> Iterator[Block]:
    """Shore layers that do not answer, or that are withheld."""
    cells = [
        c for c in body["coverage"] if c["layer"] in SHORE_LAYERS and c["status"] in ("partly", "not_covered", "failed")
    ]
    if cells:
        names = joined(
            two(f"{say(c['title']).zh}（{say(c['text']).zh}）", f"{say(c['title']).en} ({say(c['text']).en})")
            for c in cells
        )
        yield Paragraph(
            two(
                f"以下图层没有完整答复，未列出不等于没有：{names.zh}。",
                f"These layers do not answer in full; what is not listed may be there: {names.en}.",
            ),
            "open",
        )


def _not_measured(totals: Sequence[Body]) -> Iterator[Block]:
    """That the rate is a measure of its own, where the project takes coastline."""
    if any(total["layer"] == "coastline" for total in totals):
        yield Paragraph(
            two(
                "自然岸线保有率的变化（Δ）以地区为单位测算，不属于本结论，此处未测算："
                "用 sanxian measure shoreline --region 地区 --project 项目文件 另行测算并附后。",
                "The change of the retention rate of natural shoreline is a measure of a region and no part of this "
                "verdict; it was not computed here: run sanxian measure shoreline --region CODE --project FILE and "
                "attach it.",
            ),
            "open",
        )


def _rates(retention: Body, definitions: Definitions) -> Iterator[Block]:
    """Natural shoreline of the region before and after, by kind, and the floors of the rate."""
    region, project = str(retention["region"]), retention["project"]
    name = definitions.regions[region].name if region in definitions.regions else same(region)
    if not project["extent_known"]:
        yield Paragraph(
            two(
                "占用范围未知，自然岸线保有率的变化不能计算。",
                "What is taken is not known, so the change of the rate cannot be computed.",
            ),
            "open",
        )
        return
    rows: list[list[Cell]] = []
    for member, title in _KINDS:
        effect = project[member]
        rows.append(
            [
                title,
                effect["natural_m"],
                -float(effect["natural_taken_m"]) or None,
                effect["natural_after_m"],
                percent(effect["rate"]),
                percent(effect["rate_after"]),
                percent(effect["rate_change"]),
            ]
        )
    columns = [
        column("kind", "岸线", "shoreline"),
        column("natural", "自然岸线", "natural", "m", 3),
        column("change", "Δ 长度", "Δ length", "m", 3),
        column("after", "占用后", "after", "m", 3),
        column("rate", "保有率", "rate", "%", 4),
        column("rate_after", "占用后", "after", "%", 4),
        column("rate_change", "Δ 保有率", "Δ rate", "%", 6),
    ]
    title = two(f"{name.zh}自然岸线保有率的变化", f"Retention rate of natural shoreline of {name.en}")
    note = two(
        f"按方法 {retention['method']['id']} {retention['method']['version']} 测算，编号 {retention['id']}；"
        "假定所占自然岸线全部变为人工岸线。",
        f"By method {retention['method']['id']} {retention['method']['version']}, number {retention['id']}; all "
        "natural line taken is "
        "supposed to turn artificial.",
    )
    tones: tuple[tuple[int, Tone], ...] = tuple((n, "caution") for n, row in enumerate(rows) if row[2] is not None)
    yield Grid(table("retention", title, columns, rows), tones=tones, note=note)
    broken = [one["floor"] for one in project["floors"] if one["holds_after"] is False]
    if broken:
        names: list[Titles] = [same(one) for one in broken]
        said = joined(names)
        yield Paragraph(
            two(
                f"占用后低于下列保有率底线：{said.zh}。", f"After it these floors of the rate are not kept: {said.en}."
            ),
            "bad",
        )
