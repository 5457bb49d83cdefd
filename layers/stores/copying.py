"""Moves all that a store holds into another, of whichever kind, and compares both to the last byte."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from layers.editions import Edition
from layers.errors import BadInput, NotFound, StoreError
from layers.stores.base import LogEntry, Store
from layers.stores.moment import Moment, Progress, Report, Source, moment, silent
from layers.stores.soundness import require_sound

_AT_ONCE = 1000  # blobs in one transaction, or as many as make up
_BYTES_AT_ONCE = 1 << 26


@dataclass(frozen=True)
class Copied:
    """What lies in both stores now, and how much of it was not there before; `head` is the log's last hash."""

    editions: int
    blobs: int
    entries: int
    head: str | None
    fresh_editions: int
    fresh_blobs: int
    fresh_entries: int


def copy(source: Source, target: Store, report: Report = silent) -> Copied:
    """Bring `target` to where `source` stands now, and verify it: ids, numbers, states, times and log are the same.

    Whatever the target has of it already stays, so that a copy which was interrupted, or one made last month, is taken
    up where it ended. Blobs and features go first; then catalogue and log come in one step, so that the target holds
    no edition of it or all. What the source takes in meanwhile is not copied; run again for that.

    Raises:
        BadInput: both are the same place, or the target holds something that the source does not.
        StoreError: a hash or the log's chain is wrong on either side, or the catalogue of the source is not what its
            log says; the message says where.
    """
    if source.location == target.location:
        raise BadInput(f"来源与目标是同一处：{source.location}", f"source and target are one place: {source.location}")
    given = moment(source)
    require_sound(given, source)
    held = _require_prefix(given, source, target)
    blobs = _send_blobs(given, source, target, held, report)
    editions = _send_features(given, source, target, held, report)
    target.receive(editions, _entries(given, source, held, report))
    verify(given, target, report)
    return Copied(
        editions=len(given.editions),
        blobs=len(given.blobs),
        entries=given.entries,
        head=None if given.head is None else given.head.hash,
        fresh_editions=len(editions),
        fresh_blobs=blobs,
        fresh_entries=given.entries - held.entries,
    )


def verify(given: Moment, target: Store, report: Report = silent) -> None:
    """Read all of `target` again and compare it with `given`. Raises StoreError naming what differs."""
    if (found := target.head()) != given.head:
        raise _differs(target, f"台账末条 {_named(found)} 而非 {_named(given.head)}", "the last entry of the log")
    if (broken := target.verify_log()) is not None:
        raise _differs(target, f"台账第 {broken} 条", f"entry {broken} of the log")
    held = target.editions()
    if (wrong := next(iter(_unlike(given.editions, held)), None)) is not None:
        raise _differs(target, f"版本 {wrong.label}", f"edition {wrong.label}")
    if (lost := min(set(given.blobs).symmetric_difference(target.blobs()), default=None)) is not None:
        raise _differs(target, f"内容 {lost}", f"content {lost}")
    total = len(held) + len(given.blobs)
    for done, edition in enumerate(held, start=1):
        target.features(edition)  # compares the hash
        report(Progress("checked", done, total))
    for done, sha256 in enumerate(given.blobs, start=len(held) + 1):
        with target.file(sha256):  # as well
            report(Progress("checked", done, total))


def _require_prefix(given: Moment, source: Source, target: Store) -> Moment:
    """What the target holds, once what was blanked in the source is gone there too.

    Raises BadInput unless the source holds all the rest.
    """
    held = Moment(target.editions(), target.head(), tuple(target.blobs()))
    there = {_place(edition): edition for edition in given.editions}
    for edition in held.editions:
        if _place(edition) not in there or not edition.becomes(there[_place(edition)]):
            raise _foreign(source, target, f"版本 {edition.label}", f"edition {edition.label}")
    if held.head is not None and _entry(source, held.head.sequence) != held.head:
        sequence = held.head.sequence
        raise _foreign(source, target, f"台账第 {sequence} 条", f"entry {sequence} of the log")
    if held.entries > given.entries:  # it was appended to the source after its moment was taken
        raise _foreign(source, target, f"台账第 {held.entries} 条", f"entry {held.entries} of the log")
    extra = set(held.blobs).difference(given.blobs)
    if extra and (foreign := min(extra - _blanked(source, held.entries), default=None)) is not None:
        raise _foreign(source, target, f"内容 {foreign}", f"content {foreign}")
    for sha256 in sorted(extra):
        target.forget(sha256)
    return held


def _blanked(source: Source, after: int) -> set[str]:
    """The blobs that entries of kind `blanking` behind a sequence number say were removed for good."""
    bodies = (json.loads(entry.body) for entry in source.log(after=after) if entry.kind == "blanking")
    return {sha256 for body in bodies for sha256 in body["removed"]}


def _send_blobs(given: Moment, source: Source, target: Store, held: Moment, report: Report) -> int:
    wanted = sorted(set(given.blobs).difference(held.blobs))
    left = deque(wanted)
    while left:
        with ExitStack() as lent:
            names: list[str] = []
            paths: list[Path] = []
            size = 0
            while left and len(names) < _AT_ONCE and size < _BYTES_AT_ONCE:
                names.append(left.popleft())
                paths.append(_lend(source, names[-1], lent))
                size += paths[-1].stat().st_size
            received = target.put_files(paths)
        for sha256, found in zip(names, received, strict=True):
            if found != sha256:
                raise _differs(target, f"内容 {sha256}", f"content {sha256}")
        report(Progress("blobs", len(wanted) - len(left), len(wanted)))
    return len(wanted)


def _lend(source: Source, sha256: str, lent: ExitStack) -> Path:
    try:
        return lent.enter_context(source.file(sha256))
    except NotFound as fault:
        raise StoreError(
            f"复制期间 {source.location} 删除了内容 {sha256}；请再运行一次",
            f"{source.location} forgot the content {sha256} meanwhile; run the command again",
        ) from fault


def _send_features(given: Moment, source: Source, target: Store, held: Moment, report: Report) -> list[Edition]:
    """The editions that the target has yet to receive; what they hold lies there."""
    there = {_place(edition): edition for edition in held.editions}
    wanted = [edition for edition in given.editions if there.get(_place(edition)) != edition]
    for done, edition in enumerate(wanted, start=1):
        if _place(edition) not in there:
            target.keep(edition, source.features(edition))
        report(Progress("editions", done, len(wanted)))
    return wanted


def _entries(given: Moment, source: Source, held: Moment, report: Report) -> Iterator[LogEntry]:
    total = given.entries - held.entries
    for done, entry in enumerate(source.log(after=held.entries), start=1):
        if entry.sequence > given.entries:
            return
        report(Progress("entries", done, total))
        yield entry


def _unlike(given: Iterable[Edition], held: Iterable[Edition]) -> list[Edition]:
    """The editions that one side has and the other has not, or has otherwise."""
    ours, theirs = ({_place(edition): edition for edition in side} for side in (given, held))
    places = sorted(ours.keys() | theirs.keys())
    return [ours.get(place) or theirs[place] for place in places if ours.get(place) != theirs.get(place)]


def _entry(source: Source, sequence: int) -> LogEntry | None:
    return next(iter(source.log(after=sequence - 1)), None)


def _place(edition: Edition) -> tuple[str, str, int]:
    return edition.head.layer, edition.head.region, edition.number


def _named(entry: LogEntry | None) -> str:
    return "—" if entry is None else f"{entry.sequence} ({entry.hash[:12]})"


def _foreign(source: Source, target: Store, zh: str, en: str) -> BadInput:
    return BadInput(
        f"{target.location} 里已有 {source.location} 所没有的{zh}；请复制到空的存储",
        f"{target.location} holds {en}, which {source.location} does not; copy into an empty store",
    )


def _differs(target: Store, zh: str, en: str) -> StoreError:
    return StoreError(
        f"复制后 {target.location} 的{zh}与来源不符；不要使用它，请清空后重做",
        f"after copying, {en} in {target.location} differs from the source; do not use it, empty it and copy again",
    )
