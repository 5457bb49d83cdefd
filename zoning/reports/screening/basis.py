"""What a screening's results rest on: the sheet of that, and the line at the head of every other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.reports.screening.sheets import PROBLEM, Cell
from zoning.reports.words import word
from zoning.screening.results import Results

BASIS: Final = Titles(zh="依据", en="Basis")
_LOWER: Final = ("illustrative", "draft")


def standing_line(results: Results, lang: Lang) -> str | None:
    """What is said at the head of every sheet where data that is not statutory is used."""
    lower = [word(standing, lang) for standing in _LOWER if standing in results.about["standings"]]  # type: ignore[operator]
    if not lower:
        return None
    return (
        f"用到{'、'.join(lower)}数据，不得用于决策" if lang == "zh" else f"{', '.join(lower)} data: not for decisions"
    )


def basis_rows(results: Results, caveat: Mapping[str, Any], lang: Lang) -> Iterator[tuple[Cell, ...]]:
    """What the results rest on: item, value, then editions and definitions by hash."""
    about: Mapping[str, Any] = results.about
    yield from _stated(about, caveat, lang)
    zh = lang == "zh"
    yield ()
    yield (
        ("数据版本", "行政区/编号", "数据效力", "SHA-256")
        if zh
        else ("Edition", "Region/number", "Standing", "SHA-256")
    )
    for edition in about["editions"]:
        number = f"{edition['region']}/{edition['edition']}"
        yield edition["layer"], number, word(edition["status"], lang), edition["sha256"]
    yield ()
    yield ("定义文件", "版本", None, "SHA-256") if zh else ("Definition file", "Version", None, "SHA-256")
    for file in about["definition_files"]:
        yield file["file"], file["version"], None, file["sha256"]


def _stated(about: Mapping[str, Any], caveat: Mapping[str, Any], lang: Lang) -> Iterable[tuple[Cell, ...]]:
    zh = lang == "zh"

    def line(chinese: str, english: str, value: Cell) -> tuple[Cell, ...]:
        return (chinese if zh else english, value)

    counts = about["counts"]
    yield line("项目", "Item", "内容" if zh else "Value")
    yield line("说明", "Caveat", caveat[lang])
    yield line("输入文件", "Input", about["name"])
    if about["sheet"]:
        yield line("工作表", "Sheet", about["sheet"])
    yield line("项目数", "Projects", about["rows"])
    for name in ("prohibited", "undetermined", "conditional", "admissible"):
        yield word(name, lang), counts[name]
    yield line(PROBLEM.zh, PROBLEM.en, counts["problem"])
    yield line("其中有图层读不出", "Of these with a layer that could not be read", about["incidents"])
    yield line("依据日期", "As of", date.fromisoformat(about["as_of"]))
    if about["known_at"]:
        yield line("按当时已发布的数据", "As published by", about["known_at"])
    if about["include"]:
        yield line(
            "同时按此类数据判断", "Judged by these as well", ", ".join(word(one, lang) for one in about["include"])
        )
    common = {name: value for name, value in about["common"].items() if value is not None}
    if common:
        yield line(
            "对各行共同的说明", "Said of every row", ", ".join(f"{name}={value}" for name, value in common.items())
        )
    yield line("记入台账的结论", "Verdicts recorded", about["recorded"])
    yield line("算法版本", "Method", about["method"])
    yield line("定义的哈希", "Hash of the definitions", about["definitions"])
    if about.get("redacted"):
        yield line(
            "受限图层", "Restricted layers",
            ("已隐去：" if zh else "withheld: ") + ", ".join(about["withheld"]),
        )  # fmt: skip
