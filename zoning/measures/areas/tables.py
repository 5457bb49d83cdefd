"""Areas held as tables and charts, from the rendered body alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.definition_file import Titles
from zoning.measures.columns import percent
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Chart, Column, Series, Table, table
from zoning.measures.titles import REGION, as_itself, joined, region_cells, region_title, text
from zoning.titles import class_title, layer_title

Body = Mapping[str, Any]
_KM2, _HA = 1e6, 1e4
_PARTS = {"land": Titles(zh="陆域", en="land"), "sea": Titles(zh="海域", en="sea")}
_STATUS = {
    "covered": Titles(zh="全部覆盖", en="covered"),
    "partly": Titles(zh="部分覆盖", en="partly"),
    "not_covered": Titles(zh="未覆盖", en="not covered"),
    "not_applicable": Titles(zh="不适用", en="not applicable"),
}
_ALL_CLASSES = Titles(zh="各类合并", en="all classes")
_DISSOLVED = Titles(zh="全部合并", en="all dissolved")
_OUTSIDE = Titles(zh="不在任何单元内", en="outside every unit")
_LAYER = Column("layer", Titles(zh="图层", en="layer"))
_CLASS = Column("class", Titles(zh="类别", en="class"))
_PART = Column("part", Titles(zh="陆海", en="land or sea"))
_SHARE = Column("share_percent", Titles(zh="占比", en="share"), "%", 4)
_COVERAGE = Column("status", Titles(zh="覆盖情况", en="coverage"))


def _km2(name: str, zh: str, en: str) -> Column:
    return Column(name, Titles(zh=zh, en=en), "km²", 4)


_UNIT = _km2("unit_km2", "陆域或海域面积", "area of land or sea")


def _ha(name: str, zh: str, en: str) -> Column:
    return Column(name, Titles(zh=zh, en=en), "ha", 4)


def tables(body: Body, definitions: MeasureDefinitions) -> tuple[Table, ...]:
    """The region first, then its units and classes, the formulas side by side, overlaps, and changes."""
    words = _Words(definitions)
    shown = [_summary(body, words), _units(body, words), _formulas(body, words)]
    if body["overlaps"]:
        shown.append(_overlaps(body, words))
    if body["changes"] is not None:
        shown += [_checks(body, words), _entries(body, words), _pieces(body, words)]
    return tuple(shown)


def charts(body: Body, definitions: MeasureDefinitions) -> tuple[Chart, ...]:
    """Per layer the area held of the land and of the sea of each finest unit, km²."""
    codes = list(dict.fromkeys(row["region"] for row in body["by_region"] if row["finest"]))
    if not codes:
        return ()
    names = tuple(region_title(definitions, code) for code in codes)
    found = []
    for place, layer in enumerate(body["layers"]):
        rows = {(row["region"], row["part"]): row["layers"][place]["area_m2"] for row in body["by_region"]}
        series = tuple(
            Series(title, tuple(_scaled(rows.get((code, part)), _KM2) for code in codes))
            for part, title in _PARTS.items()
            if any((code, part) in rows for code in codes)
        )
        title = definitions.base.kinds[layer["layer"]].title
        shown = Titles(zh=f"{title.zh}面积", en=f"area of {title.en}")
        found.append(Chart(f"areas_{layer['layer']}", shown, "bars", names, series, "km²"))
    return tuple(found)


class _Words:
    """Codes in both languages."""

    def __init__(self, definitions: MeasureDefinitions) -> None:
        self._definitions = definitions

    def layer(self, name: str) -> Titles:
        return text(layer_title(self._definitions.base, name))

    def of_class(self, layer: str, code: str | None) -> Cell:
        title = class_title(self._definitions.base, layer, code)
        return code if title is None else text(title)

    def region(self, code: str | None) -> tuple[Cell, Cell]:
        return (None, _OUTSIDE) if code is None else region_cells(self._definitions, code)

    @staticmethod
    def part(code: str | None) -> Titles | None:
        return None if code is None else _PARTS[code]


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def _summary(body: Body, words: _Words) -> Table:
    columns = [_LAYER, _PART, _UNIT, _km2("area_km2", "合并面积", "held")]
    columns += [_SHARE, _COVERAGE, Column("features", Titles(zh="要素", en="features"))]
    rows: list[Sequence[Cell]] = [
        (
            words.layer(held["layer"]),
            words.part(row["part"]),
            _scaled(row["area_m2"], _KM2),
            _scaled(held["area_m2"], _KM2),
            percent(held["share"]),
            _STATUS[held["status"]],
            held["features"],
        )
        for row in body["by_region"]
        if row["region"] == body["region"]
        for held in row["layers"]
    ]
    for layer in body["layers"]:
        if layer["unassigned_m2"] is None or layer["unassigned_m2"] > 0.0:
            outside = _scaled(layer["unassigned_m2"], _KM2)
            rows.append((words.layer(layer["layer"]), _OUTSIDE, None, outside, None, None, None))
    return table("areas", Titles(zh="控制区面积", en="areas held"), columns, rows)


def _units(body: Body, words: _Words) -> Table:
    columns = [*REGION, _PART, _LAYER, _CLASS, _UNIT]
    columns += [_km2("area_km2", "合并面积", "held"), _km2("sum_km2", "图斑之和", "sum of features"), _SHARE, _COVERAGE]
    rows = [
        (
            *words.region(row["region"]),
            words.part(row["part"]),
            words.layer(held["layer"]),
            _ALL_CLASSES if one is held else words.of_class(held["layer"], one["class"]),
            _scaled(row["area_m2"], _KM2),
            _scaled(one["area_m2"], _KM2),
            _scaled(one["sum_of_features_m2"], _KM2),
            percent(one["share"]),
            _STATUS[held["status"]],
        )
        for row in body["by_region"]
        for held in row["layers"]
        for one in (held, *held["classes"])
    ]
    return table("areas_by_region", Titles(zh="按行政区与类别", en="by region and class"), columns, rows)


def _formulas(body: Body, words: _Words) -> Table:
    crs = body["plane"]["crs"]
    columns = [_LAYER, _CLASS, _ha("area_ha", "椭球面积（精确）", "exact, ellipsoid")]
    columns += [
        _ha("survey_ha", "椭球面积（调查公式）", "survey formula"),
        _ha("plane_ha", f"平面面积 {crs}", f"plane, {crs}"),
    ]
    columns += [Column("survey_ppm", Titles(zh="调查公式之差", en="survey formula off by"), "10⁻⁶", 3)]
    columns += [Column("plane_ppm", Titles(zh="平面之差", en="plane off by"), "10⁻⁶", 3)]
    columns += [_ha("unassigned_ha", "单元以外", "outside every unit")]
    rows = [
        (
            words.layer(layer["layer"]),
            _ALL_CLASSES if one is layer else words.of_class(layer["layer"], one["class"]),
            *(_scaled(one[name], _HA) for name in ("area_m2", "survey_area_m2", "plane_area_m2")),
            one["survey_ppm"],
            one["plane_ppm"],
            _scaled(one["unassigned_m2"], _HA),
        )
        for layer in body["layers"]
        for one in (layer, *layer["classes"])
    ]
    return table("areas_formulas", Titles(zh="三种面积并列", en="three areas side by side"), columns, rows)


def _overlaps(body: Body, words: _Words) -> Table:
    columns = [_LAYER, _PART, _km2("area_km2", "面积", "area"), _km2("sum_km2", "各图层之和", "sum of layers")]
    rows: list[Sequence[Cell]] = [
        (
            joined(map(words.layer, pair["layers"]), " ∩ ", " ∩ "),
            words.part(pair["part"]),
            _scaled(pair["area_m2"], _KM2),
            None,
        )
        for pair in body["overlaps"]
    ]
    rows += [
        (_DISSOLVED, words.part(part), *(_scaled(one[n], _KM2) for n in ("area_m2", "sum_of_layers_m2")))
        for part, one in body["together"].items()
        if one is not None
    ]
    return table("areas_overlaps", Titles(zh="图层之间的重叠", en="overlaps between layers"), columns, rows)


_DECISION = {
    True: Titles(zh="未减少", en="not decreased"),
    False: Titles(zh="减少", en="decreased"),
    None: Titles(zh="不能比较", en="not comparable"),
}
_REASONS = {
    "source": Titles(zh="来源不同", en="sources differ"),
    "standing": Titles(zh="数据性质不同", en="standings differ"),
    "accuracy_m": Titles(zh="精度不同", en="accuracies differ"),
    "coverage": Titles(zh="未全部覆盖", en="not covered as a whole"),
    "no_boundary": Titles(zh="没有行政区界线", en="no boundary of the region"),
    "boundary_incomplete": Titles(zh="行政区界线不全", en="the boundary of the region is incomplete"),
}
_CHANGE = {"lost": Titles(zh="减少", en="lost"), "gained": Titles(zh="增加", en="gained")}


def _checks(body: Body, words: _Words) -> Table:
    columns = [_LAYER, _PART, _km2("before_km2", "此前", "before"), _km2("after_km2", "此后", "after")]
    columns += [_ha("slack_ha", "余量", "slack"), Column("holds", Titles(zh="结论", en="conclusion"))]
    columns += [Column("reasons", Titles(zh="原因", en="reasons"))]
    rows = [
        (
            words.layer(layer["layer"]),
            words.part(part),
            _scaled(check["before_m2"], _KM2),
            _scaled(check["after_m2"], _KM2),
            _scaled(check["slack_m2"], _HA),
            _STATUS["not_applicable"] if check["state"] == "not_applicable" else _DECISION[check["holds"]],
            joined((_REASONS.get(code, as_itself(code)) for code in check["reasons"]), "；", "; "),
        )
        for layer in body["changes"]["layers"]
        for part, check in (layer["non_decrease"] or {}).items()
    ]
    title = Titles(zh=f"自 {body['changes']['since']} 起是否减少", en=f"not decreased since {body['changes']['since']}")
    return table("areas_non_decrease", title, columns, rows)


def _entries(body: Body, words: _Words) -> Table:
    columns = [_LAYER, *REGION, _PART, _CLASS]
    columns += [_ha("before_ha", "此前", "before"), _ha("lost_ha", "减少", "lost"), _ha("gained_ha", "增加", "gained")]
    columns += [_ha("after_ha", "此后", "after"), _ha("sliver_ha", "其中细碎图斑", "slivers among them")]
    return table("areas_changes", Titles(zh="变化", en="changes"), columns, list(_entry_rows(body, words)))


def _entry_rows(body: Body, words: _Words) -> Iterator[Sequence[Cell]]:
    for layer in body["changes"]["layers"]:
        for one in layer["entries"]:
            whole = one["over"] == "classes"
            yield (
                words.layer(layer["layer"]),
                *words.region(one["region"]),
                words.part(one["part"]),
                _ALL_CLASSES if whole else words.of_class(layer["layer"], one["class"]),
                *(_scaled(one[name], _HA) for name in ("before_m2", "lost_m2", "gained_m2", "after_m2")),
                (one["sliver_lost_m2"] + one["sliver_gained_m2"]) / _HA,
            )


def _pieces(body: Body, words: _Words) -> Table:
    columns = [_LAYER, *REGION, _PART, _CLASS, Column("change", Titles(zh="变化", en="change"))]
    columns += [_ha("area_ha", "面积", "area")]
    rows = [
        (
            words.layer(layer["layer"]),
            *words.region(one["region"]),
            words.part(one["part"]),
            words.of_class(layer["layer"], one["class"]),
            _CHANGE[one["change"]],
            one["area_m2"] / _HA,
        )
        for layer in body["changes"]["layers"]
        for one in layer["pieces"]
    ]
    return table("areas_pieces", Titles(zh="减少与增加的图斑", en="pieces lost and gained"), columns, rows)
