"""Geometries as commands, and the layer message, of Mapbox Vector Tile 2.1.

All of a geometry but the place where it begins is told from position to position, and so is the same in every tile.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.compiled import direct, inlined, kernel
from layers.tiles.paths import EXTENT, FORMS, Paths
from layers.tiles.properties import NONE, Bytes, Properties, taken
from layers.tiles.varints import Integers, encode_one, field

_LAYER = 3  # the field of a tile
_NAME, _FEATURE, _EXTENT, _VERSION = 1, 2, 5, 15  # fields of a layer
_TAGS, _TYPE, _GEOMETRY = 2, 3, 4  # fields of a feature
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 7
_VARINT = 10  # bytes a number may take
_HEADS = 9 * _VARINT  # bytes of a feature besides its tags and commands, at most
TAIL: Final = np.frombuffer(encode_one(_EXTENT << 3) + encode_one(EXTENT), dtype=np.uint8)
_Arrays = tuple[Integers, Integers, Bytes, Integers]  # those of `Commands`
_COMMANDS = "Tuple((i8[::1], i8[:, ::1], u1[::1], i8[::1]))"  # the same to kernels


@dataclass(frozen=True, eq=False)
class Commands:
    """Geometries by row; a row may have none.

    Attributes:
        heads: the first command of each.
        begins: (n, 2) the position that it leads to.
        data: everything behind that position, of all rows.
        starts: (n + 1,) where each row begins in `data`.
    """

    heads: Integers
    begins: Integers
    data: Bytes
    starts: Integers

    @staticmethod
    def of(paths: Paths, rows: int) -> Commands:
        """The paths of `rows` owners."""
        return Commands(*_commands(paths.units, paths.starts, paths.owners, FORMS.index(paths.form), rows))

    def __len__(self) -> int:
        return len(self.heads)

    @property
    def arrays(self) -> _Arrays:
        """As kernels ask for them."""
        return self.heads, self.begins, self.data, self.starts


@dataclass(frozen=True, eq=False)
class Shown:
    """What a tile shows of a layer, feature by feature.

    Attributes:
        rows: of the properties, for each feature that may be shown.
        picks: for each its row in `whole`, or, as ~owner, its paths; one that has none is not shown.
        whole: geometries in units of the zoom, drawn as they are.
        corner: of the tile in these units.
        paths: geometries in units of the tile; every owner is picked once.
    """

    rows: Integers
    picks: Integers
    whole: Commands
    corner: tuple[int, int]
    paths: Paths


def layer_message(name: str, shown: Shown, properties: Properties) -> bytes:
    """A layer as the field of a tile that holds it; empty where it shows nothing."""
    if not len(shown.rows):
        return b""
    paths, keys, values = shown.paths, properties.keys, properties.values
    form, corner, whole = FORMS.index(paths.form), shown.corner, shown.whole.arrays
    content: Bytes = _message(
        heading(name), TAIL, form, shown.rows, shown.picks, corner[0], corner[1], whole, paths.units, paths.starts,
        paths.owners, properties.table, keys.data, keys.starts, values.data, values.starts,
    )  # fmt: skip
    return content.tobytes()


@cache
def heading(name: str) -> Bytes:
    """Version and name, which a layer message begins with."""
    return np.frombuffer(encode_one(_VERSION << 3) + encode_one(2) + field(_NAME, name.encode()), dtype=np.uint8)


@kernel("i8(u1[::1], i8, i8)")
def _put(out: Bytes, n: int, value: int) -> int:
    """A number as a varint; where it ends."""
    while value >= 0x80:
        out[n] = value & 0x7F | 0x80
        value >>= 7
        n += 1
    out[n] = value
    return n + 1


@kernel("i8(u1[::1], i8, i8[::1], i8)")
def _put_all(out: Bytes, n: int, values: Integers, count: int) -> int:
    """The first numbers as varints; where they end."""
    for k in range(count):
        n = _put(out, n, values[k])
    return n


@kernel("i8(i8)")
def _size(value: int) -> int:
    """Bytes of a varint."""
    size = 1
    while value >= 0x80:
        value >>= 7
        size += 1
    return size


@kernel(f"{_COMMANDS}(i8[:, ::1], i8[::1], i8[::1], i8, i8)")
def _commands(
    units: Integers, starts: Integers, owners: Integers, form: int, rows: int
) -> tuple[Integers, Integers, Bytes, Integers]:
    heads, begins, ends = np.zeros(rows, np.int64), np.zeros((rows, 2), np.int64), np.zeros(rows + 1, np.int64)
    out = np.empty(2 * _VARINT * len(units) + 3 * _VARINT * len(owners), np.uint8)
    n = done = 0
    x = y = np.int64(0)
    for path in range(len(owners)):
        begin, end, owner = starts[path], starts[path + 1], owners[path]
        head = (end - begin if form == 0 else 1) << 3 | _MOVE_TO
        if path == 0 or owners[path - 1] != owner:
            ends[done + 1 : owner + 1] = n
            done = owner
            heads[owner], begins[owner, 0], begins[owner, 1] = head, units[begin, 0], units[begin, 1]
        else:
            n = _put(out, n, head)
            for axis, last in ((0, x), (1, y)):
                step = units[begin, axis] - last
                n = _put(out, n, step << 1 ^ step >> 63)
        if form:
            n = _put(out, n, (end - begin - 1) << 3 | _LINE_TO)
        for i in range(begin + 1, end):
            for axis in range(2):
                step = units[i, axis] - units[i - 1, axis]
                n = _put(out, n, step << 1 ^ step >> 63)
        x, y = units[end - 1, 0], units[end - 1, 1]
        if form == 2:
            n = _put(out, n, 1 << 3 | _CLOSE_PATH)
    ends[done + 1 :] = n
    return heads, begins, out[:n].copy(), ends


@kernel("i8[::1](i8, i8)")
def _slots(count: int, values: int) -> Integers:
    """Empty ones, a power of two: one for each of a layer's values, or twice the `count` in use where that is less.

    A table of all values would take longer to make ready than all the rest of a small tile.
    """
    room = 16
    while room < min(2 * count, values):
        room *= 2
    return np.full(room, -1, np.int64)


@inlined
def _slot(slots: Integers, value: int, values: int) -> int:
    """Where a value stands, or will stand: its own slot where each has one."""
    last = len(slots) - 1
    slot = value if values <= len(slots) else value * 0x9E3779B1 & last
    while slots[slot] >= 0 and slots[slot] != value:
        slot = slot + 1 & last
    return slot


@kernel("i8(i8[::1], i8[::1], i8[::1])")
def _room(picks: Integers, whole_starts: Integers, cut_starts: Integers) -> int:
    """Bytes of all commands behind the first position of what is picked."""
    room = 0
    for pick in picks:
        room += whole_starts[pick + 1] - whole_starts[pick] if pick >= 0 else cut_starts[~pick + 1] - cut_starts[~pick]
    return room


@kernel(f"Tuple((u1[::1], i8[::1], i8[::1]))(i8, i8[::1], i8[::1], i8, i8, {_COMMANDS}, {_COMMANDS}, i4[:, ::1], i8)")
def _features(
    form: int,
    rows: Integers,
    picks: Integers,
    x: int,
    y: int,
    whole: _Arrays,
    cut: _Arrays,
    table: NDArray[np.int32],
    values: int,
) -> tuple[Bytes, Integers, Integers]:
    """All Feature messages as fields of a layer, and the keys and values they name, in the order of their numbers."""
    whole_heads, whole_begins, whole_data, whole_starts = whole
    cut_heads, cut_begins, cut_data, cut_starts = cut
    columns = table.shape[1]
    # of keys their numbers in the tile, plus one
    key_of, keys, used = (
        np.zeros(columns, np.int64),
        np.empty(columns, np.int64),
        np.empty(len(rows) * columns, np.int64),
    )
    slots = _slots(len(used), values)
    numbers = np.empty_like(slots)
    key_count = value_count = 0
    out = np.empty(_room(picks, whole_starts, cut_starts) + len(rows) * (_HEADS + 2 * _VARINT * columns), np.uint8)
    tags, place = np.empty(2 * columns, np.int64), np.empty(3, np.int64)
    n = 0
    for feature in range(len(rows)):
        pick = picks[feature]
        if pick >= 0:
            data, begin, end = whole_data, whole_starts[pick], whole_starts[pick + 1]
            place[0], u, v = whole_heads[pick], whole_begins[pick, 0] - x, whole_begins[pick, 1] - y
        else:
            data, begin, end = cut_data, cut_starts[~pick], cut_starts[~pick + 1]
            place[0], u, v = cut_heads[~pick], cut_begins[~pick, 0], cut_begins[~pick, 1]
        if place[0] == 0:
            continue
        count = tag_bytes = 0
        for key in range(columns):
            value = table[rows[feature], key]
            if value == NONE:
                continue
            if not key_of[key]:
                keys[key_count] = key
                key_count += 1
                key_of[key] = key_count
            slot = _slot(slots, value, values)
            if slots[slot] < 0:
                slots[slot], numbers[slot], used[value_count] = value, value_count, value
                value_count += 1
            tags[count], tags[count + 1] = key_of[key] - 1, numbers[slot]
            tag_bytes += _size(tags[count]) + _size(tags[count + 1])
            count += 2
        place[1], place[2] = u << 1 ^ u >> 63, v << 1 ^ v >> 63
        geometry_bytes = _size(place[0]) + _size(place[1]) + _size(place[2]) + end - begin
        body = 4 + _size(tag_bytes) + tag_bytes + _size(geometry_bytes) + geometry_bytes
        n = _put(out, n, _FEATURE << 3 | 2)
        n = _put(out, n, body)
        n = _put(out, n, _TAGS << 3 | 2)
        n = _put(out, n, tag_bytes)
        n = _put_all(out, n, tags, count)
        n = _put(out, n, _TYPE << 3)
        n = _put(out, n, form + 1)
        n = _put(out, n, _GEOMETRY << 3 | 2)
        n = _put(out, n, geometry_bytes)
        n = _put_all(out, n, place, 3)
        out[n : n + end - begin] = data[begin:end]
        n += end - begin
    return out[:n], keys[:key_count], used[:value_count]


@kernel(
    f"u1[::1](u1[::1], u1[::1], i8, i8[::1], i8[::1], i8, i8, {_COMMANDS}, i8[:, ::1], i8[::1], i8[::1], i4[:, ::1],"
    "u1[::1], i8[::1], u1[::1], i8[::1])"
)
def message(
    heading: Bytes,
    tail: Bytes,
    form: int,
    rows: Integers,
    picks: Integers,
    x: int,
    y: int,
    whole: _Arrays,
    units: Integers,
    starts: Integers,
    owners: Integers,
    table: NDArray[np.int32],
    keys_data: Bytes,
    keys_starts: Integers,
    values_data: Bytes,
    values_starts: Integers,
) -> Bytes:
    """As `layer_message`, for kernels."""
    count = 0
    for pick in picks:
        count += pick < 0
    cut = _commands(units, starts, owners, form, count)
    features, keys, values = _features(form, rows, picks, x, y, whole, cut, table, len(values_starts) - 1)
    if not len(features):
        return features
    about, said = taken(keys_data, keys_starts, keys), taken(values_data, values_starts, values)
    body = len(heading) + len(features) + len(about) + len(said) + len(tail)
    out = np.empty(2 * _VARINT + body, np.uint8)
    n = _put(out, _put(out, 0, _LAYER << 3 | 2), body)
    for piece in (heading, features, about, said, tail):
        out[n : n + len(piece)] = piece
        n += len(piece)
    return out[:n]


_message = direct(message)
