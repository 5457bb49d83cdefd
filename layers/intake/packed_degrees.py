"""Degrees in corner files: decimal, or packed as ddd.mmss - which look alike and are 40 % of a degree apart."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from layers.errors import BadGeometry

_PARTS = re.compile(r"([-+]?)(\d+)(?:\.(\d*))?")


def may_be_packed(numbers: list[str]) -> bool:
    """Whether all of them can be degrees packed as ddd.mmss: no minutes or seconds of 60 and more."""
    return all((parts := _split(number)) is not None and parts[2] < 60 and parts[3] < 60 for number in numbers)


def unpacked(numbers: list[str], source: tuple[str, str]) -> NDArray[np.float64]:
    """Decimal degrees of numbers written as ddd.mmss.

    `source` names the file or parcel in messages (zh, en). Raises BadGeometry for minutes or seconds above 59.
    """
    out = np.empty(len(numbers))
    for index, number in enumerate(numbers):
        parts = _split(number)
        if parts is None or parts[2] >= 60 or parts[3] >= 60:
            zh, en = source
            raise BadGeometry(
                f"{zh}：{number} 的分或秒超过 59，不是度分秒（ddd.mmss）；若是十进制度，请写明“计量单位=十进制度”",
                f"{en}: {number} has minutes or seconds above 59, so it is not ddd.mmss; if these are decimal degrees, "
                "state 计量单位=十进制度",
            )
        sign, whole, minutes, seconds = parts
        out[index] = float(sign * (whole + Decimal(minutes) / 60 + seconds / 3600))
    return out


def _split(number: str) -> tuple[int, int, int, Decimal] | None:
    match = _PARTS.fullmatch(number)
    if match is None:
        return None
    digits = (match[3] or "").ljust(4, "0")
    seconds = Decimal(f"{digits[2:4]}.{digits[4:] or '0'}")
    return (-1 if match[1] == "-" else 1), int(match[2]), int(digits[:2]), seconds
