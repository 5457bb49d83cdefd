"""Tables of Word documents, row by row: python-docx looks every style up anew for each cell, which long tables feel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from docx.oxml.ns import qn
from docx.table import Table

from zoning.reports.writers.docx_parts import element
from zoning.reports.writers.words import Said

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BENEATH: Final = 0.86  # size of the second language to the first's


@dataclass(frozen=True)
class Look:
    """How the text of a cell stands: `points` None is the size of its style, `fill` None no ground of its own."""

    right: bool = False
    bold: bool = False
    colour: str | None = None
    fill: str | None = None
    points: float | None = None


@dataclass(frozen=True)
class Ids:
    """Ids of the styles of a cell's paragraph and of what stands beneath."""

    text: str
    beneath: str


def put_row(
    table: Table,
    texts: Sequence[tuple[Said, Look]],
    widths: Sequence[float],
    ids: Ids,
    *,
    head: bool = False,
    whole: bool = True,
) -> None:
    """Add a row of so wide cells (points): `head` is repeated over pages, `whole` is not parted between them.

    A single text in a table of more columns goes over all of them.
    """
    row = _add(table._tbl, "w:tr")
    if head or whole:
        properties = _add(row, "w:trPr")
        if whole:
            _add(properties, "w:cantSplit")
        if head:
            _add(properties, "w:tblHeader")
    spans = len(texts) == 1 < len(widths)
    for (text, look), width in zip(texts, [sum(widths)] if spans else widths, strict=True):
        cell = _add(row, "w:tc")
        properties = _add(cell, "w:tcPr")
        _add(properties, "w:tcW", w=str(round(width * 20)), type="dxa")
        if spans:
            _add(properties, "w:gridSpan", val=str(len(widths)))
        if look.fill is not None:
            _add(properties, "w:shd", val="clear", color="auto", fill=look.fill.removeprefix("#"))
        _paragraph(cell, text, look, ids)


def put_columns(table: Table, widths: Sequence[float]) -> None:
    """Fix the widths of the columns, in points."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(round(width * 20)))


def _paragraph(cell: Any, text: Said, look: Look, ids: Ids) -> None:
    paragraph = _add(cell, "w:p")
    properties = _add(paragraph, "w:pPr")
    _add(properties, "w:pStyle", val=ids.text)
    if look.right:
        _add(properties, "w:jc", val="right")
    _run(paragraph, text.main, look, look.points, None)
    if text.beneath:
        points = None if look.points is None else round(2 * _BENEATH * look.points) / 2
        _run(paragraph, f"\n{text.beneath}", look, points, ids.beneath)


def _run(paragraph: Any, text: str, look: Look, points: float | None, style: str | None) -> None:
    run = _add(paragraph, "w:r")
    properties = _add(run, "w:rPr")
    if style is not None:
        _add(properties, "w:rStyle", val=style)
    if look.bold:
        _add(properties, "w:b")
    if look.colour is not None and style is None:
        _add(properties, "w:color", val=look.colour.removeprefix("#"))
    if points is not None:
        _add(properties, "w:sz", val=str(round(2 * points)))
    for place, line in enumerate(text.split("\n")):
        if place:
            _add(run, "w:br")
        shown = _add(run, "w:t")
        shown.set(_SPACE, "preserve")
        shown.text = line


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    made = element(tag, **attributes)
    parent.append(made)
    return made
