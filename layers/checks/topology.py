"""The topology rules of a layer kind, each over the features that are equal in the rule's attribute."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from layers.checks.lines import check_ends, check_shared
from layers.checks.report import Problem
from layers.checks.surfaces import check_gaps, check_overlaps
from layers.delivery import Delivery


def check_topology(
    delivery: Delivery, geometries: NDArray[np.object_], usable: NDArray[np.bool_], accuracy_m: float
) -> Iterator[Problem]:
    """Warnings of `partition`, `no_overlap` and `connected`; `nested` is applied, see `nesting`."""
    for rule in delivery.kind.topology:
        if rule.rule == "nested":
            continue
        for rows in _groups(delivery, usable, rule.by):
            members = geometries[rows]
            sources = [delivery.sources[row] for row in rows]
            if rule.rule == "connected":
                yield from check_ends(members, sources, accuracy_m)
            elif delivery.kind.geometry == "line":
                yield from check_shared(members, sources)
            elif delivery.kind.geometry == "polygon":
                yield from check_overlaps(members, sources, accuracy_m)
                if rule.rule == "partition":
                    yield from check_gaps(members, sources, accuracy_m)


def _groups(delivery: Delivery, usable: NDArray[np.bool_], by: str | None) -> list[list[int]]:
    groups: dict[object, list[int]] = {}
    for row in np.flatnonzero(usable).tolist():
        groups.setdefault(delivery.attributes[by][row] if by else None, []).append(row)
    return list(groups.values())
