"""Section 3: the overlay in one table, totals that count ground once, contacts too thin to tell, seams of the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zoning.measures.tables import Cell, table
from zoning.reports.model import Block, Grid, Paragraph, Section
from zoning.reports.siting.said import (
    DASH,
    Body,
    basis_of,
    binding_rules,
    coarse_hectares,
    codes,
    column,
    feature_of,
    ground_of,
    hectare_range,
    hectares,
    joined,
    percent,
    say,
    two,
    word,
)
from zoning.reports.siting.tones import Tones

_SILENT: Final = ("failed", "not_covered", "partly")


def overlay(body: Body) -> Section:
    """What the project meets or comes near, feature by feature, and dissolved."""
    return Section(two("叠加分析汇总", "Overlay"), (*_findings(body), *_totals(body), *_thin(body), *_seams(body)))


def _findings(body: Body) -> Iterator[Block]:
    if not body["findings"]:
        yield Paragraph(
            two(
                "已加载图层中未发现与项目相交或邻近的要素。",
                "No feature of the layers loaded meets the project or is near it.",
            )
        )
        silent = [cell for cell in body["coverage"] if cell["status"] in _SILENT]
        if silent:
            yield Paragraph(
                two(
                    f"有 {len(silent)} 项没有完整答复（见“完整性”）：未发现不等于没有。",
                    f"{len(silent)} layers or laws do not answer in full (see Completeness): what was not found may "
                    "still be there.",
                ),
                "open",
            )
        return
    tones = Tones(body)
    rows: list[list[Cell]] = []
    for number, finding in enumerate(body["findings"], start=1):
        rules = tones.gravest(finding)
        rows.append(
            [
                number,
                ground_of(finding),
                feature_of(finding),
                _relation(finding),
                _area(finding),
                _range(finding),
                percent(finding["overlap_share"]),
                finding["overlap_length_m"] or None,
                finding["distance_m"],
                joined((tones.effect(rule) for rule in rules[:1]), "；", "; ")
                if binding_rules(finding)
                else two("不构成冲突", "no conflict"),
                joined(
                    {
                        basis_of(rule).zh: basis_of(rule) for rule in rules if rule["effect"] == rules[0]["effect"]
                    }.values(),
                    "；",
                    "; ",
                ),
            ]
        )
    columns = [
        column("number", "序号", "no.", digits=0),
        column("ground", "图层·类别", "layer · class"),
        column("feature", "要素", "feature"),
        column("relation", "关系", "relation"),
        column("area", "压占面积", "area", "ha", 4),
        column("area_range", "范围", "range", "ha"),
        column("share", "占比", "share", "%", 2),
        column("length", "长度", "length", "m", 3),
        column("distance", "最小距离", "least distance", "m", 3),
        column("effect", "效力", "effect"),
        column("basis", "依据", "basis"),
    ]
    coloured = tuple((place, tones.of_finding(finding)) for place, finding in enumerate(body["findings"]))
    yield Grid(
        table("overlay", two("逐项叠加结果", "What the project meets"), columns, rows),
        tones=coloured,
        note=two(
            "范围：按项目与数据精度（95 %）可能的最小和最大面积。各图层面积可能重叠，逐项相加没有意义，合计见下表。",
            "Range: the least and most that the accuracies of project and data (95 %) allow. Layers overlap one "
            "another, "
            "so rows do not add up; see the totals.",
        ),
    )


def _area(item: Body) -> Cell:
    """In hectares; a dash where a length is what counts."""
    return None if item["overlap_length_m"] and not item["overlap_area_m2"] else coarse_hectares(item)


def _range(item: Body) -> Cell:
    return None if _area(item) is None else hectare_range(item["overlap_area_range_m2"])


def _relation(finding: Body) -> Cell:
    said = [word(finding[name]) for name in ("relation", "certainty") if finding[name]]
    return joined(said, "\n", "\n") if said else DASH


def _totals(body: Body) -> Iterator[Block]:
    totals, dissolved = body["totals"], body.get("dissolved", ())
    if not totals and not dissolved:
        return
    rows: list[list[Cell]] = [
        [
            ground_of(total),
            _area(total),
            _range(total),
            percent(total["share"]),
            total["overlap_length_m"] or None,
        ]
        for total in totals
    ]
    for entry in dissolved:
        layers = joined(say(title) for title in _titles(body, entry["layers"]))
        text = say(entry["text"])
        lines_only = entry["overlap_length_m"] and not entry["overlap_area_m2"]
        rows.append(
            [
                two(f"{text.zh}：{layers.zh}", f"{text.en}: {layers.en}"),
                None if lines_only else hectares(entry["overlap_area_m2"]),
                None,
                None if lines_only else percent(entry["share"]),
                entry["overlap_length_m"] or None,
            ]
        )
    columns = [
        column("ground", "图层·类别", "layer · class"),
        column("area", "面积", "area", "ha", 4),
        column("area_range", "范围", "range", "ha"),
        column("share", "占项目", "share of the project", "%", 2),
        column("length", "长度", "length", "m", 3),
    ]
    yield Grid(
        table(
            "totals",
            two("合计（同层同类重叠处只计一次）", "Totals (ground counted once per layer and class)"),
            columns,
            rows,
        ),
        totals=tuple(range(len(totals), len(rows))),
    )


def _titles(body: Body, layers: list[str]) -> list[Body]:
    known = {item["layer"]: item["layer_title"] for item in (*body["totals"], *body["findings"])}
    known |= {cell["layer"]: cell["title"] for cell in body["coverage"]}
    return [known.get(layer) or {"zh": layer, "en": layer} for layer in layers]


def _thin(body: Body) -> Iterator[Block]:
    """Every contact with its thin parts one by one; none is dropped because it is small."""
    if not body["thin_contacts"]:
        return
    rows: list[list[Cell]] = []
    totals: list[int] = []
    for entry in body["thin_contacts"]:
        causes = joined((say(cause["text"]) for cause in entry["causes"]), "；", "; ")
        of, name = ground_of(entry), feature_of(entry)
        totals.append(len(rows))
        what = two(
            f"{of.zh}：{name.zh}（t = {entry['tolerance_m']:g} m）",
            f"{of.en}: {name.en} (t = {entry['tolerance_m']:g} m)",
        )
        rows.append([what, causes, entry["overlap_area_m2"], entry["overlap_length_m"], entry["overlap_width_m"]])
        rows += [
            [
                two(f"· {text.zh}（{place}）", f"· {text.en} ({place})"),
                why,
                part["area_m2"],
                part["length_m"],
                part["width_m"],
            ]
            for part in entry["parts"]
            for text, why, place in [
                (say(part["text"]), say(_cause(entry, part["cause"])), f"{part['at'][0]:.6f}, {part['at'][1]:.6f}")
            ]
        ]
    columns = [
        column("ground", "图层·类别：要素／部位", "layer · class: feature / part"),
        column("cause", "原因", "cause"),
        column("area", "面积", "area", "m²", 2),
        column("length", "长度", "length", "m", 3),
        column("width", "平均宽度", "mean width", "m", 3),
    ]
    title = two("窄接触（窄于数据精度，单列，不略去）", "Thin contacts (thinner than the accuracy; none is left out)")
    yield Grid(table("thin", title, columns, rows), totals=tuple(totals))


def _cause(entry: Body, code: str) -> Body | None:
    return next((cause["text"] for cause in entry["causes"] if cause["cause"] == code), None)


def _seams(body: Body) -> Iterator[Block]:
    if not body["seams"]:
        return
    rows = [
        [
            say(entry["layer_title"]),
            say(entry["text"]),
            codes(one["feature"] for one in entry["neighbours"]),
            entry["area_m2"],
            entry["width_m"],
            entry["length_m"],
        ]
        for entry in body["seams"]
    ]
    columns = [
        column("layer", "图层", "layer"),
        column("seam", "情况", "what"),
        column("neighbours", "相邻要素", "features beside it"),
        column("area", "面积", "area", "m²", 2),
        column("width", "宽度", "width", "m", 3),
        column("length", "长度", "length", "m", 3),
    ]
    title = two("要素之间的缝隙与重叠", "Gaps and overlaps between features")
    yield Grid(table("seams", title, columns, rows))
