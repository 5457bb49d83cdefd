"""What layers say of many places as one CSV: a line per place and feature, or one that says why there is none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.measures.tables import Column
from zoning.reports.measures.cells import heading
from zoning.reports.screening.csv_sheets import cell
from zoning.reports.screening.sheets import PROBLEM, Cell
from zoning.reports.words import said, word
from zoning.screening.points import HELD, NOTHING, Located
from zoning.screening.results import FAILED as WRONG

_DECIMALS: Final = 9
_COLUMNS: Final = tuple(
    Column(name, Titles(zh=zh, en=en), None, None)
    for name, zh, en in (
        ("row", "行", "Row"),
        ("point", "点编号", "Point id"),
        ("lon", "经度", "Longitude"),
        ("lat", "纬度", "Latitude"),
        ("layer", "图层", "Layer"),
        ("answer", "结果", "Answer"),
        ("region", "行政区", "Region"),
        ("edition", "版本", "Edition"),
        ("standing", "数据状态", "Standing"),
        ("feature", "要素", "Feature"),
        ("reason", "原因", "Reason"),
    )
)
_SAID: Final = {HELD: Titles(zh="在其中", en="held"), NOTHING: Titles(zh="无要素", en="nothing"), WRONG: PROBLEM}


def write(found: Located, lang: Lang) -> bytes:
    """UTF-8 with a byte-order mark, as the other CSV files of a screening; rows that state no place come last."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heading(column, lang) for column in _COLUMNS)
    writer.writerows(map(cell, row) for row in _rows(found, lang))
    return out.getvalue().encode("utf-8-sig")


def answer(state: str, lang: Lang) -> str:
    """What a layer says of a place, in words."""
    title = _SAID.get(state)
    return word(state, lang) if title is None else said(title, lang)


def _rows(found: Located, lang: Lang) -> Iterator[tuple[Cell, ...]]:
    causes = {one.layer: one.cause for one in found.layers}
    for spot, layer, state, feature in found.lines():
        place = (spot.row, spot.key, round(spot.lon, _DECIMALS), round(spot.lat, _DECIMALS), layer, answer(state, lang))
        if feature is None:
            yield *place, None, None, None, None, causes[layer]
        else:
            head = feature.edition.head
            yield *place, head.region, feature.edition.number, word(head.standing, lang), feature.id, None
    for row, key, fault in found.read.wrong:
        yield (
            row,
            key,
            None,
            None,
            None,
            answer(WRONG, lang),
            None,
            None,
            None,
            None,
            fault.zh if lang == "zh" else fault.en,
        )
