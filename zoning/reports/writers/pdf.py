"""A report as PDF, set by typst from one template: texts reach it as data and are never read as markup.

The file is PDF/A-2a and PDF/UA-1: tagged, with bookmarks and texts for pictures, and with no sign that has no glyph. It
is dated by the report's day and holds no other time: the same report gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import typst

from layers.definition_file import Titles
from zoning.reports import typeface
from zoning.reports.measures.words import first
from zoning.reports.model import Block, Fields, Figure, Grid, Items, Paragraph, Report, ReportLang, Signature
from zoning.reports.writers import qr, words
from zoning.reports.writers.columns import pieces
from zoning.reports.writers.drawings import as_svg
from zoning.reports.writers.paper import Paper, Tabled, paper
from zoning.reports.writers.walk import Heading, Placed
from zoning.reports.writers.words import Said

_TEMPLATE: Final = Path(__file__).with_name("templates") / "report.typ"
_CONTENTS: Final = 6  # sections from which on there is a list of contents
_RUNNING: Final = 44.0  # ems of the subject in the head of a page

Json = dict[str, Any]


def write(report: Report, lang: ReportLang) -> tuple[bytes, tuple[Titles, ...]]:
    """The PDF, and a note where signs could not be printed; the note stands on its last page too."""
    setter = _Setter(lang)
    content = setter.report(report)
    notes = unprintable(setter.missing)
    content["notes"] = [setter.text(words.said(note, lang)) for note in notes]
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        timestamp=datetime.combine(report.day, time(), UTC),
        pdf_standards=["a-2a", "ua-1"],
    )
    return made, notes


def unprintable(signs: Iterable[str]) -> tuple[Titles, ...]:
    """A note naming the signs that have no glyph; nothing where there are none."""
    listed = ", ".join(f"U+{ord(sign):04X}" for sign in sorted(signs))
    if not listed:
        return ()
    return (
        Titles(
            zh=f"字体中没有下列字符，文中以〔U+编号〕代替，请据原始资料核对：{listed}。",
            en=f"The typeface has no glyph for these characters; they are printed as 〔U+number〕, check them against "
            f"the original: {listed}.",
        ),
    )


@cache
def _fonts() -> typst.Fonts:
    """The typeface of reports alone; nothing of the machine's."""
    folder = str(Path(typeface.PATH).parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


class _Setter:
    """Makes the template's data of a report, and remembers the signs that have no glyph."""

    def __init__(self, lang: ReportLang) -> None:
        self.lang: ReportLang = lang
        self.missing: set[str] = set()

    def report(self, report: Report) -> Json:
        """All that the template sets."""
        sheets = paper(report, self.lang)
        title, subject = words.said(report.title, self.lang), words.said(report.subject, self.lang)
        outcome = report.outcome
        return {
            "lang": first(self.lang),
            "title": self.text(title),
            "subject": self.text(subject),
            "running": self._drawn(
                f"{words.said(report.title, self.lang).main} · {words.shortened(subject.main, _RUNNING)}"
            ),
            "day": report.day.isoformat(),
            "date": [report.day.year, report.day.month, report.day.day],
            "number": self._drawn(words.number(report, self.lang)),
            "ledger": self._drawn(words.ledger(report, self.lang).joined()),
            "page": words.page(self.lang),
            "mark": None if report.mark is None else self._lines(words.said(report.mark, self.lang)),
            "qr": qr.code(report, "svg").decode(),
            "qr_alt": self._drawn(f"{words.word('code_of', self.lang).main} {qr.content(report)}"),
            "scan": self._word("scan"),
            "address": [] if report.address is None else pieces(self._drawn(report.address)),
            "outcome": None
            if outcome is None
            else {
                "label": self._word("outcome"),
                "word": self._said(outcome.word),
                "beside": None if outcome.beside is None else self._said(outcome.beside),
                **_tone(outcome.tone),
            },
            "runs": list(self._runs(sheets)),
        }

    def text(self, said: Said, *, anywhere: bool = False) -> Json:
        """A text as the template takes it: lines, each in pieces between which it may be broken; `u` stands beneath."""
        beneath = self._broken(said.beneath, anywhere=anywhere) if said.beneath else None
        return {"t": self._broken(said.main, anywhere=anywhere), "u": beneath}

    def _said(self, text: Titles) -> Json:
        return self.text(words.said(text, self.lang))

    def _word(self, code: str) -> Json:
        return self.text(words.word(code, self.lang))

    def _broken(self, text: str, *, anywhere: bool) -> list[list[str]]:
        lines = self._drawn(text).split("\n")
        return [list(line) or [""] for line in lines] if anywhere else [pieces(line) for line in lines]

    def _lines(self, said: Said) -> list[str]:
        return [self._drawn(one) for one in (said.main, said.beneath) if one]

    def _drawn(self, text: str) -> str:
        self.missing |= typeface.missing(text)
        return typeface.drawable(text)

    def _runs(self, sheets: Paper) -> Iterator[Json]:
        """Upright and lying pages; before the first heading a list of contents where there are many."""
        listed = sheets.sections < _CONTENTS
        for lying, steps in sheets.runs():
            set_steps: list[Json] = []
            for step in steps:
                if not listed and isinstance(step, Heading):
                    set_steps.append({"kind": "contents", "title": self._word("contents")})
                    listed = True
                set_steps.append(self._step(step, sheets))
            yield {"lying": lying, "steps": set_steps}

    def _step(self, step: Heading | Placed, sheets: Paper) -> Json:
        if isinstance(step, Heading):
            title = self._lines(words.said(step.title, self.lang))
            return {"kind": "heading", "level": step.level, "number": step.number, "title": title}
        if isinstance(step.block, Grid) and step.number is not None:
            return self._grid(step.block, step.number, sheets.tables[step.number])
        return self._block(step.block, step.number)

    def _block(self, block: Block, number: int | None) -> Json:
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "text": self._said(block.text), "tone": block.tone, **_tone(block.tone)}
        if isinstance(block, Items):
            return {"kind": "items", "items": [self._said(one) for one in block.texts]}
        if isinstance(block, Fields):
            return {
                "kind": "fields",
                "rows": [
                    [self._said(name), self.text(words.cell(value, None, self.lang))] for name, value in block.rows
                ],
            }
        if isinstance(block, Figure):
            return {
                "kind": "figure",
                "drawing": as_svg(block, self.lang),
                "alt": self._drawn(words.said(block.alt, self.lang).joined()),
                "caption": self._caption("figure", number, block.title),
                "width": max(0.05, min(1.0, block.width)),
            }
        if isinstance(block, Signature):
            return self._signature(block)
        raise TypeError(f"no such block: {type(block).__name__}")

    def _grid(self, grid: Grid, number: int, table: Tabled) -> Json:
        tones = dict(grid.tones)
        text = partial(self.text, anywhere=table.fit.broken)
        return {
            "kind": "grid",
            "widths": [round(width, 2) for width in table.fit.widths],
            "points": table.fit.points,
            "right": table.right,
            "caption": self._caption("table", number, grid.table.title),
            "heads": [text(one) for one in table.heads],
            "rows": [
                {
                    "cells": [text(one) for one in row],
                    "total": place in grid.totals,
                    "breakable": table.breakable(place),
                    **_tone(tones.get(place, "plain")),
                }
                for place, row in enumerate(table.rows)
            ],
            "nothing": self._word("nothing"),
            "note": None if grid.note is None else self._said(grid.note),
        }

    def _signature(self, block: Signature) -> Json:
        return {
            "kind": "signature",
            "places": [self._said(one) for one in block.places],
            "signature": self._word("signature"),
            "day": self._word("sign_day"),
            "seal": self._word("seal"),
        }

    def _caption(self, kind: str, number: int | None, title: Titles) -> Json:
        """`表 3 名称`, and beneath `Table 3 name`."""
        name, said = words.word(kind, self.lang), words.said(title, self.lang)
        beneath = f"{name.beneath} {number} {said.beneath}" if said.beneath else ""
        return self.text(Said(f"{name.main} {number} {said.main}", beneath))


def _tone(tone: Any) -> Json:
    return {"ink": words.COLOURS[tone], "ground": words.GROUNDS[tone]}
