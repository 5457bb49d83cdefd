"""The fixed words of printed verdicts in both languages, and how a text in both is said."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from layers.definition_file import Titles
from layers.errors import Lang

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "prohibited": ("禁止", "prohibited"),
        "conditional": ("有条件", "conditional"),
        "undetermined": ("未定", "undetermined"),
        "admissible": ("可行", "admissible"),
        "overlaps": ("压占", "overlaps"),
        "adjacent": ("相邻", "adjacent"),
        "near": ("邻近", "near"),
        "certain": ("确定", "certain"),
        "marginal": ("临界", "marginal"),
        "holds": ("成立", "holds"),
        "fails": ("不成立", "does not hold"),
        "open": ("待定", "open"),
        "not_claimed": ("未主张", "not claimed"),
        "no_conflict": ("符合", "no conflict"),
        "prohibit": ("禁止", "prohibition"),
        "require": ("条件", "requirement"),
        "review": ("认定", "review"),
        "permit": ("许可", "permission"),
        "inform": ("提示", "information"),
        "statutory": ("法定", "statutory"),
        "draft": ("草案", "draft"),
        "illustrative": ("示例", "illustrative"),
        "covered": ("已覆盖", "covered"),
        "partly": ("部分覆盖", "partly covered"),
        "not_covered": ("未覆盖", "not covered"),
        "not_applicable": ("不适用", "not applicable"),
        "failed": ("读取失败", "could not be read"),
        "coverage": ("覆盖", "coverage"),
        "layers": ("层", "layers"),
        "scope": ("依据", "scope"),
        "id": ("编号", "id"),
        "elsewhere": ("图上没有要素之处仍可能适用的规定", "rules that may apply where no feature is known"),
        "exception": ("例外", "exception"),
        "requires": ("须", "requires"),
        "assumed": ("注", "note"),
        "red_line": ("生态保护红线审查结论", "red-line outcome"),
        "depends": ("取决于", "depends on"),
        "outside_opinion": ("意见范围以外占用", "taken outside the opinion's area"),
        "lines": ("线路桩号", "lines by chainage"),
        "thin": ("窄接触", "thin contact"),
        "next_steps": ("下一步", "next steps"),
        "any_other": ("其他", "any other"),
        "unknown": ("未知（图层在此没有答复）", "unknown (the layer does not answer here)"),
        "raised_by": ("涉及", "raised by"),
        "occupied": ("占用", "occupied"),
        "route": ("穿跨越", "route"),
        "temporary": ("临时", "temporary"),
        "sea_use": ("用海", "sea use"),
        "outlet": ("排放口", "outlet"),
    }
)


def word(code: str, lang: Lang) -> str:
    """A word in one language; an unknown code is shown as itself."""
    chinese, english = _WORDS.get(code, (code, code))
    return chinese if lang == "zh" else english


def both(code: str, lang: Lang) -> str:
    """A word as people read it: Chinese with the English beside it, or English alone."""
    return beside(*_WORDS.get(code, (code, code)), lang)


def said(text: Titles | Mapping[str, Any], lang: Lang) -> str:
    """One language of a text."""
    if isinstance(text, Titles):
        return text.zh if lang == "zh" else text.en
    return str(text["zh"] if lang == "zh" else text["en"])


def both_texts(text: Titles | Mapping[str, Any], lang: Lang) -> str:
    """A text as `both` says a word."""
    return beside(said(text, "zh"), said(text, "en"), lang)


def beside(chinese: str, english: str, lang: Lang) -> str:
    """Chinese with the English beside it where that differs; English alone in English."""
    return english if lang == "en" or chinese == english else f"{chinese} {english}"
