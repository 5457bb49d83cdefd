"""`datetime=` of the OGC API as the civil day whose layers are meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from layers.catalogue import civil_date, in_force
from layers.editions import Edition
from layers.errors import BadInput

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_OPEN = ("", "..")


def day_of(text: str, editions: Sequence[Edition], layer: str, today: date, known_at: datetime) -> date:
    """The day of an instant, in China Standard Time; of an interval a day that stands for the whole of it.

    An interval is answered where the layer was one and the same on all its days on which it held anything (an open end
    is today). Raises BadInput where it became otherwise within, naming the days: there is no one answer then.
    """
    parts = text.split("/")
    if len(parts) == 1:
        return _day(text)
    if len(parts) != len(("begin", "end")):
        raise _unread(text)
    begin = None if parts[0] in _OPEN else _day(parts[0])
    end = None if parts[1] in _OPEN else _day(parts[1])
    if begin is not None and end is not None and end < begin:
        raise _unread(text)
    last = end or max(today, begin or today)
    changes = sorted({e.head.effective_from for e in editions if e.head.layer == layer and e.published_by(known_at)})
    days = [day for day in changes if (begin is None or day > begin) and day <= last]
    days = [begin, *days] if begin is not None else days
    states = {day: in_force(editions, layer, day, known_at) for day in days}
    told = {day: tuple((e.edition.label, e.edition.sha256) for e in held) for day, held in states.items() if held}
    if len(set(told.values())) > 1:
        named = ", ".join(day.isoformat() for day in told)
        raise BadInput(
            f"图层 {layer} 在 datetime={text} 内有变化（{named}）；请给出其中一天",
            f"{layer} became otherwise within datetime={text} (on {named}); ask for one of the days",
        )
    return max(told, default=last)


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _INSTANT.fullmatch(text):
            return civil_date(datetime.fromisoformat(text.upper().replace(" ", "T")))
    except (ValueError, OverflowError) as fault:
        raise _unread(text) from fault
    raise _unread(text)


def _unread(text: str) -> BadInput:
    shown = text[:80]
    return BadInput(
        f"datetime={shown!r} 读不懂；写作 2026-08-15、2026-08-15T00:00:00Z 或 2026-01-01/..（.. 表示不限）",
        f"datetime={shown!r} cannot be read; write 2026-08-15, 2026-08-15T00:00:00Z or 2026-01-01/.., where .. "
        "leaves an end open",
    )
