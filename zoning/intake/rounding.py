"""How coarsely degrees were written: few decimals place a site only to tens or hundreds of metres."""

from __future__ import annotations

from layers.intake.types import Reading
from layers.notes import Note

_CODE = "coordinates_rounded"
_COARSE = 50.0  # metres hidden from which somebody must look: three decimals of a degree, tenths of a minute


def rounded(reading: Reading) -> tuple[Note, ...]:
    """A note where degrees of few decimals, or without seconds, hide much, with the error in metres."""
    found = reading.fineness
    if found is None or found.metres < _COARSE:
        return ()
    return (Note(_CODE, {"unit": found.unit, "metres": found.metres}),)


def is_allowed_for(note: Note, accuracy_m: float | None) -> bool:
    """Whether a note speaks of an error that the accuracy stated of a project takes in."""
    return note.code == _CODE and accuracy_m is not None and accuracy_m >= float(note.values["metres"] or 0)
