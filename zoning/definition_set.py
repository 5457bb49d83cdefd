"""All files that definitions were loaded from, by content: what it takes to load them again years later."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from layers.canonical import canonical
from layers.once import once

Scope = Literal["siting", "measures"]


@dataclass(frozen=True)
class DefinitionSet:
    """The files, by their path under data/, that a desk for siting, or for measures as well, was opened with."""

    scope: Scope
    files: Mapping[str, bytes]

    @once
    def hashes(self) -> Mapping[str, str]:
        """Path → SHA-256 of the file's bytes, by path."""
        return {name: hashlib.sha256(self.files[name]).hexdigest() for name in sorted(self.files)}

    @once
    def id(self) -> str:
        """The set by its content: `sha256:` and the hash of `hashes` as RFC 8785 JSON."""
        return set_id(self.hashes)


def set_id(hashes: Mapping[str, str]) -> str:
    """What a set of files (path → SHA-256) is called."""
    return f"sha256:{hashlib.sha256(canonical(hashes)).hexdigest()}"
