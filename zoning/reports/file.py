"""A written file."""

from __future__ import annotations

from dataclasses import dataclass

from layers.definition_file import Titles


@dataclass(frozen=True)
class File:
    """A written file: its bytes, its media type, its extension without a dot, and what could not be written as it is.

    `notes` say in both languages what its reader must know of the writing, such as characters that no glyph is for.
    """

    content: bytes
    media_type: str
    extension: str
    notes: tuple[Titles, ...] = ()
