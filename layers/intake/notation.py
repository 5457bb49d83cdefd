"""Degrees that look decimal and may be packed ddd.mmss (121.2359 = 121°23′59″): which, and unpacked."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from math import exp, log

import numpy as np

from layers.crs import Points
from layers.crs_checks import Place
from layers.errors import BadGeometry
from layers.notes import Note

_BELOW_60 = 0.6  # of pairs of digits, by chance
_SURE = 0.03  # how likely by chance a suspicion may be


def unpacked(xy: Points, place: Place) -> Points:
    """Decimal degrees of numbers written as ddd.mmss, shape (n, 2).

    Raises BadGeometry where minutes or seconds are above 59: then they are no packed degrees.
    """
    flat = [_split(value) for value in xy.ravel().tolist()]
    for index, parts in enumerate(flat):
        if parts is None:
            zh, en = place(index // 2)
            value = f"{xy.ravel()[index]:.10g}"
            raise BadGeometry(
                f"{zh}：{value} 的分或秒超过 59，不是度分秒（ddd.mmss）；请改用十进制度（decimal）",
                f"{en}: {value} has minutes or seconds above 59, so it is not packed degrees (ddd.mmss); state decimal",
            )
    values = [float(parts[0] + parts[1] / 60 + parts[2] / 3600) for parts in flat if parts is not None]
    return np.array(values, dtype=np.float64).reshape(xy.shape)


def packed_suspected(xy: Points) -> tuple[Note, ...]:
    """A note where decimal degrees all have minutes and seconds below 60, which happens rarely by chance.

    Numbers of one small place share their first digits, and so the chance of these.
    """
    telling = [parts for value in np.unique(xy).tolist() if (parts := _split(value)) is None or parts[3] > 2]
    whole = [parts for parts in telling if parts is not None]
    if len(whole) < len(telling):
        return ()
    minutes = {parts[:2] for parts in whole}
    seconds = {(*parts[:2], parts[2] // 1) for parts in whole}
    chance = _BELOW_60 ** (len(minutes) + len(seconds))
    if chance > _SURE:
        return ()
    return (Note("packed_suspected", {"count": len(telling), "chance_percent": _percent(chance)}),)


def packed_suspected_among(values: Iterable[float]) -> tuple[Note, ...]:
    """A note where more decimal degrees of many places than chance explains have minutes and seconds below 60.

    Their minutes are counted for nothing, since places of one district may share them; the seconds of a packed degree
    always fit, those of a decimal one in six of ten.
    """
    by_second = {int(Decimal(repr(abs(value))) * 10_000): parts for value in values if _tells(parts := _split(value))}
    count, fit = len(by_second), sum(parts is not None for parts in by_second.values())
    chance = _at_most(fit, count)
    if chance > _SURE:
        return ()
    values_of = {"count": fit, "of": count, "chance_percent": _percent(chance)}
    return (Note("packed_suspected_in_table", values_of),)


def _at_most(fit: int, count: int) -> float:
    """A bound (Chernoff) on the chance that `fit` or more of `count` pairs of digits are below 60."""
    share = fit / count if count else 0.0
    if share <= _BELOW_60:
        return 1.0
    odd = 0.0 if share == 1.0 else (1.0 - share) * log((1.0 - share) / (1.0 - _BELOW_60))
    return exp(-count * (share * log(share / _BELOW_60) + odd))


def _tells(parts: tuple[Decimal, Decimal, Decimal, int] | None) -> bool:
    return parts is None or parts[3] > 2


def _percent(chance: float) -> float:
    return max(0.01, round(100 * chance, 2))


def _split(value: float) -> tuple[Decimal, Decimal, Decimal, int] | None:
    """Degrees, minutes and seconds of a number read as ddd.mmss, and its decimals; None where it cannot be one."""
    number = Decimal(repr(abs(value)))
    exponent = number.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole = number // 1
    minutes = (number - whole) * 100 // 1
    seconds = (number - whole) * 10_000 - minutes * 100
    if minutes >= 60 or seconds >= 60:
        return None
    sign = Decimal(-1 if value < 0 else 1)
    return sign * whole, sign * minutes, sign * seconds, decimals
