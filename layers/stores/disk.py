"""Durable files: written under a temporary name, fsynced, and moved into place in one step."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = ".tmp-"


@contextmanager
def written(content: bytes, folder: Path) -> Iterator[Path]:
    """A durable temporary file in `folder`; what is not `placed` inside the block is removed after it."""
    make_folder(folder)
    path = folder / f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}"
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield path
    finally:
        path.unlink(missing_ok=True)


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
