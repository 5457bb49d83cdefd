"""The lines of a pasted text: rows of coordinates in any notation, and words between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from layers.errors import BadFile, BadGeometry
from layers.intake.axes import east_first
from layers.intake.declared_area import area_in
from layers.intake.dms import Angle, plain, read_pair
from layers.intake.text import fold

_LONGEST = 200
_BULLET = re.compile(r"^(?:[-*]\s+|[•·●■]\s*|[①-⑳]\s*|[(]?\d{1,4}[)、]\s*|\d{1,4}[.]\s+)")
_LABELLED = re.compile(r"^([^\d:]{1,20}\d{0,4}):\s*")
_LETTERED = re.compile(r"\b[XYHZxyhz]\s*[=:]\s*")
_SPLIT = re.compile(r"[\s,;、|/]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?")
_NUMBER_IN = re.compile(r"\d+(?:\.\d*)?")
_POINT = re.compile(r"[A-Za-z]{1,3}\d{1,4}\b|\d{1,4}[\s,;:、]")
_FRACTION_IN = re.compile(r"\d\.\d")
_FRACTION = re.compile(r"[+-]?\d*\.\d+")
_MOST_BEFORE = 2  # a point's name and the number of its ring


@dataclass(frozen=True)
class Row:
    """Two coordinates of line `line`, in the order written; `label` stands before them, a height behind if `raised`."""

    line: int
    pair: tuple[Angle, Angle]
    label: str = ""
    raised: bool = False


@dataclass(frozen=True)
class Words:
    """A line that holds no coordinates."""

    line: int
    text: str


def read_line(number: int, raw: str, name: str) -> Row | Words | None:
    """A line as a row of coordinates or as words; None for an empty one.

    Raises BadFile for a line of numbers that are no pair of coordinates, BadGeometry for an impossible angle.
    """
    line = plain(raw)
    if not line:
        return None
    place = (f"{name} 第 {number} 行", f"{name}, line {number}")
    if len(line) <= _LONGEST:
        row = _row(number, _LABELLED.sub(r"\1 ", _LETTERED.sub(" ", _BULLET.sub("", line))), place) or _row(
            number, line, place
        )
        if row is not None:
            return row
    if _is_numeric(line):
        raise unreadable(number, raw, name)
    return Words(number, fold(raw))


def is_broken_row(words: Words) -> bool:
    """Whether words right below a row of coordinates are one that was damaged: a point's name, or a stray fraction."""
    return _POINT.match(words.text) is not None or (
        _FRACTION_IN.search(words.text) is not None and area_in(words.text) is None
    )


def unreadable(number: int, raw: str, name: str) -> BadFile:
    """The refusal of a line that should hold two coordinates."""
    zh, en = f"{name} 第 {number} 行", f"{name}, line {number}"
    return BadFile(
        f"{zh}“{raw.strip()[:60]}”看不出是哪两个坐标；请写作“点号 X Y”或“120.6994, 27.9943”，每行一个点；"
        "地方独立坐标请先转换为 CGCS2000",
        f'{en}: "{raw.strip()[:60]}" does not show two coordinates; write "name X Y" or "120.6994, 27.9943", one '
        "point a line, and convert coordinates of a local system to CGCS2000 first",
    )


def _row(number: int, line: str, place: tuple[str, str]) -> Row | None:
    """The one way to see two coordinates in a line, with a name and a ring before them and a height behind.

    A pair that fills the whole line is taken whatever its numbers; one among other numbers must be of a size
    that coordinates have. Raises BadGeometry where the only pair there is has an impossible angle.
    """
    fault: BadGeometry | None = None
    try:
        whole = read_pair(line, place)
    except BadGeometry as error:
        whole, fault = None, error
    cells = [cell for cell in _SPLIT.split(line) if cell]
    if whole is not None and (_is_place(whole) or not _lost_one(cells)):
        return Row(number, whole)
    found: list[Row] = []
    for before in range(min(_MOST_BEFORE, len(cells)) + 1):
        label = cells[:before]
        if any(_FRACTION.fullmatch(cell) for cell in label) or not all(cell.isdigit() for cell in label[1:]):
            continue
        for after in (0, 1):
            inner = cells[before : len(cells) - after]
            if len(inner) < 2 or (before == 0 and after == 0) or (after and not _NUMBER.fullmatch(cells[-1])):
                continue
            try:
                pair = read_pair(" ".join(inner), place)
            except BadGeometry as error:
                fault = fault or error
                continue
            if pair is not None and _is_place(pair):
                found.append(Row(number, pair, " ".join(label).replace("°", "度"), raised=after == 1))
    exact = [row for row in found if all(angle.dms or angle.degrees % 1 for angle in row.pair)]
    if len(found) == 1 or len(exact) == 1:
        return (exact or found)[0]
    if fault is not None and not found and _is_angular(line):
        raise fault
    return None


def _is_place(pair: tuple[Angle, Angle]) -> bool:
    """Whether two numbers can be a place in China, in degrees or metres."""
    first, second = (np.array([angle.degrees]) for angle in pair)
    return east_first(first, second, lambda _: ("", "")) is not None


def _lost_one(cells: list[str]) -> bool:
    """Whether two cells are the number of a point and one coordinate."""
    return len(cells) == 2 and cells[0].isdigit() and not cells[1].isdigit()


def _is_angular(line: str) -> bool:
    return any(mark in line for mark in "°'\"") or bool(re.search(r"\d\.\d+\.\d", line))


def _is_numeric(line: str) -> bool:
    """Whether a line means coordinates.

    That is a number alone that is no count, two of the length of coordinates, or one among cells mostly numbers.
    """
    long = [one for one in _NUMBER_IN.findall(line) if len(one.partition(".")[2]) >= 3 or len(one) >= 6]
    if re.search(r"[^\W\d_]", line):
        cells = [cell for cell in _SPLIT.split(line) if cell]
        numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in cells)
        return len(long) >= 2 or (len(long) == 1 and len(cells) >= 3 and 2 * numbers >= len(cells))
    return bool(long) or len(_NUMBER_IN.findall(line)) >= 2


def blocks_of(rows: list[Row], breaks: set[int]) -> list[list[Row]]:
    """The rows in blocks that end where a break (the line number of an empty line) lies between two rows."""
    if not rows:
        return []
    blocks = [[rows[0]]]
    for before, after in pairwise(rows):
        if any(line in breaks for line in range(before.line + 1, after.line)):
            blocks.append([])
        blocks[-1].append(after)
    return blocks
