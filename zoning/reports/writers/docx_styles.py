"""The styles of a Word document: an office that changes one changes the whole report."""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from zoning.reports.model import Tone
from zoning.reports.writers.docx_parts import element
from zoning.reports.writers.words import COLOURS, GROUNDS

TABLE, FIELDS, SMALL, NOTE = "Report Table", "Report Fields", "Table Text", "Table Note"
OUTCOME, BENEATH = "Outcome", "Second Language"
_SONG, _HEI, _LATIN, _LATIN_HEAD = "宋体", "黑体", "Times New Roman", "Arial"
_LEVELS: Final = ((1, 15.0, 18.0), (2, 12.5, 12.0), (3, 11.0, 9.0), (4, 10.5, 6.0))  # level, size, points above
_NUMBERING: Final = 77  # ids that the template of python-docx does not use


def notice(tone: Tone) -> str:
    """Name of the style of a paragraph that stands out."""
    return f"Notice {tone.capitalize()}"


def put_styles(document: Document) -> None:
    """All styles that a report is written in."""
    _defaults(document)
    _set(document.styles["Normal"], 10.5, _LATIN, _SONG, COLOURS["plain"], above=0.0, below=6.0)
    document.styles["Normal"].paragraph_format.line_spacing = 1.25
    _set(document.styles["Title"], 20.0, _LATIN_HEAD, _HEI, COLOURS["plain"], above=4.0, below=4.0)
    _bare(document.styles["Title"])
    _set(document.styles["Subtitle"], 11.0, _LATIN_HEAD, _HEI, COLOURS["faint"], above=0.0, below=4.0)
    _headings(document)
    _set(document.styles["Caption"], 9.5, _LATIN_HEAD, _HEI, COLOURS["plain"], above=6.0, below=4.0)
    document.styles["Caption"].font.bold = False
    document.styles["Subtitle"].font.italic = False
    for name in ("Header", "Footer"):
        _set(document.styles[name], 8.0, _LATIN, _SONG, COLOURS["faint"], above=0.0, below=0.0)
        document.styles[name].paragraph_format.line_spacing = 1.0
    _set(document.styles["List Bullet"], 10.5, _LATIN, _SONG, COLOURS["plain"], above=0.0, below=3.0)
    for name, colour in ((SMALL, COLOURS["plain"]), (NOTE, COLOURS["faint"])):
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        _set(made, 8.5, _LATIN, _SONG, colour, above=1.0 if name == SMALL else 3.0, below=1.0)
        made.paragraph_format.line_spacing = 1.1
    beneath = document.styles.add_style(BENEATH, WD_STYLE_TYPE.CHARACTER)
    beneath.font.color.rgb = _rgb(COLOURS["faint"])
    beneath.element.get_or_add_rPr().append(element("w:lang", val="en-GB"))
    for tone in COLOURS:
        if tone != "plain":
            _notice(document, tone)
    document.styles.element.append(_table_style(TABLE, head=True))
    document.styles.element.append(_table_style(FIELDS, head=False))


def _defaults(document: Document) -> None:
    """Chinese beside English: which language a text is checked in follows its script."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for name in ("w:rFonts", "w:lang"):
        held = properties.find(qn(name))
        if held is not None:
            properties.remove(held)
    properties.insert(0, _fonts(_LATIN, _SONG))
    properties.append(element("w:lang", val="en-GB", eastAsia="zh-CN", bidi="ar-SA"))


def _headings(document: Document) -> None:
    """Headings that number themselves, so that a section may be put in or taken out."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level - 1}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{".".join(f"%{n}" for n in range(1, level + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{340 + 140 * level}"/></w:tabs>'
        f'<w:ind w:left="{340 + 140 * level}" w:hanging="{340 + 140 * level}"/></w:pPr></w:lvl>'
        for level, _, _ in _LEVELS
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_NUMBERING}"><w:multiLevelType w:val="multilevel"/>'
        f"{levels}</w:abstractNum>"
    )
    first = numbering.find(qn("w:num"))
    numbering.insert(len(numbering) if first is None else numbering.index(first), abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{_NUMBERING}"><w:abstractNumId w:val="{_NUMBERING}"/></w:num>')
    )
    for level, size, above in _LEVELS:
        style = document.styles[f"Heading {level}"]
        _set(style, size, _LATIN_HEAD, _HEI, COLOURS["plain"], above=above, below=6.0)
        style.font.bold, style.font.italic = False, False
        style.paragraph_format.keep_with_next = True
        properties = style.element.get_or_add_pPr()
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_ilvl().val = level - 1
        numbered.get_or_add_numId().val = _NUMBERING


def put_outcome(document: Document, tone: Tone) -> None:
    """The style of the word that a report comes to: framed in the colour of its tone."""
    style = document.styles.add_style(OUTCOME, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set(style, 10.5, _LATIN, _SONG, COLOURS[tone], above=8.0, below=8.0)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(7.0)
    properties = style.element.get_or_add_pPr()
    border = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border.append(element(f"w:{side}", val="single", sz="10", space="6", color=COLOURS[tone].removeprefix("#")))
    _before(properties, border, "w:spacing")
    _before(properties, element("w:shd", val="clear", color="auto", fill=GROUNDS[tone].removeprefix("#")), "w:spacing")


def _notice(document: Document, tone: Tone) -> None:
    style = document.styles.add_style(notice(tone), WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set(style, 9.5 if tone == "faint" else 10.5, _LATIN, _SONG, COLOURS[tone], above=4.0, below=6.0)
    if tone == "faint":
        return
    style.font.bold = tone == "strong"
    if tone == "strong":  # it announces what follows
        style.paragraph_format.keep_with_next = True
    properties = style.element.get_or_add_pPr()
    ink, ground = COLOURS[tone].removeprefix("#"), GROUNDS[tone].removeprefix("#")
    border = element("w:pBdr")
    border.append(element("w:left", val="single", sz="24", space="6", color=ink))
    _before(properties, border, "w:spacing")
    _before(properties, element("w:shd", val="clear", color="auto", fill=ground), "w:spacing")


def _bare(style: Any) -> None:
    """A style without the border that the template gives it."""
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.get_or_add_pPr().remove(border)


def _before(properties: Any, made: Any, later: str) -> None:
    place = properties.find(qn(later))
    properties.insert(len(properties) if place is None else properties.index(place), made)


def _set(style: Any, size: float, latin: str, chinese: str, colour: str, *, above: float, below: float) -> None:
    style.font.size, style.font.color.rgb = Pt(size), _rgb(colour)
    properties = style.element.get_or_add_rPr()
    held = properties.find(qn("w:rFonts"))
    if held is not None:
        properties.remove(held)  # fonts of a theme would go before those named
    properties.insert(0, _fonts(latin, chinese))
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)


def _fonts(latin: str, chinese: str) -> Any:
    return element("w:rFonts", ascii=latin, hAnsi=latin, eastAsia=chinese, cs=latin)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#").upper())


def _table_style(name: str, *, head: bool) -> Any:
    """Rules beneath rows; a head on a ground between heavier rules."""
    rule = '<w:bottom w:val="single" w:sz="4" w:space="0" w:color="C9D1D6"/>'
    inner = '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D1D6"/>'
    first = (
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        '<w:top w:val="single" w:sz="8" w:space="0" w:color="1D2A33"/>'
        '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="1D2A33"/></w:tcBorders>'
        '<w:shd w:val="clear" w:color="auto" w:fill="EEF3F6"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{rule}{inner}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="70" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        f'<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>{first if head else ""}</w:style>'
    )
