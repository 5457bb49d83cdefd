"""Sections 8 and 9: which layers and laws answered, the silent ones first, and what lies around the site."""

from __future__ import annotations

from typing import Final

from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Items, Paragraph, Section, Tone
from zoning.reports.siting.said import DASH, Body, codes, column, feature_of, joined, percent, same, say, two

_ORDER: Final = ("failed", "not_covered", "partly", "covered", "not_applicable")
_TONES: Final[dict[str, Tone]] = {"failed": "bad", "not_covered": "open", "partly": "open", "not_applicable": "faint"}


def completeness(body: Body) -> Section:
    """A row per layer and per law that is not complete, and the laws whose rules are."""
    cells = sorted(body["coverage"], key=lambda cell: (_ORDER.index(cell["status"]), not cell["required"]))
    rows: list[list[Cell]] = []
    for cell in cells:
        why = say(cell["cause_text"]) if "cause_text" in cell else cell.get("source") or DASH
        needed = two("是", "yes") if cell["required"] else two("否", "no")
        rows.append([say(cell["title"]), say(cell["text"]), needed, percent(cell["share"]), why])
    columns = [
        column("layer", "图层或法律", "layer or law"),
        column("status", "状态", "status"),
        column("required", "本次需要", "needed here"),
        column("share", "覆盖", "covered", "%", 2),
        column("why", "原因／来源", "cause or source"),
    ]
    tones = tuple(
        (place, _TONES[cell["status"]])
        for place, cell in enumerate(cells)
        if cell["status"] in _TONES and (cell["required"] or cell["status"] == "not_applicable")
    )
    silent = [cell for cell in cells if cell["status"] in ("failed", "not_covered", "partly") and cell["required"]]
    said = (
        Paragraph(two("需要的图层和法律均已答复。", "Every layer and law that is needed answers."), "good")
        if not silent
        else Paragraph(
            two(
                f"有 {len(silent)} 项需要而没有完整答复：{joined(say(c['title']) for c in silent).zh}。"
                "没有答复不等于没有限制。",
                f"{len(silent)} that are needed do not answer in full: {joined(say(c['title']) for c in silent).en}. "
                "Silence is "
                "no absence.",
            ),
            "open",
        )
    )
    grid = Grid(table("coverage", two("图层完整性", "Coverage by layer"), columns, rows), tones=tones)
    scope = tuple(say(entry["title"]) for entry in body["scope"])
    law: tuple[Block, ...] = (
        (Items(scope),)
        if scope
        else (Paragraph(two("没有规则完整的法律。", "There is no law whose rules are complete."), "open"),)
    )
    return Section(
        two("完整性", "Completeness"),
        (said, grid),
        (Section(two("所依据的法律规范（规则已完整编码）", "Law judged by (its rules are coded in full)"), law),),
    )


def surroundings(body: Body) -> Section:
    """The nearest of every layer and class with distance and bearing, counts by ring, and layers without any."""
    around = body["surroundings"]
    rings = [float(ring) for ring in around["rings_m"]]
    titles = {cell["layer"]: say(cell["title"]) for cell in body["coverage"]}
    rows: list[list[Cell]] = []
    silent: list[list[Cell]] = []
    for entry in around["layers"]:
        for found in entry["classes"]:
            of = say(found["class_title"], str(found["class"] or DASH))
            layer = say(entry["layer_title"])
            counts = {float(count["ring_m"]): count["count"] for count in found["counts"]}
            rows.append(
                [
                    two(f"{layer.zh} · {of.zh}", f"{layer.en} · {of.en}") if found["class"] is not None else layer,
                    feature_of(found),
                    found["distance_m"],
                    found["bearing_deg"],
                    say(found["text"], ""),
                    *(counts.get(ring) for ring in rings),
                ]
            )
        short = [_ring_name(rings, float(ring["ring_m"])) for ring in entry["rings"] if not ring["complete"]]
        if short:
            silent.append([say(entry["layer_title"]), entry["answers_m"], codes(short)])
    names = [_ring_name(rings, ring) for ring in rings]
    columns = [
        column("ground", "图层·类别", "layer · class"),
        column("nearest", "最近要素", "nearest"),
        column("distance", "距离", "distance", "m", 1),
        column("bearing", "方位角", "bearing", "°", 1),
        column("certain", "说明", "remark"),
        *(column(f"ring_{ring:.0f}", zh, zh, digits=0) for ring, zh in zip(rings, names, strict=True)),
    ]
    blocks: list[Block] = []
    if rows:
        note = two(
            "方位角自项目起，由正北顺时针。各环为该环内（不含内环）的要素数。",
            "Bearings from the project, clockwise from north. Counts are of features in each ring without those "
            "inside it.",
        )
        blocks.append(
            Grid(
                table(
                    "surroundings", two("最近要素与各环内数量", "Nearest features, and counts by ring"), columns, rows
                ),
                note=note,
            )
        )
    nothing = joined(titles.get(layer, same(layer)) for layer in around["nothing"])
    if around["nothing"]:
        far = _ring(0.0, rings[-1])
        blocks.append(
            Paragraph(
                two(
                    f"{far} 内均有答复而没有要素的图层：{nothing.zh}。",
                    f"Layers that answer all the way ({far}) and hold nothing there: {nothing.en}.",
                ),
                "faint",
            )
        )
    if silent:
        silent_columns = [
            column("layer", "图层", "layer"),
            column("answers", "答复到", "answers up to", "m", 0),
            column("rings", "没有完整答复的环", "rings without a full answer"),
        ]
        title = two("没有完整答复的环", "Rings without a full answer")
        note = two("这些环内未发现不等于没有。", "Nothing found in these rings is not nothing there.")
        blocks.append(Grid(table("silent_rings", title, silent_columns, silent), note=note))
    if not blocks:
        blocks.append(Paragraph(two("没有周边数据。", "Nothing is known of the surroundings."), "open"))
    return Section(two("周边情况", "Surroundings"), tuple(blocks))


def _ring_name(rings: list[float], ring: float) -> str:
    place = rings.index(ring)
    return _ring(rings[place - 1] if place else 0.0, ring)


def _ring(from_m: float, to_m: float) -> str:
    def said(value: float) -> str:
        return f"{value / 1000:g} km" if value >= 1000 else f"{value:g} m"

    return f"≤ {said(to_m)}" if from_m == 0.0 else f"–{said(to_m)}"
