"""Which of two columns of numbers is east (or longitude) and which north (or latitude), told by their size.

In China a longitude is 73–135.1° and a latitude 3–54.1°; a northing has 7 digits from 9° N on, an easting 6, or 8
with its zone number. Column names mislead (X is north to a surveyor, east to a draughtsman): the size does not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers.crs_checks import CHINA, Place
from layers.errors import BadCRS

Floats = NDArray[np.float64]


def east_first(first: Floats, second: Floats, place: Place) -> bool | None:
    """Whether `first` holds the eastings or longitudes; None where the numbers do not tell.

    `place` names row i in messages. Raises BadCRS where some rows have it one way and some the other.
    """
    forward, backward = _is_pair(first, second), _is_pair(second, first)
    if forward.any() and backward.any():
        # the few are the odd ones out; of as many each, those unlike the first row
        most = forward.sum() - backward.sum()
        odd = backward if most > 0 or (most == 0 and forward[0]) else forward
        index = int(np.argmax(odd))
        zh, en = place(index)
        seen = f"{first[index]:.10g}, {second[index]:.10g}"
        raise BadCRS(
            f"{zh}：{seen} 的东、北坐标次序与其他行颠倒；请把该行的两列对调，使各行次序一致",
            f"{en}: {seen} has east and north exchanged against the other rows; swap the columns of that row so that "
            "all rows have one order",
        )
    if forward.any():
        return True
    return False if backward.any() else None


def china_pair(first: float, second: float) -> tuple[float, float] | None:
    """Longitude and latitude, in this order, of two degrees that are a place in China; None where they are not."""
    one, other = np.array([first]), np.array([second])
    if _is_pair(one, other)[0]:
        return first, second
    return (second, first) if _is_pair(other, one)[0] else None


def _is_pair(east: Floats, north: Floats) -> NDArray[np.bool_]:
    """Where the numbers can be an easting with its northing, or a longitude with its latitude, and not the reverse."""
    west, south, eastern, northern = CHINA
    degrees = (east >= west) & (east <= eastern) & (north >= south) & (north <= northern)
    metres = (((east > 1e4) & (east < 1e6)) | ((east >= 1.3e7) & (east < 4.6e7))) & (north >= 1e6) & (north < 6.1e6)
    told: NDArray[np.bool_] = degrees | metres
    return told
