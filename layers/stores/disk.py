"""Durable files: written under a temporary name, fsynced, and moved into place in one step."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp-"
_PIECE = 1 << 20


@contextmanager
def written(content: bytes, folder: Path) -> Iterator[Path]:
    """A durable temporary file in `folder`; what is not `placed` inside the block is removed after it."""
    with _temporary(folder) as path:
        with path.open("xb") as file:
            file.write(content)
            _sync(file)
        yield path


@contextmanager
def copied(source: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """As `written`, of a file's bytes; with their SHA-256 in hex, taken while they were copied."""
    digest = hashlib.sha256()
    with _temporary(folder) as path:
        with source.open("rb") as given, path.open("xb") as file:
            while piece := given.read(_PIECE):
                digest.update(piece)
                file.write(piece)
            _sync(file)
        yield path, digest.hexdigest()


def hash_of(path: Path) -> str:
    """SHA-256 of a file in hex, read piece by piece. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    make_folder(folder)
    path = folder / f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def place(temporary: Path, final: Path) -> None:
    """Move a durable file to its name, durably."""
    temporary.replace(final)
    sync_folder(final.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, durably."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name == "nt":
        return  # Windows offers no fsync of a folder; NTFS journals the rename
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
