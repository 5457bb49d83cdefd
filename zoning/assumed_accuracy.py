"""The accuracy that is taken of a project where none was stated: no finer than its coordinates are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from layers.errors import BadGeometry
from layers.intake.types import Reading
from layers.notes import Note, NoteValue

MOST_M: Final = 10_000.0  # the coarsest accuracy by which a project is judged


def assumed_accuracy(reading: Reading, defaults: Mapping[str, float]) -> tuple[float, Note]:
    """Metres (95 %), and the note that says on what they rest: the kind of source, the decimals, or the file itself.

    The coarsest of them counts: a file's own precision (精度 of a corner file) says how finely its numbers were
    written, and no more. Raises BadGeometry where the numbers are so coarse that nothing can be judged.
    """
    default, said, written = defaults[reading.intake], reading.said_precision_m, reading.fineness
    metres = max(default, said or 0.0, 0.0 if written is None else written.metres)
    if written is not None and metres == written.metres > default:
        if metres > MOST_M:
            raise BadGeometry(
                f"坐标只写到 {written.unit}，位置误差可达约 {metres / 1000:.0f} 公里，据此不能研判；"
                "请按原始成果写全，或用 --accuracy 说明精度",
                f"the coordinates are written to {written.unit} alone, so the place may be off by some "
                f"{metres / 1000:.0f} km and cannot be judged; give them in full, or state the accuracy (--accuracy)",
            )
        values: dict[str, NoteValue] = {
            "metres": metres,
            "unit": written.unit,
            "intake": reading.intake,
            "default": default,
        }
        return metres, Note("accuracy_of_decimals", values)
    if said is not None:
        code = "accuracy_of_file" if said > default else "accuracy_over_file"
        return metres, Note(code, {"metres": metres, "stated": said, "intake": reading.intake})
    return metres, Note("accuracy_assumed", {"metres": metres, "intake": reading.intake})
