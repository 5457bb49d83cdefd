"""How wide the columns of a printed table are, how large its letters, and whether its page lies on its side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zoning.reports.typeface import ems
from zoning.reports.writers.words import Said

UPRIGHT, LYING = 493.0, 740.0  # points between the margins of A4
PADDING: Final = 7.0  # points left and right of a text in a cell, together
_UPRIGHT_SIZES, _LYING_SIZES = (9.0, 8.5, 8.0, 7.5), (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_EASY: Final = 9.0  # ems up to which a text is broken unwillingly
_TIGHT: Final = 4.0  # and where few rows would not be worth a page turned on its side
_FEW: Final = 8
_PROSE: Final = 34.0  # ems above which a text takes no more room for itself
_BENEATH: Final = 0.86  # size of what stands beneath, to that above it
_SLACK: Final = 0.2  # ems by which a text set may differ from its reckoned width
_LONG: Final = 16  # signs of a word above which it may be broken
_PIECE: Final = 4
_WIDE: Final = r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
_RUN: Final = re.compile(r"[^-_/:;,=&?]+[-_/:;,=&?]*|[-_/:;,=&?]+")  # up to a mark after which a long name is broken
_TOKEN: Final = re.compile(rf"{_WIDE}|[^\s\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]+")


@dataclass(frozen=True)
class Fit:
    """Widths of columns and size of letters in points.

    `lying`: on a page turned on its side; `broken`: so many columns that words must be broken anywhere.
    """

    widths: tuple[float, ...]
    points: float
    lying: bool
    broken: bool = False


def pieces(text: str) -> list[str]:
    """A line in pieces, between which it may be broken beside the usual places.

    Long names and addresses are broken after their marks, long numbers and hashes anywhere.
    """
    parts: list[str] = []
    start = 0
    for found in _TOKEN.finditer(text):
        if len(found[0]) <= _LONG:
            continue
        for run in _RUN.finditer(text, found.start(), found.end()):
            few = len(run[0]) <= _LONG
            cuts = [run.end()] if few else [*range(run.start() + _PIECE, run.end() - _PIECE // 2, _PIECE), run.end()]
            for cut in cuts:
                parts.append(text[start:cut])
                start = cut
    return [*parts, text[start:]] if start < len(text) or not parts else parts


def fit(heads: Sequence[Said], rows: Sequence[Sequence[Said]], weights: Sequence[float], whole: Sequence[bool]) -> Fit:
    """The largest letters at which no word is cut and no column is squeezed; only then a page on its side.

    `weights` shares out what is left beyond what words need; empty: by what the columns hold. `whole`: columns, such as
    those of numbers, whose texts are not broken.
    """
    columns = [[head, *(row[n] for row in rows)] for n, head in enumerate(heads)]
    least = [
        max(_longest(one, keep and place > 0) for place, one in enumerate(column)) + _SLACK
        for column, keep in zip(columns, whole, strict=True)
    ]
    wanted = [min(_PROSE, max(map(_natural, column))) + _SLACK for column in columns]
    trials = [(False, _EASY, _UPRIGHT_SIZES), (True, _EASY, _LYING_SIZES)]
    if len(rows) <= _FEW:
        trials.insert(1, (False, _TIGHT, (*_UPRIGHT_SIZES, 7.0)))
    for lying, unbroken, sizes in trials:
        easy = [max(few, min(unbroken, _easy(column))) for few, column in zip(least, columns, strict=True)]
        room = (LYING if lying else UPRIGHT) - PADDING * len(columns)
        for points in sizes:
            if sum(easy) * points <= room:
                return Fit(_shared(easy, wanted, weights, room, points), points, lying)
    room, points = LYING - PADDING * len(columns), _LYING_SIZES[-1]
    if sum(least) * points <= room:
        return Fit(_shared(least, wanted, weights, room, points), points, True)
    share = room / sum(least)
    return Fit(tuple(few * share + PADDING for few in least), points, True, broken=True)


def _shared(
    least: Sequence[float], wanted: Sequence[float], weights: Sequence[float], room: float, points: float
) -> tuple[float, ...]:
    """Points of each column: what its words need, and of the rest as much as is wanted or its weight says."""
    need = [few * points for few in least]
    if weights:
        return tuple(width + PADDING for width in _weighted(need, weights, room))
    want = [max(few, full * points) for few, full in zip(need, wanted, strict=True)]
    if sum(want) <= room:
        return tuple(width * room / sum(want) + PADDING for width in want)
    share = (room - sum(need)) / (sum(want) - sum(need))
    return tuple(few + (full - few) * share + PADDING for few, full in zip(need, want, strict=True))


def _weighted(need: Sequence[float], weights: Sequence[float], room: float) -> list[float]:
    """By weight, but a column that needs more than its weight gives has that, and the others share what is left."""
    held: dict[int, float] = {}
    while True:
        free = [n for n in range(len(need)) if n not in held]
        rest, whole = room - sum(held.values()), sum(weights[n] for n in free)
        poor = {n: need[n] for n in free if rest * weights[n] / whole < need[n] - 1e-9}
        if not poor:
            return [held[n] if n in held else rest * weights[n] / whole for n in range(len(need))]
        held |= poor


def _longest(text: Said, keep: bool) -> float:
    """Ems of the longest thing that is not broken."""
    return max(_unbroken(text.main, keep), _BENEATH * _unbroken(text.beneath, keep))


def _unbroken(text: str, keep: bool) -> float:
    if keep:
        return max(map(ems, text.split("\n")))
    words = [piece for line in text.split("\n") for part in pieces(line) for piece in _TOKEN.findall(part)]
    return max(map(ems, words), default=0.0) + (0.5 if words else 0.0)  # a mark may stand before or after


def _easy(column: Sequence[Said]) -> float:
    """Ems at which no text of a column is broken; its title may be, once."""
    return max(_natural(column[0]) / 2.0 + 1.0, *map(_natural, column[1:]), 0.0) + _SLACK


def _natural(text: Said) -> float:
    lines = [*text.main.split("\n")], [*text.beneath.split("\n")]
    return max(*map(ems, lines[0]), *(_BENEATH * ems(line) for line in lines[1]), 0.0)
