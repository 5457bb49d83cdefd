"""Whether two editions of a shoreline may be compared: what is stated about them, and where both of them speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.editions import Edition
from layers.geodesy import length
from layers.overlay import difference
from layers.snapshot import LayerView
from zoning.measures.shoreline.segments import Coded, coded
from zoning.measures.shoreline.whole import Shore
from zoning.measures.shoreline_changes.flows import Flows
from zoning.measures.shoreline_changes.matching import Matching
from zoning.measures.shoreline_changes.method import ShorelineChangesMethod
from zoning.measures.sources import Sources
from zoning.verdict import Json, metres

STATED = ("scale", "survey_method")
LEAST_M = 0.001


def same_editions(old: Sequence[Edition], new: Sequence[Edition]) -> bool:
    """Whether both days have the same editions in force."""
    return {e.sha256 for e in old} == {e.sha256 for e in new} and {e.label for e in old} == {e.label for e in new}


def reasons(
    old: Shore, new: Shore, sources: Sources, method: ShorelineChangesMethod, since: date
) -> tuple[list[Json], list[str]]:
    """Why the editions are not comparable as they are stated, and what neither of them states."""
    found, unstated = [], []
    editions = [shore.editions(sources) for shore in (old, new)]
    standings = [sorted({edition.head.standing for edition in own}) for own in editions]
    if standings[0] != standings[1]:
        found.append(_reason("standing", *standings))
    before, after = ([edition.head.accuracy_m for edition in own] for own in editions)
    every = [*before, *after]
    if max(every) > method.accuracy_factor * min(every):
        found.append(_reason("accuracy", sorted(set(before)), sorted(set(after)), factor=method.accuracy_factor))
    for name in STATED:
        had, has = (_stated(shore, name, sources) for shore in (old, new))
        if had == has == {None}:
            unstated.append(name)
        elif had != has:
            found.append(_reason(name, _texts(had), _texts(has)))
        elif None in had:
            found.append(_reason(f"{name}_partly_stated", _texts(had), _texts(has)))
    missing = [list(shore.missing) for shore in (old, new)]
    if any(missing):
        found.append(_reason("region_partly_covered", *missing))
    twice = [list(shore.twice) for shore in (old, new)]
    if any(twice):
        found.append(_reason("region_spoken_twice", *twice))
    once = _once(old, new, sources, since)
    if any(once):
        found.append(_reason("region_in_one_edition", *once))
    open_ = [float(shore.table.length_m[shore.perhaps].sum()) for shore in (old, new)]
    if any(open_):
        found.append(_reason("line_may_lie_here", *(metres(value) for value in open_)))
    return found, unstated


def coverage_reasons(matching: Matching, seen: Flows, old: Shore, new: Shore) -> list[Json]:
    """Lost line where the new editions do not speak though the old ones did, and gained line the other way round."""
    lost = seen.old.within & ~seen.new.within
    gained = seen.new.within & ~seen.old.within
    beyond = [
        _unheard(matching.geometries[chosen], had.view, has.view)
        for chosen, had, has in ((lost & (matching.new < 0), old, new), (gained & (matching.old < 0), new, old))
    ]
    return [_reason("coverage", *(metres(value) for value in beyond))] if max(beyond) >= LEAST_M else []


def _unheard(lines: NDArray[np.object_], spoke: LayerView, speaks: LayerView) -> float:
    """Metres of lines where the one view answers and the other does not."""
    if not len(lines):
        return 0.0
    answered = spoke.covered(shapely.MultiLineString(list(shapely.get_parts(lines))))
    rest = answered if answered.is_empty else difference(answered, speaks.covered(answered))
    return float(length(rest)[0])


def _columns(view: LayerView) -> dict[str, Coded[str | None]]:
    """What every feature states of each of STATED; None where it says nothing."""
    columns = {}
    stated = [feature.attributes for feature in view.features]
    for name in STATED:
        texts = coded([attributes.get(name) for attributes in stated])
        values = tuple(None if value is None else _normal(str(value), name) for value in texts.values)
        columns[name] = Coded(values, texts.index)
    return columns


def _stated(shore: Shore, name: str, sources: Sources) -> set[str | None]:
    column = sources.derived(shore.view, _columns)[name]
    return {column.values[place] for place in np.unique(column.index[shore.chosen]).tolist()} or {None}


def _normal(text: str, name: str) -> str:
    """A scale as its denominator: 1:5000, 1∶5 000 and 5000 are one."""
    plain = re.sub(r"[\s,，]", "", text)
    scale = re.fullmatch(r"(?:1[:：∶/])?(\d+)", plain) if name == "scale" else None
    return f"1:{scale[1]}" if scale else text.strip()


def _texts(values: Iterable[str | None]) -> list[str | None]:
    return sorted(values, key=lambda value: (value is None, value or ""))


def _once(old: Shore, new: Shore, sources: Sources, since: date) -> tuple[list[str], list[str]]:
    """Regions whose code stands on segments of one edition only; one that was founded or divided since is no reason."""
    had, has = (_coded(shore) for shore in (old, new))
    regions = sources.definitions.base.regions

    def founded(code: str) -> bool:
        start = regions[code].valid_from if code in regions else None
        return start is not None and start > since

    return (
        sorted(code for code in had - has if not new.membership.split(code)),
        sorted(code for code in has - had if not founded(code)),
    )


def _coded(shore: Shore) -> set[str]:
    homes = {shore.homes[place] for place in np.unique(shore.table.homes.index[shore.chosen]).tolist()}
    return {shore.membership.current(code) for code, _ in homes if code is not None}


def _reason(code: str, old: object, new: object, **more: object) -> Json:
    values: Mapping[str, object] = {"old": old, "new": new, **more}
    return {"code": code, **values}
