"""Names for the features of a delivery: the key attribute, or a number kept for as long as the geometry stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import count

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.editions import Features, Value
from layers.errors import Refused
from layers.kinds import LayerKind
from layers.publication.one_line import fits

_LONGEST = 500  # characters of an id, as the address of a feature takes it
_ASSIGNED = re.compile(r"f([1-9][0-9]*)")


def name_features(
    kind: LayerKind,
    attributes: Mapping[str, Sequence[Value]],
    geometries: NDArray[np.object_],
    sources: Sequence[str],
    before: Features | None,
) -> tuple[str, ...]:
    """One id per feature, in the order given.

    The id is the value of the kind's key (several values joined by `:`). A feature that lacks a part of its key takes
    the id of the feature of equal geometry in `before`, the edition of the same region in force, else a new one:
    `f` and a number above all of `before`.

    Raises Refused where two features have one key, or one a key that is no line of text, naming them by `sources`.
    """
    ids: list[str | None] = [_keyed(kind, attributes, row) for row in range(len(geometries))]
    holders: dict[str, int] = {}
    for row, name in enumerate(ids):
        if name is None:
            continue
        if not fits(name, _LONGEST):
            raise _unwritten(kind, name, sources[row])
        if name in holders:
            raise _shared(kind, name, sources[holders[name]], sources[row])
        holders[name] = row
    if None not in ids:
        return tuple(name for name in ids if name is not None)

    free = _by_geometry(before, taken=holders.keys())
    for row, form in enumerate(_forms(geometries)):
        if ids[row] is None and free.get(form):
            ids[row] = free[form].pop(0)
    numbers = count(1 + max((_number(name) for name in (*(before.ids if before else ()), *holders)), default=0))
    return tuple(f"f{next(numbers)}" if name is None else name for name in ids)


def all_keyed(kind: LayerKind, attributes: Mapping[str, Sequence[Value]]) -> bool:
    """Whether every feature has its whole key, so that no name has to be carried over."""
    return bool(kind.key) and all(None not in attributes[name] for name in kind.key)


def arrange(
    ids: Sequence[str],
    geometries: NDArray[np.object_],
    attributes: Mapping[str, Sequence[Value]],
    delivered: Mapping[int, BaseGeometry],
) -> Features:
    """The features ordered by id; `delivered` is by row."""
    order = sorted(range(len(ids)), key=lambda row: ids[row])
    arranged = np.empty(len(ids), dtype=object)
    arranged[:] = [geometries[row] for row in order]
    return Features(
        ids=tuple(ids[row] for row in order),
        geometries=arranged,
        attributes={name: tuple(column[row] for row in order) for name, column in attributes.items()},
        delivered={ids[row]: geometry for row, geometry in sorted(delivered.items())},
    )


def _keyed(kind: LayerKind, attributes: Mapping[str, Sequence[Value]], row: int) -> str | None:
    values = [attributes[name][row] for name in kind.key]
    return ":".join(map(str, values)) if values and None not in values else None


def _by_geometry(before: Features | None, taken: Collection[str]) -> dict[bytes, list[str]]:
    free: dict[bytes, list[str]] = {}
    if before is not None:
        for name, form in zip(before.ids, _forms(before.geometries), strict=True):
            if name not in taken:
                free.setdefault(form, []).append(name)
    return free


def _forms(geometries: NDArray[np.object_]) -> list[bytes]:
    """Geometries as bytes that are equal where only the starting vertex, direction or order of parts differs."""
    return list(shapely.to_wkb(shapely.normalize(geometries), byte_order=1))


def _number(name: str) -> int:
    match = _ASSIGNED.fullmatch(name)
    return int(match[1]) if match else 0


def _unwritten(kind: LayerKind, name: str, source: str) -> Refused:
    key, shown = "+".join(kind.key), ascii(name[:40])
    return Refused(
        f"{source} 的标识（{key}）{shown} 须是不超过 {_LONGEST} 字的一行文字，不含控制字符；请改正代码",
        f"the key ({key}) {shown} of {source} must be one line of at most {_LONGEST} characters, without control"
        " characters; mend the code",
    )


def _shared(kind: LayerKind, name: str, one: str, other: str) -> Refused:
    key = "+".join(kind.key)
    return Refused(
        f"{one} 与 {other} 的标识（{key}）同为 {name}；同一要素请合并为一个多部件要素，不同要素请改正代码",
        f"{one} and {other} have the same key ({key}) {name}; merge one feature into a multipart one, or mend the code",
    )
