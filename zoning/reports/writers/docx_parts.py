"""Pieces of WordprocessingML that python-docx has no call for: fields, borders, repeated heads, the watermark."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

_VML: Final = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def element(tag: str, **attributes: str) -> Any:
    """An element such as `w:shd` with attributes of the same namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that an office reckons anew, such as a number of pages; `shown` until it does."""
    for kind in ("begin", "text", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "text":
            text = element("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            run._r.append(text)
        elif kind == "shown":
            run.text = shown
        else:
            run._r.append(element("w:fldChar", fldCharType=kind))


def watermark(paragraph: Paragraph, text: str, colour: str, ems: float) -> None:
    """Words across the page behind its text, as an office puts them into a header."""
    wide = 520.0
    high = min(70.0, wide / max(ems, 1.0) * 1.2)
    picture = parse_xml(
        f"<w:pict {nsdecls('w')} {_VML}>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{wide:.0f}pt;height:{high:.0f}pt;rotation:-32;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" '
        f'fillcolor="{colour}" stroked="f"><v:fill opacity=".16"/><v:textpath/></v:shape></w:pict>'
    )
    shape = picture[1]
    shape.set("alt", text)
    words = shape[1]
    words.set("style", "font-family:&quot;SimHei&quot;;font-size:1pt".replace("&quot;", '"'))
    words.set("string", text)
    paragraph.add_run()._r.append(picture)


def together(row: _Row) -> None:
    """A row that is not parted between pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit", val="true"))


def widths(table: Table, points: list[float]) -> None:
    """Columns of fixed widths."""
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, points, strict=True):
        column.set(qn("w:w"), str(round(width * 20)))
    for row in table.rows:
        for cell, width in zip(row.cells, points, strict=True):
            properties = cell._tc.get_or_add_tcPr()
            own = properties.find(qn("w:tcW"))
            if own is None:
                own = element("w:tcW")
                properties.insert(0, own)
            own.set(qn("w:w"), str(round(width * 20)))
            own.set(qn("w:type"), "dxa")
