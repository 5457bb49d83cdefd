"""The one typeface of pictures and printed pages, which has Chinese: where it lies, what it has, how wide a sign is."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from matplotlib.ft2font import FT2Font
from noto_cjk_sans_otc import FONT_PATH

PATH: Final = str(FONT_PATH)
SIMPLIFIED: Final = 2  # place of Noto Sans CJK SC in the collection, after JP and KR
_BLANK: Final = frozenset(" \n\u3000\u00a0")


def drawable(text: str) -> str:
    """A text as it can be drawn: a sign without a glyph is spelled 〔U+20BB7〕, never left out, never an empty box."""
    return "".join(sign if _has(sign) else spelled(sign) for sign in text)


def missing(text: str) -> frozenset[str]:
    """The signs of a text that cannot be drawn: those without a glyph, and those that only direct other signs."""
    return frozenset(sign for sign in text if not _has(sign))


def spelled(sign: str) -> str:
    """A sign by its number in Unicode."""
    return f"〔U+{ord(sign):04X}〕"


def advance(sign: str) -> float:
    """How far one sign goes, in ems."""
    return _advance(sign)


def ems(text: str) -> float:
    """Width of one line of text in ems."""
    return sum(map(_advance, text))


@cache
def _face() -> FT2Font:
    face = FT2Font(PATH, face_index=SIMPLIFIED)
    face.set_size(100, 72.0)
    return face


@cache
def _has(sign: str) -> bool:
    if sign in _BLANK:
        return True
    if unicodedata.category(sign)[0] == "C":  # a mark of direction would turn what stands beside it
        return False
    return _face().get_char_index(ord(sign)) != 0


@cache
def _advance(sign: str) -> float:
    return float(_face().load_char(ord(sign)).linearHoriAdvance) / 65536 / 100
