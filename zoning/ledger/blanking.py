"""Blanking: what could tell of a person or a place is removed, what was concluded from what stays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from layers.canonical import canonical
from layers.errors import BadInput
from layers.stores.base import LogEntry, Store
from zoning.ledger.entries import ANSWERS, BLANKING, COMPARISON, said, unknown
from zoning.verdict import Json

# members that name no person, no place of a project and no statement about one
LEFT = (
    "id", "verdict", "range", "measure", "region", "as_of", "known_at", "include", "method", "calculation", "scope",
    "editions", "definitions",
)  # fmt: skip
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Blanking:
    """One blanking: the hashes of the blobs `removed`, and of the reduced body that is `left`."""

    entry: LogEntry
    removed: tuple[str, ...]
    left: str


def blanking_of(store: Store, subject: str) -> Blanking | None:
    """The last blanking of an answer; None where there was none."""
    found = None
    for entry in store.log(kind=BLANKING, subject=subject):
        found = read(entry)
    return found


def read(entry: LogEntry) -> Blanking:
    """An entry as a blanking."""
    body = said(entry)
    return Blanking(entry, tuple(body["removed"]), body["left"])


def blank(store: Store, subject: str, reason: str, *, actor: str, at: datetime) -> Blanking:
    """Remove body and question of every recording of an answer, and say so in the ledger.

    Comparisons made of a verdict hold its name and figures: they are blanked before it, each under its own id.

    The entry comes first, so that a kill in between leaves blobs that the next call, or `ledger verify`, finds. What
    was blanked already and is asked for again is blanked again, with the new reason in place of the old one.
    Raises BadInput for an empty reason, NotFound for an id that nothing was recorded under.
    """
    text = _reason(reason)
    entries = [entry for entry in store.log(subject=subject) if entry.kind in ANSWERS]
    if not entries:
        raise unknown(subject)
    for comparison in sorted(_made_of(store, subject)):
        blank(store, comparison, text, actor=actor, at=at)
    before = blanking_of(store, subject)
    removed = _named(entries)
    whole = store.blob(said(entries[0])["body"] if before is None else before.left)
    left = store.put_blob(reduced(json.loads(whole), text, at))
    if before is not None:
        removed |= {*before.removed, before.left} - {left}
    body: Json = {"removed": sorted(removed), "left": left, "actor": actor}
    entry = store.append(BLANKING, subject, canonical(body), at)
    for sha256 in sorted(removed):
        store.forget(sha256)
    return ended(store, Blanking(entry, tuple(sorted(removed)), left))


def ended(store: Store, done: Blanking) -> Blanking:
    """A blanking, again where its subject was recorded once more meanwhile.

    Who records looks for a blanking after its entry, who blanks for recordings after its own: one of the two sees it.
    """
    subject = done.entry.subject
    entries = [entry for entry in store.log(subject=subject) if entry.kind in ANSWERS]
    whole = [one for one in _made_of(store, subject) if blanking_of(store, one) is None]
    earlier = all(entry.sequence < done.entry.sequence for entry in entries)
    if earlier and not whole and _named(entries) <= {*done.removed}:
        return done
    reason = json.loads(store.blob(done.left))["reason"]
    return blank(store, subject, reason, actor=said(done.entry)["actor"], at=done.entry.at)


def blanking_json(done: Blanking) -> Json:
    """A blanking as command and service give it."""
    return {
        "id": done.entry.subject,
        "sequence": done.entry.sequence,
        "blanked_at": done.entry.at.isoformat(),
        "removed": len(done.removed),
    }


def reduced(body: Mapping[str, object], reason: str, at: datetime) -> bytes:
    """What is left of a body: verdict, dates, method, editions and definitions, with `blanked` and why."""
    kept = {name: body[name] for name in LEFT if name in body}
    return canonical({**kept, "blanked": True, "blanked_at": at.isoformat(), "reason": reason})


def _made_of(store: Store, verdict: str) -> set[str]:
    """The comparisons that a verdict is one of."""
    return {entry.subject for entry in store.log(kind=COMPARISON) if verdict in said(entry).get("verdicts", ())}


def _named(entries: Iterable[LogEntry]) -> set[str]:
    """The blobs that recordings name."""
    named = (said(entry).get(member) for entry in entries for member in ("body", "question"))
    return {sha256 for sha256 in named if sha256 is not None}


def _reason(text: str) -> str:
    plain = " ".join(text.split())
    if not plain or len(plain) > LONGEST_REASON:
        raise BadInput(
            f"清除须写明理由，不超过 {LONGEST_REASON} 字",
            f"blanking needs a reason, of at most {LONGEST_REASON} characters",
        )
    return plain
