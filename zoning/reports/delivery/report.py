"""The check of a delivery as a report: what was delivered as what, every problem with its place, what was assumed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from layers.canonical import canonical
from layers.definition_file import Titles
from layers.editions import Standing
from zoning.definitions import Definitions
from zoning.measures.tables import Cell, Column, table
from zoning.reports import words
from zoning.reports.model import Block, Fields, Grid, Items, Outcome, Paragraph, Report, Section, Signature, Tone
from zoning.titles import layer_title

_LISTED: Final = 300  # problems of one kind that are listed each; the rest is counted, and the machine form has it
_SEVERITIES: Final = MappingProxyType(
    {"error": Titles(zh="错误", en="error"), "warning": Titles(zh="警告", en="warning")}
)
_TONES: Final[Mapping[str, Tone]] = MappingProxyType({"error": "bad", "warning": "caution"})
_MARKS: Final = MappingProxyType(
    {
        "draft": Titles(zh="草案数据，不得用于决策", en="Draft data: not for decisions"),
        "illustrative": Titles(zh="示例数据，不得用于决策", en="Illustrative data: not for decisions"),
    }
)
_PLACES: Final = (
    Titles(zh="质检人", en="Checked by"),
    Titles(zh="审核人", en="Approved by"),
    Titles(zh="数据单位", en="Office that delivered"),
    Titles(zh="质检单位", en="Office that checked"),
)


@dataclass(frozen=True)
class Checked:
    """A delivery that was checked.

    Attributes:
        layer, region, standing, accuracy_m, effective_from, source: what it was delivered as; no first day: `day`.
        file: its name, without folders; empty where it is not known any more.
        day: when it was checked.
        found: the check's report as JSON, with `text` on problems and notes.
        refused: why it was refused; None where it passed.
        edition: the number of the edition that it became; None where nothing was stored.
        mapping: the saved mapping that was used, in words.
    """

    layer: str
    region: str
    standing: Standing
    accuracy_m: float
    effective_from: date | None
    source: str
    file: str
    day: date
    found: Mapping[str, Any]
    refused: Titles | None = None
    edition: int | None = None
    mapping: str | None = None

    def number(self) -> str:
        """The hash of what was found in what: the same check of the same delivery has the same."""
        told = {
            "layer": self.layer,
            "region": self.region,
            "status": self.standing,
            "accuracy_m": self.accuracy_m,
            "effective_from": None if self.effective_from is None else self.effective_from.isoformat(),
            "source": self.source,
            "file": self.file,
            "day": self.day.isoformat(),
            "found": self.found,
        }
        return f"sha256:{hashlib.sha256(canonical(told)).hexdigest()}"


@dataclass(frozen=True)
class _Count:
    """How often one kind of problem was found, and the first of them."""

    severity: str
    code: str
    first: Titles
    count: int = field(default=0)


def delivery_report(
    checked: Checked, definitions: Definitions, *, entry: int | None = None, course: Section | None = None
) -> Report:
    """The report of a check; a delivery that was refused says so first.

    `entry` is the number of the check in the ledger, `course` what the ledger tells of the edition that it became; both
    None for a check of which nothing was stored.
    """
    problems: Sequence[Mapping[str, Any]] = checked.found["problems"]
    notes = tuple(_titles(note["text"]) for note in checked.found["notes"])
    counts = _counts(problems)
    sections = [
        Section(Titles(zh="交付内容", en="The delivery"), (Fields(tuple(_facts(checked, definitions))),)),
        Section(Titles(zh="问题汇总", en="Problems by kind"), tuple(_summary(counts))),
    ]
    if problems:
        sections.append(Section(Titles(zh="问题明细", en="Problems"), tuple(_details(problems, counts))))
    said: Block = Items(notes) if notes else Paragraph(Titles(zh="没有作任何假设。", en="Nothing was assumed."))
    sections.append(Section(Titles(zh="读取与处理的说明", en="What was assumed and mended"), (said,)))
    if course is not None:
        sections.append(course)
    sections.append(Section(Titles(zh="签署", en="Signatures"), (Signature(_PLACES),)))
    layer = _titles(layer_title(definitions, checked.layer))
    region = _region(checked, definitions)
    return Report(
        title=Titles(zh="数据质检报告", en="Check report of a delivery"),
        subject=Titles(zh=f"{layer.zh} · {region.zh}", en=f"{layer.en} · {region.en}"),
        day=checked.day,
        number=checked.number(),
        ledger=entry,
        mark=_MARKS.get(checked.standing),
        address=None,
        review=None,
        outcome=_outcome(checked, counts),
        opening=(),
        sections=tuple(sections),
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _outcome(checked: Checked, counts: Sequence[_Count]) -> Outcome:
    errors = sum(one.count for one in counts if one.severity == "error")
    warnings = sum(one.count for one in counts if one.severity == "warning")
    told = Titles(
        zh=f"错误 {errors} 处，警告 {warnings} 处。",
        en=f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}.",
    )
    if checked.refused is not None:
        beside = Titles(zh=f"{told.zh}{checked.refused.zh}", en=f"{told.en} {checked.refused.en}")
        return Outcome(Titles(zh="不合格，不予入库", en="refused"), "bad", beside)
    if errors:
        return Outcome(Titles(zh="不合格", en="not passed"), "bad", told)
    if warnings:
        return Outcome(Titles(zh="合格，有警告", en="passed with warnings"), "caution", told)
    return Outcome(Titles(zh="合格", en="passed"), "good", told)


def _facts(checked: Checked, definitions: Definitions) -> Iterator[tuple[Titles, Cell]]:
    yield Titles(zh="图层", en="Layer"), _named(checked, definitions)
    yield Titles(zh="行政区", en="Region"), _region(checked, definitions)
    if checked.edition is not None:
        yield Titles(zh="版本", en="Edition"), f"{checked.region}/{checked.edition}"
    yield Titles(zh="数据性质", en="Standing"), _each(checked.standing)
    yield Titles(zh="精度（米，95 %）", en="Accuracy (m, 95 %)"), checked.accuracy_m
    yield (
        Titles(zh="生效日期", en="In force from"),
        (checked.effective_from or checked.day).isoformat(),
    )
    yield Titles(zh="来源文件", en="Source document"), checked.source
    yield Titles(zh="交付文件", en="File delivered"), checked.file or None
    yield Titles(zh="所用对应关系", en="Mapping used"), checked.mapping
    yield Titles(zh="要素数", en="Features"), checked.found.get("features")
    yield Titles(zh="经修复或裁切的要素数", en="Features mended or cut"), checked.found.get("changed")
    yield Titles(zh="质检日期", en="Checked on"), checked.day.isoformat()


def _named(checked: Checked, definitions: Definitions) -> Titles:
    title = _titles(layer_title(definitions, checked.layer))
    return Titles(zh=f"{title.zh}（{checked.layer}）", en=f"{title.en} ({checked.layer})")


def _region(checked: Checked, definitions: Definitions) -> Titles:
    if checked.region not in definitions.regions:
        return Titles(zh=checked.region, en=checked.region)
    name = definitions.regions[checked.region].name
    return Titles(zh=f"{name.zh}（{checked.region}）", en=f"{name.en} ({checked.region})")


def _counts(problems: Sequence[Mapping[str, Any]]) -> list[_Count]:
    """Errors first, then the most frequent."""
    found = Counter((str(one["severity"]), str(one["code"])) for one in problems)
    first = {(str(one["severity"]), str(one["code"])): _titles(one["text"]) for one in reversed(problems)}
    order = sorted(found, key=lambda key: (key[0] != "error", -found[key], key[1]))
    return [_Count(*key, first[key], found[key]) for key in order]


def _summary(counts: Sequence[_Count]) -> Iterator[Block]:
    if not counts:
        yield Paragraph(Titles(zh="没有发现问题。", en="No problem was found."), "good")
        return
    columns = (
        Column("severity", Titles(zh="级别", en="Severity")),
        Column("code", Titles(zh="代码", en="Code")),
        Column("count", Titles(zh="处数", en="Count"), None, 0),
        Column("first", Titles(zh="首例", en="The first of them")),
    )
    rows = [(_SEVERITIES[one.severity], one.code, one.count, one.first) for one in counts]
    yield Grid(
        table("problems_by_kind", Titles(zh="按种类", en="By kind"), columns, rows),
        weights=(1, 3, 1, 7),
        tones=tuple((place, _TONES[one.severity]) for place, one in enumerate(counts)),
    )


def _details(problems: Sequence[Mapping[str, Any]], counts: Sequence[_Count]) -> Iterator[Block]:
    """Every problem with the feature and the place, but of one kind no more than are listed."""
    columns = (
        Column("number", Titles(zh="序号", en="No."), None, 0),
        Column("severity", Titles(zh="级别", en="Severity")),
        Column("source", Titles(zh="要素", en="Feature")),
        Column("lon", Titles(zh="经度", en="Longitude"), "°", 7),
        Column("lat", Titles(zh="纬度", en="Latitude"), "°", 7),
        Column("text", Titles(zh="问题", en="Problem")),
    )
    seen: Counter[str] = Counter()
    rows: list[tuple[Cell, ...]] = []
    tones: list[tuple[int, Tone]] = []
    for number, one in enumerate(problems, start=1):
        seen[one["code"]] += 1
        if seen[one["code"]] > _LISTED:
            continue
        tones.append((len(rows), _TONES[one["severity"]]))
        lon, lat = one["place"] or (None, None)
        rows.append((number, _SEVERITIES[one["severity"]], one["source"] or None, lon, lat, _titles(one["text"])))
    place = Titles(zh="位置为 CGCS2000（EPSG:4490）经纬度。", en="Places are in CGCS2000 (EPSG:4490), degrees.")
    yield Grid(
        table("problems", Titles(zh="全部问题", en="All problems"), columns, rows),
        weights=(1, 1, 3, 2, 2, 8),
        tones=tuple(tones),
        note=place,
    )
    for code in dict.fromkeys(kind.code for kind in counts):
        rest = seen[code] - _LISTED
        if rest > 0:
            yield Paragraph(
                Titles(
                    zh=f"{code}：另有 {rest} 处未逐一列出；用 sanxian layers check … --json 列出全部。",
                    en=f"{code}: {rest} more are not listed here; `sanxian layers check … --json` lists all.",
                ),
                "caution",
            )


def _each(code: str) -> Titles:
    return Titles(zh=words.word(code, "zh"), en=words.word(code, "en"))


def _titles(text: Mapping[str, Any]) -> Titles:
    return Titles(zh=str(text["zh"]), en=str(text["en"]))
