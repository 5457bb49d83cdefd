"""What looks wrong of a row, or of a whole table, beside its verdicts and no part of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from layers.errors import BadInput
from layers.intake.dms import is_angle
from layers.intake.notation import packed_suspected_among
from layers.intake.statement import parse_statement
from layers.notes import Note
from zoning.definitions import Definitions
from zoning.desk import Desk, SitingQuestion
from zoning.intake.desk import look_at, snapshot_of
from zoning.intake.guard import suspicions
from zoning.intake.rounding import is_allowed_for
from zoning.screening.asking import Asked
from zoning.screening.entries import Entry, Stated, TableEntry
from zoning.screening.values import number
from zoning.titles import note_text
from zoning.verdict import Json

ONCE: Final = ("shift_possible_by_format", "areas_without_unit", "areas_of_points")
"""Doubts that say the same of every row that has them: told once, with how many rows."""
_DEGREES: Final = 180.0
_PLACES: Final = ("lon", "lat", "north", "east")


@dataclass(frozen=True)
class Doubts:
    """What the layers in force, and a row's own numbers, make doubtful; read by `desk` as known `at` a time."""

    desk: Desk
    at: datetime

    def of(self, asked: Asked, question: SitingQuestion) -> list[Json]:
        """The doubts of a row that asks a question: {code, text}. Raises StoreError."""
        seen = look_at(self.desk, question.reading, as_of=question.as_of, now=self.at)
        snapshot = snapshot_of(self.desk, question.as_of, self.at)
        allowed = question.project.accuracy_m
        notes = [note for note in seen.doubts if not is_allowed_for(note, allowed)]
        suspected = suspicions(snapshot, question.reading, stated=asked.crs_stated)
        notes += [note for note in (*suspected, *asked.doubts) if note not in notes]
        return [told(self.desk.definitions, note) for note in notes]


def told(definitions: Definitions, note: Note) -> Json:
    """A note as its code and text."""
    return {"code": note.code, "text": note_text(definitions, note.code, note.values)}


def of_table(entries: Iterable[Entry], crs: str | None) -> tuple[Note, ...]:
    """What looks wrong of all rows together: degrees that may be packed. `crs` holds for rows that name none."""
    degrees = [
        value
        for entry in entries
        if isinstance(entry, TableEntry) and not _says_notation(entry, crs)
        for _, corner in entry.corners()
        for value in _plain_degrees(corner)
    ]
    return packed_suspected_among(degrees)


def _says_notation(entry: TableEntry, crs: str | None) -> bool:
    own: list[str | None] = [str(one.value) for one in entry.stated("crs")]
    return any(_word(one) for one in own or [crs])


def _word(crs: str | None) -> bool:
    try:
        return parse_statement(crs).word is not None
    except BadInput:
        return False  # a wrong statement is a problem of its row


def _plain_degrees(corner: Mapping[str, Stated]) -> Iterator[float]:
    """Degrees written as one number."""
    for name in _PLACES:
        value = corner[name].value if name in corner else None
        if value is None or (isinstance(value, str) and is_angle(value)):
            continue
        try:
            read = number(value)
        except BadInput:
            continue  # a problem of its row
        if abs(read) <= _DEGREES:
            yield read


class DoubtsTold:
    """Of the doubts of many rows those that are told once, with how many rows have them."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Json] = {}
        self._rows: Counter[tuple[str, str]] = Counter()

    def add(self, doubts: Iterable[Mapping[str, Any]]) -> bool:
        """Take in a row's; whether it has others besides."""
        others = False
        for one in doubts:
            if one["code"] in ONCE:
                key = (one["code"], one["text"]["en"])
                self._found.setdefault(key, dict(one))
                self._rows[key] += 1
            else:
                others = True
        return others

    def found(self) -> list[Json]:
        """{code, text, rows} of each, as they came."""
        return [{**one, "rows": self._rows[key]} for key, one in self._found.items()]
