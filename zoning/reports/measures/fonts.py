"""Text of pictures set in the one typeface: sizes, widths and line breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from matplotlib.font_manager import FontPath, FontProperties

from zoning.reports.typeface import PATH, SIMPLIFIED, advance, drawable, ems

__all__ = ["drawable", "font", "width", "wrapped"]
_POINTS_PER_INCH: Final = 72.0
_NOT_FIRST: Final = frozenset("、，。；：）》」』】！？”’,.;:)]}!?%°′″")


def font(size: float) -> FontProperties:
    """The typeface in `size` points, with simplified Chinese forms."""
    return FontProperties(fname=FontPath(PATH, SIMPLIFIED), size=size)


def width(text: str, size: float) -> float:
    """Width of one line of text in inches."""
    return ems(text) * size / _POINTS_PER_INCH


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
    return advance(sign) > 0.95
