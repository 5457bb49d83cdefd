"""Durable files: written under a temporary name, fsynced, and moved into place in one step."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from layers.errors import StoreError

TEMPORARY = ".tmp-"
_PIECE = 1 << 20


@contextmanager
def written(content: bytes, folder: Path) -> Iterator[Path]:
    """A durable temporary file in `folder`; what is not `placed` inside the block is removed after it."""
    with temporary(folder) as path:
        with path.open("xb") as file:
            file.write(content)
            sync(file)
        yield path


@contextmanager
def copied(source: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """A temporary file in `folder` with the bytes of another, and their SHA-256 in hex; not durable before `sync_file`.

    What is not `place`d inside the block is removed after it.
    """
    digest = hashlib.sha256()
    with temporary(folder) as path:
        with source.open("rb") as given, path.open("xb") as file:
            while piece := given.read(_PIECE):
                digest.update(piece)
                file.write(piece)
        yield path, digest.hexdigest()


def hash_of(path: Path) -> str:
    """SHA-256 of a file in hex, read piece by piece. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_or_none(path: Path) -> str | None:
    """As `hash_of`; a missing or unreadable file has none and is written anew."""
    try:
        return hash_of(path)
    except OSError:
        return None


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """A full or failing disk leaves as StoreError."""
    try:
        yield
    except OSError as fault:
        raise StoreError(
            f"{folder}：写盘失败：{fault}；请核对磁盘空间与权限",
            f"{folder}: writing failed: {fault}; check disk space and permissions",
        ) from fault


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """A name for a temporary file in `folder`; what is not `place`d inside the block is removed after it."""
    make_folder(folder)
    path = folder / f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def sync(file: BinaryIO) -> None:
    """Make what was written to a file durable."""
    file.flush()
    os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Make a file that was written durable."""
    with path.open("rb+") as file:
        sync(file)


def place(temporary: Path, final: Path) -> None:
    """Move a durable file to its name, durably."""
    place_all({temporary: final})


def place_all(finals: Mapping[Path, Path]) -> None:
    """Move durable files to their names, durably, once all are moved."""
    folders = sorted({final.parent for final in finals.values()})
    for folder in folders:
        make_folder(folder)
    for temporary, final in finals.items():
        temporary.replace(final)
    for folder in folders:
        sync_folder(folder)


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
