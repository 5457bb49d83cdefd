"""What tiles say about features: keys and values of a layer, written once, and the part of them that a tile needs."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.compiled import kernel
from layers.editions import Value
from layers.tiles.varints import Integers, encode_one, field

_KEYS, _VALUES = 3, 4  # fields of a layer message
NONE: Final = -1  # in place of the number of a value
_UNSIGNED, _SIGNED = 1 << 64, 1 << 63
Bytes = NDArray[np.uint8]


class Properties:
    """The properties of features in order; those that are None are left out.

    Attributes:
        table: for each row and key the number of the value, or NONE.
        keys: as fields of a layer, in the order of their numbers.
        values: the same.
    """

    def __init__(self, rows: Sequence[Mapping[str, Value]]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row))
        found: dict[tuple[type, Value], int] = {}  # by type too: 1, 1.0 and true are equal
        columns = [[_number(found, row.get(name)) for row in rows] for name in names]
        self.table = np.array(columns, dtype=np.int32).reshape(len(names), len(rows)).T.copy()
        self.keys = Words([field(_KEYS, name.encode()) for name in names])
        self.values = Words([field(_VALUES, _message(value)) for _, value in found])


class Words:
    """Pieces of a message by number.

    Attributes:
        data: the pieces, one behind the other.
        starts: (n + 1,) where each begins.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.data: Bytes = np.frombuffer(bytearray().join(pieces), dtype=np.uint8)
        self.starts: Integers = np.cumsum([0, *(len(piece) for piece in pieces)])


@kernel("u1[::1](u1[::1], i8[::1], i8[::1])")
def taken(data: Bytes, starts: Integers, chosen: Integers) -> Bytes:
    """Some of the pieces of `Words`, one after the other."""
    room = 0
    for k in chosen:
        room += starts[k + 1] - starts[k]
    out, n = np.empty(room, np.uint8), 0
    for k in chosen:
        size = starts[k + 1] - starts[k]
        out[n : n + size] = data[starts[k] : starts[k + 1]]
        n += size
    return out


def _number(found: dict[tuple[type, Value], int], value: Value) -> int:
    return NONE if value is None else found.setdefault((type(value), value), len(found))


def _message(value: Value) -> bytes:
    """A Value message. A whole number beyond 64 bits is written as the nearest float."""
    if isinstance(value, str):
        return field(1, value.encode())
    if isinstance(value, bool):
        return bytes([7 << 3, value])
    if isinstance(value, int):
        if 0 <= value < _UNSIGNED:
            return bytes([5 << 3]) + encode_one(value)
        if -_SIGNED <= value < 0:
            return bytes([6 << 3]) + encode_one(-2 * value - 1)
    return bytes([3 << 3 | 1]) + struct.pack("<d", value)
