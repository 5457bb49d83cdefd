"""Points, footprints and lines, one question at a time: p50 and p99 beside shapely and PostGIS."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from bench import ours, sameness
from bench.peers.postgis import PostGIS
from bench.ratios import PLACE_BY_PLACE, Ratio, of_times
from bench.stage import Stage
from bench.turns import Engine, Same, in_turn

SHARES = {"p50": 0.5, "p99": 0.99}
SPELL, SETTLING = 20, 2  # places that an engine is asked before the next one's turn; those at first not counted


class Different(Exception):
    """Engines that should say the same did not."""


def points(stage: Stage, count: int = 600, seconds: float = 40.0) -> Iterator[Ratio]:
    """Ids in all six layers and the nearest within 5 km."""
    mine = ours.Ours(stage.views)
    engines = [
        Engine(stage.plain.name, stage.plain.point, sorted_ids),
        Engine(mine.name, mine.point, ours.read_point),
        Engine(stage.prepared.name, stage.prepared.point, sorted_ids),
        *(Engine(p.name, p.point, elsewhere=p.server_ns, share=2) for p in _postgis(stage)),
    ]
    places = [tuple(lonlat) for lonlat in stage.asked.points[:count].tolist()]
    yield from _ratios("point", engines, places, sameness.located, seconds)


def footprints(stage: Stage, count: int = 300, seconds: float = 60.0) -> Iterator[Ratio]:
    """The overlaps themselves and their areas, five layers."""
    mine = ours.Ours(stage.views)
    engines = [
        Engine(stage.plain.name, stage.plain.footprint, measures_of),
        Engine(mine.name, mine.footprint, ours.read_areas),
        Engine(stage.prepared.name, stage.prepared.footprint, measures_of),
        *(
            Engine(p.name, p.footprint, _rows, p.server_ns, share=1 if p.name.startswith("subdivided") else 3)
            for p in _postgis(stage)
        ),
    ]
    yield from _ratios("footprint", engines, stage.asked.footprints[:count], sameness.areas, seconds)


def lines(stage: Stage, count: int = 80, seconds: float = 60.0) -> Iterator[Ratio]:
    """Where lines of 20 to 120 km run inside features of five layers, and how far."""
    mine = ours.Ours(stage.views)
    engines = [
        Engine(stage.plain.name, stage.plain.line, lengths_of),
        Engine(mine.name, mine.line, ours.read_line),
        *(Engine(p.name, p.line, _rows, p.server_ns, share=2) for p in _postgis(stage)),
    ]
    yield from _ratios("line", engines, stage.asked.lines[:count], sameness.lengths, seconds)


def _postgis(stage: Stage) -> list[PostGIS]:
    if stage.database is None:
        return []
    made = [PostGIS(stage.database, pieces=pieces) for pieces in (False, True)]
    for peer in made:
        stage.held.callback(peer.close)
    return made


def _ratios(row: str, engines: Sequence[Engine], places: Sequence[Any], same: Same, seconds: float) -> Iterator[Ratio]:
    """In spells, as a service works; then place by place, where each finds the caches as the others left them."""
    compared = {engine.name: same for engine in engines}
    for name, spell, settling in ((row, SPELL, SETTLING), (row + PLACE_BY_PLACE, 1, 0)):
        until = time.perf_counter() + seconds
        times = in_turn(engines, places, compared, until=until, spell=spell, settling=settling)
        if times.different:
            raise Different(f"{len(times.different)} answers: {times.different[:3]}")
        yield from of_times(
            name, times, ours.Ours.name, [one for one in times.seconds if one != ours.Ours.name], SHARES
        )


def sorted_ids(found: Any) -> Any:
    return {layer: (tuple(sorted(ids)), metres) for layer, (ids, metres) in found.items()}


def measures_of(found: Any) -> dict[tuple[str, int], float]:
    return {
        (layer, feature): measure
        for layer, (met, _, measures) in found.items()
        for feature, measure in zip(met, measures, strict=True)
    }


def lengths_of(found: Any) -> dict[tuple[str, int], float]:
    return {
        (layer, feature): measure
        for layer, (met, measures) in found.items()
        for feature, measure in zip(met, measures, strict=True)
    }


def _rows(found: Any) -> dict[tuple[str, int], float]:
    return {(row[0], row[1]): row[2] for row in found}
