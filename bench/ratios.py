"""The goals, and the one form in which a measured ratio is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.turns import Times

# row → how many times as long (or as much) the peer takes at least
GOALS = {
    "point-p50/plain-shapely": 10.0,
    "point-p99/plain-shapely": 25.0,
    "point-p50/subdivided-postgis": 25.0,
    "footprint-p50/plain-shapely": 15.0,
    "footprint-p50/subdivided-postgis": 10.0,
    "footprint-p50/plain-postgis": 80.0,
    "footprint-p99/subdivided-postgis": 10.0,
    "areas-batch/plain-shapely": 80.0,
    "areas-batch/subdivided-shapely": 5.0,
    "line-p50/plain-shapely": 40.0,
    "line-p50/plain-postgis": 40.0,
    "line-p99/plain-shapely": 25.0,
    "line-p99/plain-postgis": 25.0,
    "screened/inverted-shapely": 3.0,
    "screened/geopandas-within": 3.0,
    "screened-two-threads/one-thread": 1.5,
    "tiles-z8/postgis": 25.0,
    "tiles-z11/postgis": 8.0,
    "tiles-z14/postgis": 2.0,
    "tiles-z8/mapbox-vector-tile": 8.0,
    "tiles-z11/mapbox-vector-tile": 8.0,
    "tiles-z14/mapbox-vector-tile": 8.0,
    "tiles-z8/generalised-mapbox-vector-tile": 8.0,
    "tiles-z11/generalised-mapbox-vector-tile": 8.0,
    "tile-bytes-z8/simplified-postgis": 1 / 1.05,
    "tile-bytes-z11/simplified-postgis": 1 / 1.05,
    "area/pyproj-geod": 12.0,
    "length/pyproj-geod": 8.0,
    "check-polygon/fastapi-postgis": 10.0,
    "check-point/fastapi-postgis": 10.0,
    "check-polygon/5-ms": 1.0,
    "check-point/2-ms": 1.0,
    "growth-tenfold-point": 1 / 1.5,
    "growth-tenfold-footprint": 1 / 1.5,
    "start/2-s": 1.0,
    "memory/twice-the-coordinates": 1.0,
    "growth-under-load/5-percent": 1.0,
    "ring-of-500000-vertices/prepared-shapely": 10.0,
    "ring-of-10000-spikes/prepared-shapely": 10.0,
}

PLACE_BY_PLACE = "-place-by-place"  # in the name of a row whose engines took turns at every place

# medians beside plain shapely (areas: pyproj) at a small scale; a test fails where one drops below half of it
GUARDED = {"point": 10.0, "footprint": 6.0, "line": 16.0, "areas": 14.0}
GUARDED_SCALE = 0.02


@dataclass(frozen=True)
class Ratio:
    """How many times as long the peer takes; `spread` is the least and the greatest of parts or rounds of the run."""

    name: str
    value: float
    spread: tuple[float, float]
    note: str = ""

    @property
    def goal(self) -> float | None:
        """The least that is asked, the same however the engines took turns; None: nothing is."""
        return GOALS.get(self.name.replace(PLACE_BY_PLACE, ""))

    def line(self) -> str:
        """`RATIO name 12.3× goal 10× spread 11.0–13.1`, and `missed` where it is below its goal."""
        goal = self.goal
        told = f"RATIO {self.name} {figure(self.value)}×"
        if goal is not None:
            told += f" goal {figure(goal)}×"
        told += f" spread {figure(self.spread[0])}–{figure(self.spread[1])}"
        if goal is not None and self.value < goal:
            told += " missed"
        return f"{told} ({self.note})" if self.note else told


def figure(value: float) -> str:
    """Three digits."""
    if not np.isfinite(value) or value >= 99.95:
        return f"{value:.0f}"
    return f"{value:.3g}" if value < 1 else f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


def of_times(row: str, times: Times, ours: str, peers: Sequence[str], shares: dict[str, float]) -> Iterator[Ratio]:
    """A ratio per quantile and peer, with the milliseconds of both."""
    for label, share in shares.items():
        for peer in peers:
            value, least, most = times.ratio(ours, peer, share)
            mine, theirs = (times.quantile(name, share) * 1e3 for name in (ours, peer))
            note = f"{figure(mine)} ms against {figure(theirs)} ms of processor; {len(times.seconds[peer])} asked"
            note += f"; by the clock {figure(times.by_the_clock(ours, peer, share))}×"
            yield Ratio(f"{row}-{label}/{peer}", value, (least, most), note)


def of_rounds(name: str, mine: Sequence[float], theirs: Sequence[float], note: str = "") -> Ratio:
    """Of runs in turn: the median of the ratios round by round."""
    each = np.array(theirs) / np.array(mine)
    told = f"{figure(float(np.median(mine)))} s against {figure(float(np.median(theirs)))} s"
    told = f"{told}; {note}" if note else told
    return Ratio(name, float(np.median(each)), (float(each.min()), float(each.max())), told)
