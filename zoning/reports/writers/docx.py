"""A report as a Word document: real styles, numbered headings, captions and page numbers that an office can go on with.

It is dated by the report's day and holds no other time: the same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Written

from layers.definition_file import Titles
from zoning.reports import model, typeface
from zoning.reports.model import Fields, Figure, Grid, Items, Paragraph, Report, ReportLang, Signature
from zoning.reports.timeless import timeless
from zoning.reports.writers import docx_parts as parts
from zoning.reports.writers import docx_styles as styles
from zoning.reports.writers import qr, words
from zoning.reports.writers.columns import LYING, UPRIGHT
from zoning.reports.writers.docx_tables import Ids, Look, put_columns, put_row
from zoning.reports.writers.drawings import size
from zoning.reports.writers.paper import Tabled, paper
from zoning.reports.writers.walk import Heading, Placed
from zoning.reports.writers.words import Said

_SHORT, _LONG, _SIDE = Mm(210), Mm(297), Mm(18)
_TALLEST: Final = 560.0  # points of a picture's height
_LARGE: Final = 16.0  # points of a title, beneath which the second language stands much smaller
_WHITE: Final = words.GROUNDS["plain"]
_WARNING: Final = "#b00020"


def write(report: Report, lang: ReportLang) -> tuple[bytes, tuple[Titles, ...]]:
    """The document; its typefaces are those of the office that opens it."""
    writer = _Writer(report, lang)
    writer.write()
    out = io.BytesIO()
    writer.document.save(out)
    return timeless(out.getvalue(), report.day), ()


class _Writer:
    """A document as it is written."""

    def __init__(self, report: Report, lang: ReportLang) -> None:
        self.report, self.lang = report, lang
        self.document: Document = docx.Document()
        styles.put_styles(self.document)
        self.paper = paper(report, lang)
        by_name = self.document.styles
        self.ids = Ids(by_name[styles.SMALL].style_id, by_name[styles.BENEATH].style_id)

    def write(self) -> None:
        self._properties()
        self._page(self.document.sections[0], lying=False)
        self._head_and_foot(self.document.sections[0])
        self._front()
        for place, (lying, steps) in enumerate(self.paper.runs()):
            if lying or place:
                self._page(self.document.add_section(WD_SECTION.NEW_PAGE), lying=lying)
            for step in steps:
                self._step(step, lying=lying)

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title = words.said(self.report.subject, self.lang).joined()[:255]
        core.subject = words.said(self.report.title, self.lang).joined()[:255]
        core.author, core.last_modified_by, core.comments = "sanxian", "sanxian", ""
        core.keywords, core.language = self.report.number[:255], "en-GB" if self.lang == "en" else "zh-CN"
        core.created = core.modified = datetime.combine(self.report.day, time(), UTC)
        core.revision = 1

    @staticmethod
    def _page(section: Section, *, lying: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (_LONG, _SHORT) if lying else (_SHORT, _LONG)
        section.left_margin = section.right_margin = _SIDE
        section.top_margin, section.bottom_margin = Mm(24), Mm(24)
        section.header_distance, section.footer_distance = Mm(12), Mm(10)

    def _head_and_foot(self, section: Section) -> None:
        """Over and under every page, also those turned on their side."""
        head = section.header.paragraphs[0]
        subject = " ".join(words.said(self.report.subject, self.lang).main.split())
        head.add_run(f"{words.said(self.report.title, self.lang).main} · {words.shortened(subject, 40)}")
        if self.report.mark is not None:
            mark = words.said(self.report.mark, self.lang).joined()
            parts.watermark(head, mark, _WARNING, typeface.ems(typeface.drawable(mark)))
        foot = section.footer.paragraphs[0]
        foot.add_run(words.clean(words.number(self.report, self.lang)))
        below = section.footer.add_paragraph(style="Footer")
        stops = below.paragraph_format.tab_stops
        for stop in self.document.styles["Footer"].paragraph_format.tab_stops:
            stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        stops.add_tab_stop(Pt(UPRIGHT), WD_TAB_ALIGNMENT.RIGHT)
        below.add_run(f"{words.ledger(self.report, self.lang).joined()} · {self.report.day.isoformat()}\t")
        before, between, after = words.page(self.lang)
        below.add_run(before)
        parts.field(below, "PAGE", "1")
        below.add_run(between)
        parts.field(below, "NUMPAGES", "1")
        below.add_run(after)

    def _front(self) -> None:
        report = self.report
        table = self.document.add_table(1, 2)
        parts.widths(table, [UPRIGHT - 95.0, 95.0])
        left, right = table.rows[0].cells
        self._say(left.paragraphs[0], words.said(report.title, self.lang), sign=" ", style="Subtitle")
        self._say(left.add_paragraph(), words.said(report.subject, self.lang), style="Title")
        meta = left.add_paragraph(f"{report.day.isoformat()} · {words.ledger(report, self.lang).joined()}", styles.NOTE)
        if report.address is not None:
            meta.add_run().add_break()
            meta.add_run(words.clean(report.address))
        code = right.paragraphs[0]
        code.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        holds = f"{words.word('code_of', self.lang).main} {words.clean(qr.content(report))}"
        self._picture(code, qr.code(report, "png"), 80.0, holds)
        scan = right.add_paragraph(style=styles.NOTE)
        scan.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._say(scan, words.word("scan", self.lang), sign=" ")
        if report.mark is not None:
            self._say(self.document.add_paragraph(style=styles.notice("bad")), words.said(report.mark, self.lang))
        if report.outcome is not None:
            styles.put_outcome(self.document, report.outcome.tone)
            told = self.document.add_paragraph(style=styles.OUTCOME)
            self._say(told, words.word("outcome", self.lang), sign=" ")
            told.add_run().add_break()
            self._say(told, words.said(report.outcome.word, self.lang), sign=" ", points=17.0, bold=True)
            if report.outcome.beside is not None:
                told.add_run().add_break()
                self._say(told, words.said(report.outcome.beside, self.lang))

    def _step(self, step: Heading | Placed, *, lying: bool) -> None:
        if isinstance(step, Heading):
            style = f"Heading {min(step.level, 4)}"
            self._say(self.document.add_paragraph(style=style), words.said(step.title, self.lang), sign=" ")
        elif isinstance(step.block, Grid) and step.number is not None:
            self._grid(step.block, self.paper.tables[step.number], step.number)
        else:
            self._block(step.block, step.number, LYING if lying else UPRIGHT)

    def _block(self, block: model.Block, number: int | None, room: float) -> None:
        if isinstance(block, Paragraph):
            style = "Normal" if block.tone == "plain" else styles.notice(block.tone)
            self._say(self.document.add_paragraph(style=style), words.said(block.text, self.lang))
        elif isinstance(block, Items):
            for text in block.texts:
                self._say(self.document.add_paragraph(style="List Bullet"), words.said(text, self.lang))
        elif isinstance(block, Fields):
            self._fields(block, room)
        elif isinstance(block, Figure):
            self._figure(block, number, room)
        elif isinstance(block, Signature):
            self._signature(block, room)
        else:
            raise TypeError(f"no such block: {type(block).__name__}")

    def _fields(self, block: Fields, room: float) -> None:
        table = self.document.add_table(0, 2, styles.FIELDS)
        widths = (0.27 * room, 0.73 * room)
        put_columns(table, widths)
        for name, value in block.rows:
            label = words.said(name, self.lang), Look(colour=words.COLOURS["faint"])
            put_row(table, (label, (words.cell(value, None, self.lang), Look())), widths, self.ids)
        self._gap()

    def _grid(self, grid: Grid, tabled: Tabled, number: int) -> None:
        self._caption("table", number, grid.table.title, follows=True)
        widths = tabled.fit.widths
        table = self.document.add_table(0, len(widths), styles.TABLE)
        put_columns(table, widths)
        points = tabled.fit.points - 0.5  # typefaces of offices are wider than ours
        looks = [Look(right=right, points=points) for right in tabled.right]
        heads = [(text, replace(look, bold=True)) for text, look in zip(tabled.heads, looks, strict=True)]
        put_row(table, heads, widths, self.ids, head=True)
        tones = dict(grid.tones)
        for place, texts in enumerate(tabled.rows):
            tone, total = tones.get(place, "plain"), place in grid.totals
            fill = words.GROUNDS["strong"] if total else words.GROUNDS[tone]
            own = partial(replace, bold=total, colour=words.COLOURS[tone], fill=None if fill == _WHITE else fill)
            cells = [(text, own(look)) for text, look in zip(texts, looks, strict=True)]
            put_row(table, cells, widths, self.ids, whole=not tabled.breakable(place))
        if not tabled.rows:
            nothing = words.word("nothing", self.lang), Look(colour=words.COLOURS["faint"])
            put_row(table, [nothing], widths, self.ids)
        if grid.note is not None:
            self._say(self.document.add_paragraph(style=styles.NOTE), words.said(grid.note, self.lang))
        self._gap()

    def _figure(self, figure: Figure, number: int | None, room: float) -> None:
        shown = self.document.add_paragraph()
        shown.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shown.paragraph_format.keep_with_next = True
        alt = words.said(figure.alt, self.lang).joined()
        self._picture(shown, figure.draw("png", self.lang), min(1.0, figure.width) * room, alt)
        self._caption("figure", number, figure.title, follows=False)

    def _signature(self, block: Signature, room: float) -> None:
        table = self.document.add_table(0, 2, "Table Grid")
        cells: Sequence[_Cell] = ()
        for place, text in enumerate(block.places):
            if place % 2 == 0:
                row = table.add_row()
                row.height = Mm(38)
                parts.together(row)
                cells = row.cells
            cell = cells[place % 2]
            self._say(cell.paragraphs[0], words.said(text, self.lang), style=styles.SMALL, bold=True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
            for code, blank in (("seal", ""), ("signature", "＿" * 9), ("sign_day", "＿" * 9)):
                line = cell.add_paragraph(style=styles.SMALL)
                line.paragraph_format.keep_with_next = True
                self._say(line, words.word(code, self.lang), sign=" ")
                line.add_run(f" {blank}" if blank else "")
        parts.widths(table, [room / 2, room / 2])

    def _caption(self, kind: str, number: int | None, title: Titles, *, follows: bool) -> None:
        """`表 3 名称`, its number a field that counts by itself."""
        caption = self.document.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = follows
        if not follows:
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        caption.add_run(f"{words.word(kind, self.lang).main} ")
        parts.field(caption, f"SEQ {words.WORDS[kind].en} \\* ARABIC", str(number))
        caption.add_run(" ")
        self._say(caption, words.said(title, self.lang), sign=" ")

    def _picture(self, paragraph: Written, png: bytes, wide: float, alt: str) -> None:
        run = paragraph.add_run()
        across, up = size(png)
        wide = min(wide, _TALLEST * across / up)
        shape = run.add_picture(io.BytesIO(png), width=Pt(wide))
        shape._inline.docPr.set("descr", alt)

    def _say(
        self,
        paragraph: Written,
        text: Said,
        *,
        sign: str = "\n",
        style: str | None = None,
        points: float | None = None,
        bold: bool = False,
    ) -> None:
        """A text in a paragraph, its second language behind it or beneath it in a style of its own."""
        if style is not None:
            paragraph.style = style
        run = paragraph.add_run(text.main)
        more: Any = paragraph.add_run(f"{sign}{text.beneath}", styles.BENEATH) if text.beneath else None
        if points is not None:
            run.font.size = Pt(points)
        usual = None if paragraph.style is None else paragraph.style.font.size
        whole = points if points is not None or usual is None else usual.pt
        if more is not None and whole is not None:
            more.font.size = Pt(round(2 * (0.86 if whole < _LARGE else 0.6) * whole) / 2)
        if bold:
            run.font.bold = True

    def _gap(self) -> None:
        """A little room after a table, which has none of its own."""
        gap = self.document.add_paragraph(style=styles.NOTE)
        gap.paragraph_format.space_after = Pt(4)
