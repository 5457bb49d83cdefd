"""Cursors: the pages behind the first keep to what the layer held when that was asked for, whatever is published."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from layers.editions import Edition
from layers.errors import BadInput, Gone
from layers.tiles.release import Moment, release

_MOST = 10**9  # rows


@dataclass(frozen=True)
class Cursor:
    """Where a page begins, and in which release of the layer."""

    release: str
    moment: Moment
    row: int

    def text(self) -> str:
        """As `cursor=` carries it."""
        told = [self.release, self.moment.as_of.isoformat(), self.moment.known_at.isoformat(), self.row]
        return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


def cursor_at(editions: Sequence[Edition], layer: str, moment: Moment, row: int) -> Cursor:
    """The cursor of a row of a layer at a moment."""
    return Cursor(release(editions, [layer], moment), moment, row)


def cursor_from(text: str, editions: Sequence[Edition], layer: str, now: datetime) -> Cursor:
    """The cursor that `cursor=` carries.

    Raises BadInput for what is none, and Gone where the layer holds something else at its moment: it belongs to another
    layer, or to another store.
    """
    try:
        found = _unpacked(text)
        later = found.moment.known_at > now
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError) as fault:
        raise _not_ours() from fault
    if later or not 0 <= found.row <= _MOST:
        raise _not_ours()
    if release(editions, [layer], found.moment) != found.release:
        shown = found.release[:32]
        raise Gone(
            f"cursor 所属的发布 {shown!r} 不是图层 {layer} 的，或已不存在；请从第一页重新开始",
            f"the cursor belongs to a release {shown!r} that {layer} has not, or no longer; begin with the first page",
        )
    return found


def _unpacked(text: str) -> Cursor:
    name, as_of, known_at, row = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
    if type(row) is not int:
        raise TypeError(row)
    return Cursor(str(name), Moment(date.fromisoformat(as_of), datetime.fromisoformat(known_at)), row)


def _not_ours() -> BadInput:
    return BadInput(
        "cursor 不是本服务给出的；请从第一页的 next 链接开始",
        "this cursor is none of this service; begin with the first page and follow its next link",
    )
