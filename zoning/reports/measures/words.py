"""The fixed words of written measures in both languages; a verdict's words are used where they are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from layers.errors import Lang
from zoning.reports import words
from zoning.reports.model import ReportLang

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "method": ("方法", "method"),
        "version": ("版本", "version"),
        "confidence": ("可信度", "confidence"),
        "confidence_name": ("指标名称", "name of the indicator"),
        "confidence_numerator": ("分子口径", "reading of the numerator"),
        "confidence_H": ("高（H）", "high (H)"),
        "confidence_M": ("中（M）", "medium (M)"),
        "confidence_L": ("低（L）", "low (L)"),
        "source": ("来源", "source"),
        "measure": ("测算", "measure"),
        "region": ("地区", "region"),
        "as_of": ("数据日期", "as of"),
        "known_at": ("数据截至", "as published by"),
        "calculation": ("计算程序版本", "calculation"),
        "standing": ("数据性质", "data standing"),
        "caveat": ("说明", "caveat"),
        "edition": ("版本", "edition"),
        "editions": ("所用数据版本", "editions used"),
        "effective_from": ("生效日期", "effective from"),
        "accuracy": ("精度", "accuracy"),
        "layer": ("图层", "layer"),
        "definitions": ("所用定义文件", "definition files used"),
        "file": ("文件", "file"),
        "notes": ("注", "notes"),
        "note": ("注", "note"),
        "hash": ("SHA-256", "SHA-256"),
        "command": ("复算命令", "command"),
        "columns": ("字段说明", "columns"),
        "table": ("表", "table"),
        "column": ("字段", "column"),
        "title": ("名称", "title"),
        "unit": ("单位", "unit"),
        "digits": ("显示小数位", "decimals shown"),
        "item": ("项目", "item"),
        "code": ("代码", "code"),
        "value": ("内容", "value"),
        "charts": ("图表与地图", "charts and maps"),
        "figure": ("图", "Figure"),
        "left_out": (
            "未画出的地图：在下列命令后加 --out 地图.svg 和所列的 --part；全部要素另见 GeoPackage（--out 要素.gpkg）。",
            "To draw the maps not shown, add --out map.svg and the --part listed to the command below; "
            "--out features.gpkg writes all features as GeoPackage.",
        ),
        "not_computable": ("不能计算", "not computable"),
        "record": ("记录", "record"),
        "map": ("地图", "map"),
        "tables": ("数据表", "tables"),
        "report": ("测算审计报告", "Audit report of measures"),
        "contents": ("目录", "Contents"),
        "reproduce": ("如何复算", "How to compute it again"),
        "reproduce_text": (
            "对同一数据版本执行下列命令，应得到同一编号；此后如有新版本发布，请另加 --known-at 指定时点。",
            "Run this command on the same editions: the id must be the same. Where later editions have been published, "
            "add --known-at with a time before them.",
        ),
        "yes": ("是", "yes"),
        "no": ("否", "no"),
        "no_data": ("未使用任何数据版本", "no edition was used"),
        "none": ("无", "none"),
        "backdrop": ("底图", "backdrop"),
        "small_places": ("小处变化的位置", "where small changes lie"),
        "unknown_class": ("未分类", "no class"),
        "statutory_data": ("法定数据", "statutory data"),
        "draft_data": ("草案数据，不得用于决策", "draft data: not for decisions"),
        "illustrative_data": ("示例数据，不得用于决策", "illustrative data: not for decisions"),
    }
)


def word(code: str, lang: Lang) -> str:
    """A word in one language; an unknown code is shown as itself."""
    if code in _WORDS:
        return _WORDS[code][0 if lang == "zh" else 1]
    return words.word(code, lang)


def both(code: str, lang: Lang) -> str:
    """A word as people read it: Chinese with the English beside it, or English alone."""
    return words.beside(word(code, "zh"), word(code, "en"), lang)


def drawn(told: Callable[[Lang], str], lang: ReportLang) -> str:
    """What a picture says, told in one language; where a report is in both, Chinese with the English beside it."""
    return words.beside(told("zh"), told("en"), "zh") if lang == "both" else told(lang)


def first(lang: ReportLang) -> Lang:
    """The language that a report begins with."""
    return "en" if lang == "en" else "zh"
