"""Fields of forms, typed; what is wrong with one is said by its name."""

from __future__ import annotations

import math
from datetime import date

from api.fields import DAY
from layers.errors import BadInput

_NAME = 80  # characters of a file's name that are kept


def wrong(name: str, text: str, allowed: str) -> BadInput:
    """A field that holds something else than it may."""
    return BadInput(f"{name} 不能是 {text!r}；应为 {allowed}", f"{name} cannot be {text!r}; it must be {allowed}")


def number(name: str, text: str) -> float:
    """A finite number. Raises BadInput naming the field."""
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise wrong(name, text, "数字 a number")
    return value


def day(name: str, text: str) -> date:
    """A civil day, YYYY-MM-DD. Raises BadInput naming the field."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as fault:
        raise wrong(name, text, "YYYY-MM-DD") from fault
    raise wrong(name, text, "YYYY-MM-DD")


def plain_name(name: str | None, otherwise: str) -> str:
    """The name of a file without its folders, as it may be shown; `otherwise` where nothing is left of it."""
    return (name or otherwise).replace("\\", "/").rpartition("/")[2][:_NAME] or otherwise
