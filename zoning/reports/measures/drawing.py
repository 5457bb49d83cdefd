"""What charts and maps have in common: a sheet measured in inches, its head and foot, colours, and its bytes."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import matplotlib
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from layers.definition_file import Titles
from layers.errors import Lang
from zoning.reports.measures.document import Document
from zoning.reports.measures.fonts import drawable, font, wrapped
from zoning.reports.measures.statement import edition_line, method_line, opening, standing_text, standing_words
from zoning.reports.measures.words import drawn, first, word
from zoning.reports.model import PictureFormat, ReportLang
from zoning.reports.words import said

# told apart with any colour vision (Okabe and Ito 2008, "Color Universal Design"); black stays for text
PALETTE: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
INK: Final = "#1d2a33"
FAINT: Final = "#5b6770"
RULE: Final = "#c9d1d6"
WARNING: Final = "#b00020"
MARGIN: Final = 0.3  # inches
_DPI: Final = 150
_HEAD, _SMALL = 15.0, 7.5  # points
_LINE: Final = 1.5 / 72.0  # inches of height of a line per point
_LOCK: Final = threading.Lock()  # matplotlib's settings belong to the process, and its fonts to one thread at a time


def lettered(title: Titles, lang: ReportLang) -> str:
    """A title as it stands in a picture."""
    return drawable(drawn(partial(said, title), lang))


def picture(draw: Callable[[], Figure], fmt: PictureFormat, *, characters: bool = False) -> bytes:
    """What `draw` draws as PNG (150 dpi) or SVG; the same drawing gives the same bytes.

    Texts of an SVG are outlines, to be seen anywhere; with `characters` they are text, for a page that has typefaces.
    """
    settings = {**_SETTINGS, "svg.fonttype": "none" if characters else "path"}
    with _LOCK, style.context("default"), matplotlib.rc_context(settings):
        out = io.BytesIO()
        draw().savefig(out, format=fmt, dpi=_DPI, metadata=dict.fromkeys(_UNSAID[fmt]))
        return out.getvalue()


_SETTINGS: Final[dict[Any, Any]] = {
    "svg.hashsalt": "sanxian",
    "path.simplify": False,
    "text.parse_math": False,  # a dollar in a name is a dollar
}
_UNSAID: Final = {"png": ("Software",), "svg": ("Date", "Creator", "Format", "Type")}


@dataclass(frozen=True)
class Sheet:
    """A figure of `width` × `height` inches; places on it are inches from its left upper corner."""

    figure: Figure
    width: float
    height: float

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """A frame of the given size."""
        place = (left / self.width, 1.0 - (top + height) / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(place)

    def text(self, left: float, top: float, text: str, size: float, colour: str = INK) -> None:
        """Text whose first line starts at the place."""
        self.figure.text(
            left / self.width,
            1.0 - top / self.height,
            text,
            fontproperties=font(size),
            color=colour,
            va="top",
            linespacing=1.2,
        )


def sheet(width: float, height: float) -> Sheet:
    """An empty white sheet."""
    return Sheet(Figure(figsize=(width, height), facecolor="white"), width, height)


@dataclass(frozen=True)
class Block:
    """Lines of text above or below a picture: (text, points, colour), wrapped to its width."""

    lines: tuple[tuple[str, float, str], ...]

    @property
    def height(self) -> float:
        """Inches."""
        return sum((text.count("\n") + 1) * size * _LINE for text, size, _ in self.lines)

    def put(self, on: Sheet, top: float) -> None:
        """Draw it at the left margin."""
        for text, size, colour in self.lines:
            on.text(MARGIN, top, text, size, colour)
            top += (text.count("\n") + 1) * size * _LINE


def block(lines: Sequence[tuple[str, float, str]], width: float) -> Block:
    """Lines wrapped for a sheet of `width` inches."""
    room = width - 2 * MARGIN
    return Block(tuple((wrapped(drawable(text), room, size), size, colour) for text, size, colour in lines))


def head(document: Document, title: str, width: float, lang: ReportLang, *, on_page: bool) -> Block:
    """Title; measure, region and day; the standing of the data, in red where it is not statutory.

    On a page, which says the rest itself, only a standing that is not statutory.
    """
    colour = INK if document.standing == "statutory" else WARNING
    standing = (standing_words(document, first(lang)), 9.0, colour)
    if on_page:
        return block([standing] if colour == WARNING else [], width)
    return block([(title, _HEAD, INK), (" · ".join(opening(document, first(lang))), 9.0, FAINT), standing], width)


def foot(document: Document, sentences: Sequence[str], width: float, lang: ReportLang, *, on_page: bool) -> Block:
    """`sentences`, then what the picture rests on: editions, method, standing, id; a page says these itself."""
    texts = [*sentences]
    if not on_page:
        texts += [drawn(partial(_edition, document, one), lang) for one in document.body["editions"]]
        texts.append(drawn(partial(method_line, document), lang))
        if document.body["data_standing"] is not None:
            texts.append(drawn(partial(standing_text, document), lang))
        texts.append(str(document.body["id"]))
    return block([(text, _SMALL, FAINT) for text in texts], width)


def _edition(document: Document, edition: Mapping[str, Any], lang: Lang) -> str:
    return f"{word('edition', lang)}: {edition_line(document, edition, lang)}"
