"""Texts of reports in the language asked for, and the fixed words around them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from layers.definition_file import Titles
from zoning.measures.tables import Cell, Column, Table
from zoning.reports import typeface
from zoning.reports.measures.cells import heading, printable, shown
from zoning.reports.model import Report, ReportLang, Tone

WORDS: Final[Mapping[str, Titles]] = MappingProxyType(
    {
        code: Titles(zh=zh, en=en)
        for code, (zh, en) in {
            "number": ("编号", "Number"),
            "ledger": ("台账号", "Ledger no."),
            "not_recorded": ("未入台账", "not recorded"),
            "day": ("日期", "Date"),
            "contents": ("目录", "Contents"),
            "table": ("表", "Table"),
            "figure": ("图", "Figure"),
            "nothing": ("无", "none"),
            "scan": ("扫码核对", "scan to verify"),
            "code_of": ("二维码，内容为", "QR code holding"),
            "review": ("审图号", "Map approval no."),
            "no_review": (
                "本报告地图未取得审图号，仅供内部审查使用，不得公开。",
                "The maps of this report have no approval number; for internal review only, not for publication.",
            ),
            "signature": ("签名", "Signature"),
            "seal": ("（盖章处）", "(stamp)"),
            "sign_day": ("日期", "Date"),
            "outcome": ("结论", "Conclusion"),
            "total": ("合计行", "total"),
            "section": ("章节", "Section"),
            "kind": ("类别", "Kind"),
            "text": ("内容", "Text"),
            "paragraph": ("正文", "paragraph"),
            "item": ("条目", "item"),
            "field": ("项目", "field"),
            "place": ("签署", "signature"),
            "sheet": ("工作表", "Sheet"),
            "report": ("报告", "Report"),
            "unprintable": ("未能打印的字符", "Characters that could not be printed"),
        }.items()
    }
)
COLOURS: Final[Mapping[Tone, str]] = MappingProxyType(
    {
        "plain": "#1d2a33",
        "strong": "#1d2a33",
        "faint": "#55626b",
        "good": "#1b6b3a",
        "caution": "#8a5a00",
        "bad": "#b00020",
        "open": "#5a3f9e",
    }
)
"""Ink of a tone; each is read on white and on its ground (contrast above 4.5)."""
GROUNDS: Final[Mapping[Tone, str]] = MappingProxyType(
    {
        "plain": "#ffffff",
        "strong": "#eef3f6",
        "faint": "#ffffff",
        "good": "#edf7f0",
        "caution": "#fdf5e4",
        "bad": "#fdeef0",
        "open": "#f3effb",
    }
)


_QUOTED: Final = re.compile("“([^“”\u2e80-\u9fff\uff00-\uffef]*)”")
"""English words in curly marks, which the typeface draws as wide as a Chinese sign: English has straight ones."""


@dataclass(frozen=True)
class Said:
    """A text in the language asked for; `beneath`: the same in English where a report is in both, else empty."""

    main: str
    beneath: str = ""

    def joined(self, sign: str = " ") -> str:
        """Both as one line."""
        return f"{self.main}{sign}{self.beneath}" if self.beneath else self.main


def said(text: Titles, lang: ReportLang) -> Said:
    """A text as a report shows it."""
    return _both(clean(text.zh), clean(text.en), lang)


def word(code: str, lang: ReportLang) -> Said:
    """A fixed word."""
    return said(WORDS[code], lang)


def cell(value: Cell, digits: int | None, lang: ReportLang) -> Said:
    """A cell as text; None is a dash, never 0."""
    return _both(clean(shown(value, digits, "zh")), clean(shown(value, digits, "en")), lang)


def head(column: Column, lang: ReportLang) -> Said:
    """The title of a column with its unit."""
    return _both(clean(heading(column, "zh")), clean(heading(column, "en")), lang)


def heads(table: Table, lang: ReportLang) -> tuple[Said, ...]:
    """The titles of all columns."""
    return tuple(head(column, lang) for column in table.columns)


def rows(table: Table, lang: ReportLang) -> tuple[tuple[Said, ...], ...]:
    """All cells as text."""
    return tuple(
        tuple(cell(value, column.digits, lang) for value, column in zip(row, table.columns, strict=True))
        for row in table.rows
    )


def ledger(report: Report, lang: ReportLang) -> Said:
    """The number in the ledger, or that there is none; it stands on every page."""
    if report.ledger is None:
        return word("not_recorded", lang)
    return Said(*(f"{one} {report.ledger}" for one in _parts(word("ledger", lang))))


def number(report: Report, lang: ReportLang) -> str:
    """The number of the answer, for the foot of every page."""
    return f"{word('number', lang).main} {report.number}"


def page(lang: ReportLang) -> tuple[str, str, str]:
    """What stands before, between and after the number of a page and that of all pages."""
    return ("第 ", " / ", " 页") if lang != "en" else ("Page ", " / ", "")


def shortened(text: str, most: float) -> str:
    """A text as one line of at most `most` ems."""
    line = " ".join(text.split())
    if typeface.ems(typeface.drawable(line)) <= most:
        return line
    kept = next(n for n in range(len(line), 0, -1) if typeface.ems(typeface.drawable(line[:n])) <= most - 1.0)
    return f"{line[:kept]}…"


def clean(text: str) -> str:
    """A text without control characters; a tab is a blank, a break of line is a break."""
    return printable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def _both(zh: str, en: str, lang: ReportLang) -> Said:
    if zh != en:  # what is the same in both is a name or a code, and stays as it is
        en = _QUOTED.sub(r'"\1"', en)
    if lang == "both":
        return Said(zh, "" if zh == en else en)
    return Said(en if lang == "en" else zh)


def _parts(text: Said) -> tuple[str, ...]:
    return (text.main, text.beneath) if text.beneath else (text.main,)
