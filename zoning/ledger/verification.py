"""`ledger verify`: the chain, and all that its entries name, compared with what was recorded."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from layers.canonical import canonical
from layers.editions import Edition
from layers.errors import NotFound, StoreError
from layers.stores.audit import Break, audited
from layers.stores.base import LogEntry, Store
from layers.stores.chain import utc_text
from layers.stores.soundness import proposed_unlogged
from zoning.definition_set import set_id
from zoning.ledger.anchor import Anchor
from zoning.ledger.blanking import Blanking, read
from zoning.ledger.entries import ANSWERS, BLANKING, COMPARISON, DEFINITIONS, said
from zoning.ledger.faults import Fault
from zoning.verdict import Json

EDITIONS = ("proposal", "publication")
STEPS = (*EDITIONS, "withdrawal")  # of the life of an edition
_BLOBS = ("body", "report", "result")  # members by which entries of other rooms name a blob
_Step = tuple[str, datetime]
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verification:
    """What was read, and every fault found; `head` is the last entry, to be noted elsewhere."""

    kinds: Mapping[str, int]
    blobs: int
    blanked: int
    deep: bool
    head: Anchor | None
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.faults

    def as_json(self) -> Json:
        """As the command and the service give it."""
        return {
            "sound": self.sound,
            "deep": self.deep,
            "entries": sum(self.kinds.values()),
            "kinds": dict(sorted(self.kinds.items())),
            "blobs": self.blobs,
            "blanked": self.blanked,
            "head": None if self.head is None else str(self.head),
            "faults": [fault.as_json() for fault in self.faults],
        }


def verify(store: Store, *, deep: bool = False, head: Anchor | None = None) -> Verification:
    """Read the whole ledger; with `deep` the content of every edition too, with `head` against an entry noted before.

    Raises StoreError where the store cannot be read at all.
    """
    return _Verifier(store, deep, head).verification()


class _Verifier:
    """One reading of a ledger."""

    def __init__(self, store: Store, deep: bool, head: Anchor | None) -> None:
        self._store = store
        self._deep = deep
        self._noted = head
        self._kinds: Counter[str] = Counter()
        self._last: Anchor | None = None
        self._sets: set[str] = set()
        self._sound: set[str] = set()  # hashes of blobs read so far
        self._named: dict[str, set[str]] = {}  # subject → blobs that only a blanking of it may remove
        self._made_of: dict[str, dict[str, str]] = {}  # verdict → comparisons of it, with their bodies
        self._missing: dict[tuple[str, str], Fault] = {}
        self._removed: dict[tuple[str, str], int] = {}
        self._blankings: dict[str, Blanking] = {}  # subject → the last
        self._steps: dict[str, list[_Step]] = {}  # label of an edition → its life as entries tell it
        self._first_proposal: datetime | None = None
        self._at: dict[str, int] = {}  # label of an edition → its last entry
        self._seen = 0
        self._editions = {edition.label: edition for edition in store.editions()}
        self._read: set[str] = set()

    def verification(self) -> Verification:
        """Everything, once."""
        faults = [*self._entries(), *self._unlike(), *self._blanked(), *self._at_noted()]
        return Verification(
            kinds=dict(self._kinds),
            blobs=len(self._sound),
            blanked=len({subject for subject, _ in self._removed}),
            deep=self._deep,
            head=self._last,
            faults=tuple(sorted(faults, key=lambda fault: fault.sequence)),
        )

    def _entries(self) -> Iterator[Fault]:
        for item in audited(self._store):
            self._seen = item.sequence
            if isinstance(item, Break):
                yield Fault(item.sequence, item.fault, {"through": item.through})
                continue
            self._kinds[item.kind] += 1
            readable = _SHA256.fullmatch(item.hash) is not None
            self._last = Anchor(sequence=item.sequence, hash=item.hash) if readable else None
            if self._noted is not None and item.sequence == self._noted.sequence and item.hash != self._noted.hash:
                yield Fault(item.sequence, "head_replaced", {"noted": self._noted.hash})
            try:
                yield from self._entry(item)
            except (StoreError, KeyError, TypeError, AttributeError, ValueError):
                yield Fault(item.sequence, "malformed", {"kind": item.kind})

    def _entry(self, entry: LogEntry) -> Iterator[Fault]:
        self._step(entry)
        body = said(entry)
        if entry.kind in ANSWERS:
            yield from self._answer(entry, body)
        elif entry.kind == DEFINITIONS:
            yield from self._definitions(entry, body)
        elif entry.kind == BLANKING:
            self._removed |= {(entry.subject, str(sha256)): entry.sequence for sha256 in body["removed"]}
            self._named.setdefault(entry.subject, set()).add(body["left"])
            self._blankings[entry.subject] = read(entry)
            yield from self._blob(entry, "left", body["left"])
        elif entry.kind in EDITIONS:
            yield from self._edition(entry, body)
        else:
            for member in _BLOBS:
                if _SHA256.fullmatch(str(body.get(member))):
                    yield from self._blob(entry, member, body[member])

    def _answer(self, entry: LogEntry, body: Mapping[str, Any]) -> Iterator[Fault]:
        set_ = body.get("definitions")
        if set_ is not None and set_ not in self._sets:
            yield Fault(entry.sequence, "definitions_unknown", {"set": set_})
        named = self._named.setdefault(entry.subject, set())
        for member in ("body", "question"):
            if body.get(member) is not None:
                named.add(body[member])
                yield from self._blob(entry, member, body[member])
        for verdict in body["verdicts"] if entry.kind == COMPARISON else ():
            if verdict not in self._named:
                yield Fault(entry.sequence, "verdict_unknown", {"verdict": verdict})
            self._made_of.setdefault(verdict, {})[entry.subject] = body["body"]
        if body["body"] in self._sound and not self._is(entry.subject, self._store.blob(body["body"])):
            yield Fault(entry.sequence, "body_of_another", {"subject": entry.subject})

    def _definitions(self, entry: LogEntry, body: Mapping[str, Any]) -> Iterator[Fault]:
        if body["set"] != set_id(body["files"]):
            yield Fault(entry.sequence, "definitions_altered")
        self._sets.add(body["set"])
        for name, sha256 in body["files"].items():
            yield from self._blob(entry, name, sha256)

    def _edition(self, entry: LogEntry, body: Mapping[str, Any]) -> Iterator[Fault]:
        if entry.subject not in self._editions:  # proposed since
            self._editions = {edition.label: edition for edition in self._store.editions()}
        found = self._editions.get(entry.subject)
        if found is None or found.sha256 != body["sha256"]:
            yield Fault(entry.sequence, "edition_missing", {"subject": entry.subject})
        elif self._deep and found.label not in self._read:
            self._read.add(found.label)
            try:
                self._store.features(found)
            except StoreError as fault:
                told = {"subject": entry.subject, "fault_zh": fault.zh, "fault_en": fault.en}
                yield Fault(entry.sequence, "edition_altered", told)

    def _step(self, entry: LogEntry) -> None:
        if entry.kind in STEPS:
            self._steps.setdefault(entry.subject, []).append((entry.kind, entry.at))
            if entry.kind == "proposal" and self._first_proposal is None:
                self._first_proposal = entry.at
            self._at[entry.subject] = entry.sequence

    def _unlike(self) -> Iterator[Fault]:
        """Editions whose state and times in the catalogue are not those that their entries tell."""
        while True:
            generation = self._store.generation()
            for entry in self._store.log(after=self._seen):  # what came while the log was read
                self._seen = entry.sequence
                self._step(entry)
            editions = self._store.editions()
            if self._store.generation() == generation:
                break
        for edition in editions:
            told, stands = self._steps.get(edition.label, []), _life(edition)
            if proposed_unlogged(edition, self._first_proposal) and STEPS[0] not in dict(told):
                told = [*stands[:1], *told]
            if told != stands:
                values = {"subject": edition.label, "told": _words(told), "stands": _words(stands)}
                yield Fault(self._at.get(edition.label, 0), "edition_unlike", values)

    def _blob(self, entry: LogEntry, what: str, sha256: object) -> Iterator[Fault]:
        if not isinstance(sha256, str):
            raise TypeError(f"{what} is no hash")
        if sha256 in self._sound:
            return
        told = {"what": what, "sha256": sha256, "subject": entry.subject}
        try:
            self._store.blob(sha256)
        except NotFound:
            key = (entry.subject, sha256)
            self._missing.setdefault(key, Fault(entry.sequence, "blob_missing", told))
        except StoreError:
            yield Fault(entry.sequence, "blob_altered", told)
        else:
            self._sound.add(sha256)

    @staticmethod
    def _is(subject: str, record: bytes) -> bool:
        """Whether a record is what an id names: the hash of its RFC 8785 form without the id."""
        body = json.loads(record)
        if body.pop("id", None) != subject:
            return False
        return subject == f"sha256:{hashlib.sha256(canonical(body)).hexdigest()}"

    def _blanked(self) -> Iterator[Fault]:
        """What is missing must have been blanked, under its own id; what was blanked must be missing."""
        for key, fault in self._missing.items():
            subject, sha256 = key
            if key not in self._removed or sha256 not in self._named.get(subject, ()):
                yield fault
        for (subject, sha256), sequence in self._removed.items():
            if sha256 in self._sound or self._there(sha256):
                yield Fault(sequence, "blanked_present", {"sha256": sha256, "subject": subject})
        for subject, blanking in self._blankings.items():  # recorded while it was being blanked
            for sha256 in sorted(self._named[subject] - {*blanking.removed, blanking.left}):
                if self._there(sha256):
                    yield Fault(blanking.entry.sequence, "blanked_present", {"sha256": sha256, "subject": subject})
            for comparison, sha256 in self._made_of.get(subject, {}).items():
                if comparison not in self._blankings:
                    yield Fault(blanking.entry.sequence, "blanked_present", {"sha256": sha256, "subject": subject})

    def _there(self, sha256: str) -> bool:
        try:
            self._store.blob(sha256)
        except NotFound:
            return False
        except StoreError:
            return True
        return True

    def _at_noted(self) -> Iterator[Fault]:
        if self._noted is not None and self._noted.sequence > self._seen:
            yield Fault(self._noted.sequence, "head_cut", {"last": self._seen})


def _life(edition: Edition) -> list[_Step]:
    """The steps that an edition has taken by the catalogue."""
    times = zip(STEPS, (edition.proposed_at, edition.published_at, edition.withdrawn_at), strict=True)
    return [(kind, at) for kind, at in times if at is not None]


def _words(steps: Iterable[_Step]) -> str:
    return ", ".join(f"{kind} {utc_text(at)}" for kind, at in steps) or "–"
