"""Whether the parts of a store agree: the log is one chain, and the catalogue is what it says became of each edition.

The content hash of an edition covers its features and its head; its state and times are vouched for by the log alone.
Stores of the first versions wrote no entry for a proposal: of an edition proposed before the first such entry, the log
tells what followed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from layers.editions import Edition
from layers.errors import StoreError
from layers.stores.base import CorruptEntry, LogEntry
from layers.stores.chain import follows
from layers.stores.moment import Moment, Source

_STEPS = ("proposal", "publication", "withdrawal")
_Life = dict[str, datetime]  # when each step was taken


@dataclass
class Told:
    """What the steps in a log say of each edition, by its label."""

    lives: dict[str, tuple[str, _Life]] = field(default_factory=dict)
    first_proposal: datetime | None = None

    def hear(self, entry: LogEntry) -> None:
        """Take note of one entry, in order. Raises ValueError, KeyError or TypeError for a step no store wrote so."""
        if entry.kind in _STEPS:
            sha256 = str(json.loads(entry.body)["sha256"])
            known, life = self.lives.get(entry.subject, (sha256, {}))
            self.lives[entry.subject] = (sha256, {**(life if known == sha256 else {}), entry.kind: entry.at})
        if entry.kind == "proposal" and self.first_proposal is None:
            self.first_proposal = entry.at

    def otherwise(self, editions: Iterable[Edition]) -> list[str]:
        """The labels of those that stand otherwise in a catalogue, are not in it, or of which the log says nothing."""
        held = {edition.label: edition for edition in editions}
        strange = self.lives.keys() - held.keys()
        return sorted(strange | {label for label, edition in held.items() if self._of(edition) != _life(edition)})

    def _of(self, edition: Edition) -> tuple[str, _Life] | None:
        told = self.lives.get(edition.label)
        if proposed_unlogged(edition, self.first_proposal):
            sha256, life = told or (edition.sha256, {})
            return sha256, {"proposal": edition.proposed_at, **life}
        return told


def proposed_unlogged(edition: Edition, first: datetime | None) -> bool:
    """Whether an edition was proposed before the first entry of a proposal, at `first`; None where there is none."""
    return first is None or edition.proposed_at < first


def require_sound(given: Moment, source: Source) -> None:
    """Raises StoreError where the log of a source breaks, or its catalogue is not what the log says."""
    told = Told()
    last: LogEntry | None = None
    try:
        for entry in _until(given, source):
            if not follows(last, entry):
                raise _broken(source, 1 if last is None else last.sequence + 1)
            told.hear(entry)
            last = entry
    except CorruptEntry as fault:
        raise _broken(source, fault.sequence) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise _broken(source, 1 if last is None else last.sequence + 1) from fault
    if last != given.head:
        raise _broken(source, given.entries)
    if labels := told.otherwise(given.editions):
        raise StoreError(
            f"{source.location}：{labels[0]} 在目录中与台账所记不符（共 {len(labels)} 个版本）；请运行 sanxian doctor，"
            "并从备份恢复目录",
            f"{source.location}: {labels[0]} stands otherwise in the catalogue than in the log ({len(labels)} editions"
            " do); run `sanxian doctor`, and restore the catalogue from a backup",
        )


def _until(given: Moment, source: Source) -> Iterator[LogEntry]:
    for entry in source.log():
        if entry.sequence > given.entries:
            return
        yield entry


def _life(edition: Edition) -> tuple[str, _Life]:
    times = (edition.proposed_at, edition.published_at, edition.withdrawn_at)
    life = {step: at for step, at in zip(_STEPS, times, strict=True) if at is not None}
    fits = edition.state == {"proposal": "proposed", "publication": "published"}.get(list(life)[-1], "withdrawn")
    return edition.sha256, life if fits else {}


def _broken(source: Source, sequence: int) -> StoreError:
    return StoreError(
        f"{source.location} 的台账第 {sequence} 条断了散列链；请运行 sanxian ledger verify，并从备份恢复",
        f"entry {sequence} of the log of {source.location} breaks its chain; run `sanxian ledger verify`, and restore a"
        " backup",
    )
