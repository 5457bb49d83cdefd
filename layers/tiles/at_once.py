"""A layer's tile in one call of machine code, where nothing that it shows needs other means."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from layers.compiled import direct, kernel
from layers.tiles import reference
from layers.tiles.copies import COPY, Copy, CopyArrays, shown
from layers.tiles.encoder import TAIL, heading, message
from layers.tiles.grids import Tile
from layers.tiles.paths import FORMS
from layers.tiles.properties import Bytes, Properties
from layers.tiles.varints import Integers


class AtOnce:
    """Tiles of lines or polygons that are not drawn beforehand, as those of the finer zooms are."""

    def __init__(self, name: str, copy: Copy, properties: Properties) -> None:
        keys, values = properties.keys, properties.values
        self._copy = copy
        words = keys.data, keys.starts, values.data, values.starts
        stands = heading(name), TAIL, properties.table, *words, FORMS.index(copy.flat.form)
        self._asked: Callable[..., tuple[Bytes, int]] = partial(cast(Any, _tile), *stands, copy.arrays)

    def __call__(self, tile: Tile) -> bytes | None:
        """As `layer_message` of what the copy shows; None where a geometry has to be cut by the reference."""
        factor, x, y = self._copy.place(tile)
        content, undecided = self._asked(factor, x, y, *reference.frame(factor, (x, y)))
        return None if undecided else content.tobytes()


@kernel(
    "Tuple((u1[::1], i8))(u1[::1], u1[::1], i4[:, ::1], u1[::1], i8[::1], u1[::1], i8[::1],"
    f"i8, {COPY}, f8, f8, f8, f8, f8, f8, f8)"
)
def _of_copy(
    head: Bytes,
    tail: Bytes,
    table: NDArray[np.int32],
    keys_data: Bytes,
    keys_starts: Integers,
    values_data: Bytes,
    values_starts: Integers,
    form: int,
    copy: CopyArrays,
    factor: float,
    x: float,
    y: float,
    west: float,
    north: float,
    east: float,
    south: float,
) -> tuple[Bytes, int]:
    there, picks, _, units, starts, owners, _, undecided = shown(
        copy, False, form, factor, x, y, west, north, east, south
    )
    nothing = np.empty(0, np.uint8)
    if undecided or not len(there):
        return nothing, undecided
    whole = np.empty(0, np.int64), np.empty((0, 2), np.int64), nothing, np.zeros(1, np.int64)
    found = message(
        head, tail, form, there, picks, 0, 0, whole, units, starts, owners,
        table, keys_data, keys_starts, values_data, values_starts,
    )  # fmt: skip
    return found, 0


_tile = direct(_of_copy)
