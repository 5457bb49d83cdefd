"""LIKE patterns: `%` stands for any text, `_` for one character, a backslash before either for itself."""

from __future__ import annotations

import re


def likeness(pattern: str) -> re.Pattern[str]:
    """A pattern as an expression for `fullmatch`, which never goes back over a piece it has found."""
    pieces = [""]
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            pieces.append("")
        elif character == "_":
            pieces[-1] += "."
        else:
            pieces[-1] += re.escape(next(characters, "\\") if character == "\\" else character)
    if len(pieces) == 1:
        return re.compile(pieces[0], re.DOTALL)
    first, *middle, last = pieces
    found = "".join(f"(?>.*?{piece})" for piece in middle if piece)
    return re.compile(f"{first}{found}.*{last}", re.DOTALL)
