"""A report that holds every kind of block and the worst texts that data brings, and every text that is in a report."""

import io
import re
from datetime import date

from matplotlib.figure import Figure as Drawing

from layers.definition_file import Titles
from zoning.measures.tables import Column, table
from zoning.reports.model import (
    Fields,
    Figure,
    Grid,
    Items,
    Outcome,
    Paragraph,
    Report,
    Section,
    Signature,
)
from zoning.reports.writers import words
from zoning.reports.writers.walk import Heading, walk

HOSTILE = (
    '#import "x": * $x^2$ \\[ [*b*] @ref <label> `raw` _e_ // c /* d */ ~ \'q\' "z" ]]> &amp; <script>x</script> '
    "{{ 7*7 }} {% raw %} \\u{41} -- --- ... https://a.b/c"
)
FORMULA = '=HYPERLINK("http://x","y")'
RARE = "甌海㙟村䶮山𬇕河"  # place names that the typeface has
UNKNOWN = "𠀀"  # and one that it has not
NUMBER = "sha256:" + "0123456789abcdef" * 4
ADDRESS = f"https://sanxian.example.org/siting/checks/{NUMBER}"


def titles(zh, en=None):
    return Titles(zh=zh, en=zh if en is None else en)


def drawing(width, height):
    """A picture of so many inches, the same bytes every time."""

    def draw(fmt, lang):
        figure = Drawing(figsize=(width, height))
        figure.add_subplot().plot([1, 2, 3], [1, 5, 2])
        out = io.BytesIO()
        figure.savefig(out, format=fmt, metadata={"Date": None} if fmt == "svg" else {"Software": None})
        return re.sub(rb'(id="|#)[mpC]\w+', rb"\g<1>x", out.getvalue()) if fmt == "svg" else out.getvalue()

    return draw


COLUMNS = (
    Column("layer", titles("图层", "Layer")),
    Column("class", titles("类别", "Class")),
    Column("relation", titles("关系", "Relation")),
    Column("certainty", titles("确定性", "Certainty")),
    Column("ha", titles("面积", "Area"), "ha", 4),
    Column("range", titles("面积区间", "Range of areas"), "ha"),
    Column("share", titles("占比", "Share"), "%", 2),
    Column("length", titles("长度", "Length"), "m", 1),
    Column("distance", titles("最近距离", "Least distance"), "m", 1),
    Column("effect", titles("作用", "Effect")),
    Column("basis", titles("依据", "Basis")),
)


def overlay(number):
    return (
        titles("饮用水水源保护区", "Drinking-water source protection zone"),
        titles("二级", "2"),
        titles("压占", "overlaps"),
        titles("确定", "certain"),
        1.23455 * number,
        "1.2000–1.3000",
        12.345,
        None,
        0.0,
        titles("禁止", "prohibition"),
        titles(f"第{number}条：不得新建、扩建排放污染物的建设项目", f"art. {number}: no new project that discharges"),
    )


def overlays(count):
    return Grid(
        table("overlay", titles("压占汇总", "Overlay summary"), COLUMNS, [overlay(n) for n in range(1, count + 1)]),
        tones=((0, "bad"), (1, "caution"), (2, "open"), (3, "good"), (4, "faint")) if count > 4 else (),
        totals=(count - 1,) if count else (),
        note=titles("面积为椭球面积。", "Areas are ellipsoidal."),
    )


NAMES = Grid(
    table(
        "names",
        titles("名称", "Names"),
        (
            Column("name", titles("名称", "Name")),
            Column("count", titles("数", "Count"), None, 0),
            Column("yes", titles("是否", "Whether")),
            Column("hash", titles("散列", "Hash")),
        ),
        (
            (HOSTILE, 12345, True, NUMBER),
            (FORMULA, -1, False, "x" * 90),
            (RARE, None, None, "+1"),
            ("@SUM", 0, True, "—"),
        ),
    )
)
PLACES = (titles("编制人", "Prepared by"), titles("审核人", "Checked by"), titles("单位", "Office"))
REPORT = Report(
    title=titles("选址空间冲突分析报告", "Report of spatial conflicts"),
    subject=titles(f"{RARE}化工有限公司 {HOSTILE}", f"Chemical works at {RARE} {HOSTILE}"),
    day=date(2026, 11, 22),
    number=NUMBER,
    ledger=4711,
    mark=titles("示例数据，不得用于决策", "Illustrative data: not for decisions"),
    address=ADDRESS,
    review=None,
    outcome=Outcome(titles("冲突", "conflict"), "bad", titles("项目压占二级保护区。", "It takes ground in zone 2.")),
    opening=(Paragraph(titles("这是初步空间结论。", "A preliminary spatial finding."), "faint"),),
    sections=(
        Section(
            titles("项目概况", "Project facts"),
            (
                Fields(
                    (
                        (titles("名称", "Name"), HOSTILE),
                        (titles("面积", "Area"), 12.5),
                        (titles("空", "Absent"), None),
                        (titles("属实", "True"), True),
                        (titles("关系", "Relation"), titles("压占", "overlaps")),
                    )
                ),
                Paragraph(titles(HOSTILE, f"in English {HOSTILE}")),
                Items((titles("第一条", "the first"), titles("很长的一条" * 40, "a long one, " * 40))),
                NAMES,
            ),
        ),
        Section(titles("压占", "Overlays"), (overlays(40), overlays(0))),
        Section(
            titles("逐项", "By hit"),
            (),
            (
                Section(
                    titles("说明", "Notes"),
                    tuple(
                        Paragraph(titles(f"提示{tone}", f"notice {tone}"), tone)
                        for tone in ("plain", "strong", "faint", "good", "caution", "bad", "open")
                    ),
                ),
                Section(
                    titles("图", "Maps"),
                    (
                        Figure(titles("位置图", "Location"), titles("项目位置", "where it lies"), drawing(6, 4)),
                        Figure(titles("高图", "Tall"), titles("很高的图", "a tall picture"), drawing(2, 9)),
                        Figure(titles("小图", "Small"), titles("小的图", "a small picture"), drawing(3, 3), 0.3),
                    ),
                ),
            ),
        ),
        Section(titles("签署", "Signatures"), (Signature(PLACES),)),
    ),
)


def texts(report, lang):
    """Every text that a report holds, as a reader of `lang` must find it."""
    every = [report.title, report.subject, report.mark, *(place for place in _outcome(report))]
    found = [one for text in every if text is not None for one in _said(words.said(text, lang))]
    found += [report.number, report.day.isoformat(), report.address or ""]
    for step in walk(report):
        if isinstance(step, Heading):
            found += _said(words.said(step.title, lang))
        else:
            found += [one for said in _block(step.block, lang) for one in _said(said)]
    return [text for text in found if text]


def squeezed(text):
    """A text without blanks and breaks of lines."""
    return re.sub(r"\s+", "", text)


def _outcome(report):
    return () if report.outcome is None else (report.outcome.word, report.outcome.beside)


def _said(said):
    return [one for one in (said.main, said.beneath) if one]


def _block(block, lang):
    if isinstance(block, Paragraph):
        yield words.said(block.text, lang)
    elif isinstance(block, Items):
        yield from (words.said(one, lang) for one in block.texts)
    elif isinstance(block, Fields):
        for name, value in block.rows:
            yield words.said(name, lang)
            yield words.cell(value, None, lang)
    elif isinstance(block, Grid):
        yield words.said(block.table.title, lang)
        yield from words.heads(block.table, lang)
        yield from (one for row in words.rows(block.table, lang) for one in row)
        if block.note is not None:
            yield words.said(block.note, lang)
    elif isinstance(block, Figure):
        yield words.said(block.title, lang)
    elif isinstance(block, Signature):
        yield from (words.said(one, lang) for one in block.places)
    else:
        raise TypeError(block)
