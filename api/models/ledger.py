"""Shapes of the ledger room: entries, what verification finds, replays and blanking."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.models.base import Shape, Text


class EntryRow(Shape):
    """An entry in a list; `as_of` and `known_at` are those of the question, where it records an answer."""

    sequence: int
    at: str
    kind: str
    subject: str
    actor: str | None
    as_of: str | None
    known_at: str | None
    hash: str


class EntryList(Shape):
    """Entries in order; `next` is what `after` takes to go on, null at the end."""

    entries: list[EntryRow]
    next: int | None


class EntryAnswer(EntryRow):
    """An entry with all it says; `hash` is over every other field, with `previous` that of the entry before it."""

    previous: str
    body: dict[str, Any]


class FaultFound(Shape):
    """One thing that is not as it was recorded, and at which entry."""

    sequence: int
    code: str
    values: dict[str, Any]
    text: Text


class VerificationAnswer(Shape):
    """What was read and found; `head`, the last entry as `SEQ:HASH`, is to be noted elsewhere."""

    sound: bool
    deep: bool
    entries: int
    kinds: dict[str, int]
    blobs: int
    blanked: int
    head: str | None
    faults: list[FaultFound]


class ReplayDifference(Shape):
    """A place where the two bodies differ, as a JSON pointer, and what stands there."""

    path: str
    recorded: Any
    replayed: Any


class ReplayAnswer(Shape):
    """What came of asking a recorded question again; `differences` are the first of `difference_count`."""

    id: str
    kind: Literal["verdict", "measure", "comparison"]
    sequence: int
    known_at: str
    outcome: Literal["identical", "same_conclusion", "different", "not_replayable"]
    reason: Literal["method", "blanked", "no_question", "definitions", "store", "refused"] | None
    text: Text
    difference_count: int
    differences: list[ReplayDifference]


class BlankingRequest(Shape):
    """Why a recorded answer is blanked; the reason stays, so it names nobody."""

    reason: str = Field(min_length=1, max_length=1000)


class BlankingAnswer(Shape):
    """That an answer was blanked, by which entry; `removed` is how many contents are gone."""

    id: str
    sequence: int
    blanked_at: str
    removed: int
