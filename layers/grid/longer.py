"""Lists of kernels that grow."""

from __future__ import annotations

from typing import Any

import numpy as np

from layers.compiled import inlined


@inlined
def longer(values: Any, length: int) -> Any:
    """A copy of a list with room for `length`."""
    wider = np.empty(length, values.dtype)
    wider[: len(values)] = values
    return wider
