"""What a project takes of the natural shoreline, the rate after it, and what that may cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.notes import Note
from zoning.measures.shoreline.law import Fine, Kept, ShorelineLaw
from zoning.measures.shoreline.slack import slack_m, slack_range_m
from zoning.measures.shoreline.taken import Taken, extent_known, taken_by
from zoning.measures.shoreline.tally import GROUPS, KINDS, Tally, natural_groups
from zoning.measures.shoreline.whole import Shore
from zoning.measures.sources import Sources
from zoning.projects import Project
from zoning.verdict import Json, geojson, metres, rounded, share

_DELTA_DIGITS = 9  # a metre of a thousand kilometres shows


def occupation(project: Project, shore: Shore, sources: Sources) -> tuple[Json, Taken | None, list[Note]]:
    """The `project` member of the body, what was taken, and notes. Every figure is null where the extent is unknown.

    Rates are those of the region asked about, supposing that all natural line taken turns artificial; fines are on the
    natural line of the whole footprint, in whatever region.
    """
    law = sources.definitions.shoreline_law[0]
    asked = _asked(project)
    if not extent_known(project, shore):
        unknown: Json = {"taken": [], "mainland": None, "islands": None, "floors": [], "kept": [], "fines": []}
        open_: Json = {**asked, "extent_known": False, "touches": None, **unknown, "segments": []}
        return open_, None, [*project.notes, Note("shoreline_extent_unknown")]
    taken = taken_by(project, shore)
    here, perhaps = shore.chosen, shore.perhaps
    elsewhere = ~(here | perhaps)
    effects = [_Effect(shore, taken, kind) for kind in range(len(KINDS))]
    notes = list(project.notes)
    if any(effect.perhaps for effect in effects):
        notes.append(Note("project_on_line_without_region", {"length_m": metres(taken.of(perhaps)[0])}))
    fines = [_fine(fine, shore, taken) for fine in law.fines if fine.in_force(sources.as_of)]
    if not fines:
        first = min((fine.valid_from for fine in law.fines), default=None)
        notes.append(Note("shoreline_fine_not_in_force", {"from": None if first is None else first.isoformat()}))
    nominal, _, most = taken.of(here | perhaps)
    return (
        {
            **asked,
            "extent_known": True,
            "touches": True if nominal > 0.0 else None if most > 0.0 else False,
            "taken": _by_group(shore, taken),
            "perhaps_m": metres(taken.of(perhaps)[0]),
            "elsewhere_m": metres(taken.of(elsewhere)[0]),
            "mainland": effects[0].as_json(),
            "islands": effects[1].as_json(),
            "floors": floors(law, [effect.before for effect in effects], effects),
            "kept": [_kept(kept, shore, taken) for kept in law.kept],
            "fines": fines,
            "segments": _segments(shore, taken),
        },
        taken,
        notes,
    )


def _asked(project: Project) -> Json:
    parts = [{"role": p.role, "geometry": geojson(p.geometry), "width_m": p.width_m} for p in project.parts]
    return {"name": project.name, "accuracy_m": project.accuracy_m, "parts": parts}


class _Effect:
    """One kind of shoreline of the region before and after the project."""

    def __init__(self, shore: Shore, taken: Taken, kind: int) -> None:
        own = shore.table.on_island == kind
        groups = {name: shore.groups == index for index, name in enumerate(GROUPS)}
        self.metres = {name: taken.of(shore.chosen & own & which) for name, which in groups.items()}
        floating = {name: taken.of(shore.perhaps & own & which) for name, which in groups.items()}
        self.perhaps = any(most > 0.0 for _, _, most in floating.values())
        self.before = shore.both[kind]
        self.after, self.best, self.worst = (
            self.before.turned_artificial(
                {name: values[place] for name, values in self.metres.items()},
                {name: values[place] for name, values in floating.items()},
            )
            for place in range(3)
        )

    def natural(self, place: int) -> float:
        """Natural metres taken: nominal (0), least (1) or most (2)."""
        return sum(self.metres[name][place] for name in natural_groups(self.before.method))

    def as_json(self) -> Json:
        """The length first, as a city's control value is one; the rate second."""
        before, after = self.before, self.after
        low, high = self.worst.rate_range, self.best.rate_range
        change = None if before.rate is None or after.rate is None else after.rate - before.rate
        return {
            "natural_taken_m": metres(self.natural(0)),
            "natural_taken_range_m": [metres(self.natural(1)), metres(self.natural(2))],
            "unclassed_taken_m": metres(self.metres["unclassed"][0]),
            "natural_m": metres(before.natural_m),
            "natural_after_m": metres(after.natural_m),
            "natural_after_range_m": [metres(self.worst.natural_m), metres(self.best.natural_m)],
            "rate": None if before.rate is None else share(before.rate),
            "rate_after": None if after.rate is None else share(after.rate),
            "rate_after_percent": None if after.rate is None else rounded(100.0 * after.rate, 2),
            "rate_after_range": None if low is None or high is None else [share(low[0]), share(high[1])],
            "rate_change": None if change is None else rounded(change, _DELTA_DIGITS),
        }


def floors(law: ShorelineLaw, tallies: Sequence[Tally], effects: Sequence[_Effect] = ()) -> list[Json]:
    """The metres of natural line that may still be lost before each floor fails, and after the project."""
    rows: list[Json] = []
    for floor in law.floors:
        kind = KINDS.index(floor.kind)
        row: Json = {
            "floor": floor.floor,
            "jurisdiction": floor.jurisdiction,
            "kind": floor.kind,
            "minimum_rate": floor.minimum_rate,
            "confidence": floor.confidence,
            "slack_m": _metres(slack_m(tallies[kind], floor.minimum_rate)),
            "slack_range_m": _range(slack_range_m(tallies[kind], floor.minimum_rate)),
        }
        if effects:
            effect = effects[kind]
            low = slack_range_m(effect.worst, floor.minimum_rate)
            high = slack_range_m(effect.best, floor.minimum_rate)
            bounds = None if low is None or high is None else (low[0], high[1])
            row["slack_after_m"] = _metres(slack_m(effect.after, floor.minimum_rate))
            row["slack_after_range_m"] = _range(bounds)
            row["holds_after"] = None if bounds is None or bounds[0] < 0.0 <= bounds[1] else bounds[0] >= 0.0
        rows.append(row)
    return rows


def _fine(fine: Fine, shore: Shore, taken: Taken) -> Json:
    natural = _in_groups(shore, natural_groups(shore.method))
    unclassed = taken.of(_in_groups(shore, ("unclassed",)))
    nominal, least, most = taken.of(natural)
    exposed = [fine.least_cny_per_m * nominal, fine.most_cny_per_m * nominal]
    return {
        "fine": fine.fine,
        "per_metre_cny": [fine.least_cny_per_m, fine.most_cny_per_m],
        "basis": fine.basis.model_dump(exclude_none=True),
        "confidence": fine.confidence,
        "natural_m": metres(nominal),
        "unclassed_m": metres(unclassed[0]),
        "cny": None if unclassed[0] > 0.0 else [rounded(value, 2) for value in exposed],
        "cny_range": [
            rounded(fine.least_cny_per_m * least, 2),
            rounded(fine.most_cny_per_m * (most + unclassed[2]), 2),
        ],
    }


def _kept(kept: Kept, shore: Shore, taken: Taken) -> Json:
    types = np.array([name in kept.types for name in shore.table.types.values], dtype=np.bool_)
    own = shore.table.on_island == KINDS.index(kept.kind)
    nominal, least, most = taken.of(shore.chosen & own & types[shore.table.types.index])
    open_ = taken.of(shore.chosen & own & _in_groups(shore, ("unclassed",)))[2]
    return {
        "kept": kept.kept,
        "kind": kept.kind,
        "types": list(kept.types),
        "confidence": kept.confidence,
        "taken_m": metres(nominal),
        "taken_range_m": [metres(least), metres(most)],
        "holds": False if least > 0.0 else True if most + open_ <= 0.0 else None,
    }


def _in_groups(shore: Shore, names: Sequence[str]) -> NDArray[np.bool_]:
    return np.isin(shore.groups, [GROUPS.index(name) for name in names])


def _by_group(shore: Shore, taken: Taken) -> list[Json]:
    rows: list[Json] = []
    for number, kind in enumerate(KINDS):
        for group in GROUPS:
            own = shore.chosen & (shore.table.on_island == number) & _in_groups(shore, (group,))
            nominal, least, most = taken.of(own)
            if most > 0.0:
                bounds = [metres(least), metres(most)]
                rows.append({"kind": kind, "counted": group, "length_m": metres(nominal), "length_range_m": bounds})
    return rows


def _segments(shore: Shore, taken: Taken) -> list[Json]:
    """Every segment reached, with its edition: where each metre taken can be looked up."""
    table = shore.table
    figures = zip(taken.rows.tolist(), taken.nominal_m, taken.least_m, taken.most_m, strict=True)
    return [
        {
            "segment": str(table.ids[row]),
            "edition": shore.edition_of(row),
            "kind": str(table.kind[row]),
            "type": str(table.type[row]),
            "counted": GROUPS[shore.groups[row]],
            "region": table.region[row],
            "here": True if shore.chosen[row] else None if shore.perhaps[row] else False,
            "length_m": metres(nominal),
            "length_range_m": [metres(least), metres(most)],
        }
        for row, nominal, least, most in figures
    ]


def _metres(value: float | None) -> float | None:
    return None if value is None else metres(value)


def _range(bounds: tuple[float, float] | None) -> list[float] | None:
    return None if bounds is None else [metres(bounds[0]), metres(bounds[1])]
