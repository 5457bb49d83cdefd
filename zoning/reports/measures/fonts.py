"""The one typeface of pictures, which has Chinese, and text set in it: widths and line breaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from matplotlib.font_manager import FontPath, FontProperties
from matplotlib.ft2font import FT2Font
from noto_cjk_sans_otc import FONT_PATH

_SIMPLIFIED: Final = 2  # place of Noto Sans CJK SC in the collection, after JP and KR
_POINTS_PER_INCH: Final = 72.0
_BOX: Final = "□"
_NOT_FIRST: Final = frozenset("、，。；：）》」』】！？”’,.;:)]}!?%°′″")


def font(size: float) -> FontProperties:
    """The typeface in `size` points, with simplified Chinese forms."""
    return FontProperties(fname=FontPath(str(FONT_PATH), _SIMPLIFIED), size=size)


def drawable(text: str) -> str:
    """A text as it can be drawn: a sign that the typeface has not is an empty box, never left out."""
    return "".join(sign if sign in " \n" or _known(sign) else _BOX for sign in text)


def width(text: str, size: float) -> float:
    """Width of one line of text in inches."""
    return sum(map(_advance, text)) * size / _POINTS_PER_INCH


def wrapped(text: str, inches: float, size: float) -> str:
    """The text broken into lines no wider than `inches`: between Chinese characters, else at blanks, else anywhere."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), size) > inches:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
        while width(line.rstrip(), size) > inches and len(line) > 1:
            kept = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width(line[:n], size) <= inches)
            lines.append(line[:kept])
            line = line[kept:]
    return "\n".join([*lines, line.rstrip()] if line.strip() or not lines else lines)


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that stay together: a word with its blank, a Chinese character with the mark after it."""
    piece = ""
    for sign in text.replace("\n", " "):
        together = sign in _NOT_FIRST or sign == " " or not (_is_wide(sign) or (piece and _is_wide(piece[-1])))
        if piece and (not together or (piece[-1] == " " and sign != " ")):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _is_wide(sign: str) -> bool:
    return _advance(sign) > 0.95


@cache
def _face() -> FT2Font:
    face = FT2Font(str(FONT_PATH), face_index=_SIMPLIFIED)
    face.set_size(100, _POINTS_PER_INCH)
    return face


@cache
def _known(sign: str) -> bool:
    return _face().get_char_index(ord(sign)) != 0


@cache
def _advance(sign: str) -> float:
    """Advance of one character in ems."""
    return float(_face().load_char(ord(sign)).linearHoriAdvance) / 65536 / 100
