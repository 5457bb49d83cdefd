"""A text that people write into the record: one line, of a length that can be read, without control characters."""

from __future__ import annotations

import re

from layers.errors import BadInput

LONGEST = 1000
# what moves a cursor, turns a text round, breaks its line, or is half a character
_UNWRITTEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def fits(text: str, longest: int = LONGEST) -> bool:
    """Whether a text is one line of at most `longest` characters, without control characters."""
    return len(text) <= longest and _UNWRITTEN.search(text) is None


def require(text: str, zh: str, en: str) -> None:
    """Raises BadInput, naming the text in both languages, where it does not fit."""
    if not fits(text):
        raise BadInput(
            f"{zh}须是一行不超过 {LONGEST} 字的文字，不含换行和控制字符",
            f"{en} is one line of at most {LONGEST} characters, without line breaks or control characters",
        )


def shown(text: str) -> str:
    """A text as one line that cannot overwrite, reverse or forge what stands beside it, whatever came in a file."""
    return _UNWRITTEN.sub("\N{REPLACEMENT CHARACTER}", text)
