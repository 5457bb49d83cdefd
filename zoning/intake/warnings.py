"""What somebody who asks for a verdict must be warned of, beside it: a place, a zone or a datum that looks wrong."""

from __future__ import annotations

from datetime import datetime

from zoning.desk import Desk, SitingQuestion
from zoning.intake.borders import SIGNATURE
from zoning.intake.desk import look_at, snapshot_of
from zoning.intake.guard import FROM_PHONES, Reread, suspicions, would_change
from zoning.intake.guard_json import guard_text, supposed_text
from zoning.intake.rounding import is_allowed_for
from zoning.titles import note_text
from zoning.verdict import Json, Verdict


def warnings(
    desk: Desk,
    question: SitingQuestion,
    verdict: Verdict,
    reread: Reread | None,
    now: datetime,
    *,
    stated: bool,
    always: bool,
) -> list[Json]:
    """Texts (zh, en) on what the layers in force make doubtful of a question judged, and on what another datum changes.

    The verdict in other datums is asked `always`, or where the coordinates come in a format of phone maps without a
    word on their datum or fit borders better shifted; one that would be the same is told only where it was asked for.
    Raises as `Desk.check` does.
    """
    definitions, reading = desk.definitions, question.reading
    seen = look_at(desk, reading, as_of=question.as_of, now=now)
    allowed = question.project.accuracy_m
    told = [note for note in seen.doubts if note not in reading.notes and not is_allowed_for(note, allowed)]
    doubts = suspicions(snapshot_of(desk, question.as_of, now), reading, stated=stated)
    texts = [note_text(definitions, note.code, note.values) for note in told]
    worth = reading.intake in FROM_PHONES or any(note.code == SIGNATURE for note in doubts)
    if not always and not (doubts and worth):
        return texts
    guard = would_change(desk, question, reread, now, stated=stated, verdict=verdict)
    if not guard.changes and not always:
        return texts
    texts += [note_text(definitions, note.code, note.values) for note in doubts if note not in told]
    texts.append(guard_text(definitions, guard))
    return [*texts, *(supposed_text(definitions, one) for one in guard.supposed)]
