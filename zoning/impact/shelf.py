"""The rows of recorded verdicts as a file beside the store: a cache with a checksum, bound to one log."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from layers.stores.base import Store
from zoning.impact.records import ROW, Rows

_MARK: Final = hashlib.sha256(f"footprints 1 {ROW.descr}".encode()).digest()  # another form is another file
_DIGEST: Final = 32


@dataclass(frozen=True)
class Kept:
    """Rows of a log up to the entry `sequence` with the hash `hash`."""

    sequence: int
    hash: str
    rows: Rows


def take(file: Path | None, store: Store) -> Kept | None:
    """What was kept for the log of a store; None where nothing is, or not of this form, whole, or of this log."""
    if file is None:
        return None
    try:
        content = file.read_bytes()
    except OSError:
        return None
    mark, digest, said = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST], content[2 * _DIGEST :]
    if mark != _MARK or hashlib.sha256(said).digest() != digest:
        return None
    sequence, entry_hash = int.from_bytes(said[:8], "big"), said[8 : 8 + _DIGEST].hex()
    entry = next(iter(store.log(after=sequence - 1)), None)
    if entry is None or entry.sequence != sequence or entry.hash != entry_hash:
        return None
    return Kept(sequence, entry_hash, np.frombuffer(said[8 + _DIGEST :], dtype=ROW).copy())


def drop(file: Path | None) -> None:
    """Keep nothing. Raises OSError where the disk refuses: what may hold something blanked must not stay unnoticed."""
    if file is not None:
        file.unlink(missing_ok=True)


def put(file: Path | None, kept: Kept) -> None:
    """Keep rows in place of what was kept; a disk that refuses costs the next start some time and nothing else."""
    if file is None:
        return
    said = kept.sequence.to_bytes(8, "big") + bytes.fromhex(kept.hash) + kept.rows.tobytes()
    temporary = file.with_name(f".tmp-{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(_MARK + hashlib.sha256(said).digest() + said)
        temporary.replace(file)
    except OSError:
        file.unlink(missing_ok=True)  # it may still hold what was blanked
        temporary.unlink(missing_ok=True)
