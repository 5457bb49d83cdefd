"""In which colours, and under which titles, the features of an evidence are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from layers.definition_file import Titles
from layers.kinds import LayerKind
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.tables import Cell, Evidence
from zoning.reports.measures.cells import shown
from zoning.reports.measures.drawing import PALETTE, lettered
from zoning.reports.measures.fonts import drawable
from zoning.reports.measures.words import drawn, word
from zoning.reports.model import ReportLang

_NO_CLASS: Final = "#9b9b9b"
_COLOURED: Final = 0.1  # spread of red, green and blue from which a colour is more than a grey


@dataclass(frozen=True, eq=False)
class MapClass:
    """Features drawn alike: their places in the evidence, colour, and width of line in points.

    `emphasised`: drawn wider and above the others, because the map is there to show them.
    """

    title: str
    colour: str
    width: float
    opacity: float
    places: NDArray[np.intp]
    emphasised: bool = False


def map_classes(evidence: Evidence, definitions: MeasureDefinitions, lang: ReportLang) -> tuple[MapClass, ...]:
    """The classes that occur, in the order in which the layer lists them; features without a class come last.

    Colours are those that the evidence names, else of the layer's style; a class without one has that of a palette.
    Of classes that the evidence names, those with a colour are emphasised over grey ones.
    """
    kind = definitions.base.kinds.get(evidence.layer) if evidence.layer is not None else None
    keys = _keys(evidence)
    width, opacity = (kind.style.width, kind.style.opacity) if kind is not None else (1.0, 0.35)
    if keys is None:
        colour = (kind.style.line or kind.style.fill) if kind is not None else None
        every = np.arange(len(evidence.geometries))
        title = lettered(evidence.table.title, lang)
        return (MapClass(title, colour or PALETTE[0], width, opacity, every),)
    known = {key for key in keys if key is not None}
    own = {one.code: one for one in evidence.classes}
    if known <= own.keys() and None not in keys:
        return tuple(
            MapClass(lettered(one.title, lang), one.colour, width, opacity, _places(keys, code), not _grey(one.colour))
            for code, one in own.items()
            if code in known
        )
    listed = max(_named(kind, evidence.class_column), key=lambda codes: len(known & codes.keys()), default={})
    order = {code: place for place, code in enumerate(listed)}
    found = sorted(known, key=lambda key: (order.get(key, len(order)), key))
    colours = _colours(kind, found)
    classes = []
    for key in (*found, *([None] if None in keys else [])):
        colour = _NO_CLASS if key is None else colours[key]
        classes.append(MapClass(_title(kind, evidence, key, lang), colour, width, opacity, _places(keys, key)))
    return tuple(classes)


def _grey(colour: str) -> bool:
    red, green, blue = to_rgb(colour)
    return max(red, green, blue) - min(red, green, blue) < _COLOURED


def _places(keys: Sequence[str | None], key: str | None) -> NDArray[np.intp]:
    return np.flatnonzero([one == key for one in keys])


def _keys(evidence: Evidence) -> list[str | None] | None:
    """The class of every feature as text; None where no column names one."""
    names = [column.name for column in evidence.table.columns]
    if evidence.class_column not in names:
        return None
    place = names.index(evidence.class_column)
    return [_key(row[place]) for row in evidence.table.rows]


def _key(cell: Cell) -> str | None:
    return None if cell is None else str(cell).lower() if isinstance(cell, bool) else shown(cell, None, "en")


def _colours(kind: LayerKind | None, keys: Sequence[str]) -> dict[str, str]:
    """The colours of the style; the classes that it has not take those of the palette that it has not."""
    styled = dict(kind.style.classes) if kind is not None else {}
    if styled and all(key in styled for key in keys):
        return {key: styled[key] for key in keys}
    free = [colour for colour in PALETTE if colour not in styled.values()]
    others = [key for key in keys if key not in styled]
    return {**styled, **{key: free[place % len(free)] for place, key in enumerate(others)}}


def _title(kind: LayerKind | None, evidence: Evidence, key: str | None, lang: ReportLang) -> str:
    if key is None:
        return drawn(partial(word, "unknown_class"), lang)
    known = (_written(evidence), *_named(kind, evidence.class_column))
    titles = (codes[key] for codes in known if key in codes)
    title = next(titles, None)
    return drawable(drawn(partial(word, key), lang)) if title is None else lettered(title, lang)


def _written(evidence: Evidence) -> Mapping[str, Titles]:
    """The titles that stand in the cells of the class column themselves."""
    place = [column.name for column in evidence.table.columns].index(evidence.class_column or "")
    cells = (row[place] for row in evidence.table.rows)
    return {shown(cell, None, "en"): cell for cell in cells if isinstance(cell, Titles)}


def _named(kind: LayerKind | None, column: str | None) -> Iterator[Mapping[str, Titles]]:
    """Lists of codes in which those of a column may stand: of the attribute of that name, then of the class."""
    if kind is None:
        return
    for name in (column, kind.style.by, kind.class_attribute):
        if name is not None and name in kind.attributes and kind.attributes[name].values:
            yield kind.attributes[name].values
