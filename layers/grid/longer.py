"""Lists of kernels that grow.

Plain loops, each compiled once: a slice copied to a slice takes kilobytes of machine code wherever it stands, and what
is not in the processor's cache is waited for.
"""

from __future__ import annotations

import numpy as np

from layers.compiled import kernel
from layers.geodesy.flat import Floats
from layers.grid.shapes import Whole


@kernel("i8[::1](i8[::1], i8)")
def longer(values: Whole, length: int) -> Whole:
    """A copy of whole numbers with room for `length`."""
    wider = np.empty(length, np.int64)
    for k in range(len(values)):
        wider[k] = values[k]
    return wider


@kernel("f8[::1](f8[::1], i8)")
def longer_reals(values: Floats, length: int) -> Floats:
    """A copy of numbers with room for `length`."""
    wider = np.empty(length)
    for k in range(len(values)):
        wider[k] = values[k]
    return wider


@kernel("f8[:, ::1](f8[:, ::1], i8)")
def longer_places(values: Floats, length: int) -> Floats:
    """A copy of positions with room for `length`."""
    wider = np.empty((length, 2))
    for k in range(len(values)):
        wider[k, 0], wider[k, 1] = values[k, 0], values[k, 1]
    return wider
