"""Widths of counted strips along landward normals, beside the approved and the declared ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from layers.geodesy import Floats
from layers.geodesy.flat import Indices
from layers.once import once
from zoning.measures.buffers.selection import Counted, Flags
from zoning.verdict import Json, metres, rounded, share


@dataclass(frozen=True, eq=False)
class Widths:
    """Samples of one status: place in the attachment's samples, bank, width, and what it is held against (else NaN).

    `accuracy_m` is how far two borders may be off together: a width nearer than that to what is required meets it or
    does not, nobody can say.
    """

    counted: Counted
    sample: Indices
    bank: Indices
    width_m: Floats
    required_m: Floats
    declared_m: Floats
    accuracy_m: Floats

    def as_json(self, banks: Flags, *, classes: bool) -> Json:
        """Least, 10th percentile (interpolated between order statistics), median, mean, and shares, on some banks."""
        chosen = banks[self.bank]
        width, required = self.width_m[chosen], self.required_m[chosen]
        held = ~np.isnan(required)
        accuracy = self.accuracy_m[chosen]
        declared = self.declared_m[chosen]
        stated = ~np.isnan(declared)

        whole = not self.counted.selection.lacking  # shares of what only a part of the region delivered are none

        told = bool(held.any()) and whole

        def part(flags: Flags) -> float | None:
            return share(float(flags[held].mean())) if told else None

        figures: Json = {
            "samples": int(chosen.sum()),
            "min_m": _metres(width, np.min),
            "p10_m": _metres(width, lambda values: np.percentile(values, 10)),
            "median_m": _metres(width, np.median),
            "mean_m": _metres(width, np.mean),
            "required_samples": int(held.sum()),
            "share_meeting": part(width >= required),
            "share_meeting_range": (
                [part(width >= required + accuracy), part(width >= required - accuracy)]
                if held.any() and whole
                else None
            ),
            "declared_mean_m": _metres(declared[stated], np.mean),
            "share_declared_met": share(float((width >= declared)[stated].mean())) if stated.any() and whole else None,
        }
        if classes:
            edges = np.array([0.0, *self.counted.selection.method.width_classes_m])
            count = np.bincount(np.searchsorted(edges, width, side="right") - 1, minlength=len(edges))
            figures["capped"] = int((width >= self.counted.selection.method.max_width_m - 1e-6).sum())
            figures["classes"] = [
                {
                    "from_m": float(begin),
                    "to_m": None if place + 1 == len(edges) else float(edges[place + 1]),
                    "samples": n,
                }
                for place, (begin, n) in enumerate(zip(edges.tolist(), count.tolist(), strict=True))
            ]
        return figures

    @once
    def mean_m(self) -> float | None:
        """Mean over all samples; None without any."""
        return float(self.width_m.mean()) if len(self.width_m) else None


def area_check(counted: Counted, widths: Widths) -> Json:
    """Area ÷ counted length beside the mean width; `differs` where they are farther apart than the method allows."""
    length, mean = counted.cover.total_m, widths.mean_m
    area = counted.area_m2(counted.selection.bank)
    across = area / length if length > 0.0 else None
    ratio = across / mean if across is not None and mean else None
    return {
        "area_m2": rounded(area, 2),
        "area_per_length_m": None if across is None else metres(across),
        "mean_width_m": None if mean is None else metres(mean),
        "ratio": None if ratio is None else rounded(ratio, 4),
        "differs": None if ratio is None else bool(abs(ratio - 1.0) > counted.selection.method.area_check),
    }


def widths(counted: Counted) -> Widths:
    """The samples on the counted stretches of a status."""
    chosen, method = counted.selection, counted.selection.method
    held = chosen.held
    every = held.passages.widths(
        counted.strips,
        len(held.sample_at_m),
        within_m=method.attach_m,
        hair_m=method.hair_m,
        longest_m=method.max_width_m,
    )
    sample = np.flatnonzero(~np.isnan(every) & counted.cover.holds(held.sample_at_m))
    bank = held.sample_bank[sample]
    assumed = np.nan if method.assumed_width_m is None else method.assumed_width_m
    required = np.array([_number(b.attributes["required_width_m"], assumed) for b in held.banks], dtype=np.float64)
    theirs = max((s.accuracy_m for s, own in zip(held.strips, counted.strips, strict=True) if own), default=0.0)
    ours = np.array([b.accuracy_m for b in held.banks], dtype=np.float64)
    return Widths(counted, sample, bank, every[sample], required[bank], _declared(counted)[sample], ours[bank] + theirs)


def _declared(counted: Counted) -> Floats:
    """Declared width of the strip that each normal meets first; NaN where it states none."""
    held = counted.selection.held
    passages = held.passages
    out = np.full(len(held.sample_at_m), np.nan)
    rows = np.flatnonzero(counted.strips[passages.polygon]) if len(passages.polygon) else passages.polygon
    order = rows[np.lexsort((passages.polygon[rows], passages.from_m[rows], passages.sample[rows]))]
    sample, first = np.unique(passages.sample[order], return_index=True)
    stated = np.array([_number(s.attributes["width_m"], np.nan) for s in held.strips], dtype=np.float64)
    out[sample] = stated[passages.polygon[order][first]]
    return out


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) else default


def _metres(values: Floats, figure: Callable[[Floats], object]) -> float | None:
    return metres(float(np.asarray(figure(values)))) if len(values) else None
