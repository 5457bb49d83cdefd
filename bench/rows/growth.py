"""Ten times as much land: whether a question takes longer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench import kept, ours
from bench.ratios import Ratio, figure
from bench.stage import Stage, told, unpublished
from bench.turns import Engine, in_turn
from bench.workloads import workloads


def tenfold(stage: Stage, count: int = 400) -> Iterator[Ratio]:
    """Points and footprints in the province, and in one of a tenth of its area that is as dense."""
    begun = time.perf_counter()
    smaller = kept.drawn(stage.scale / 10)
    asked = {"whole": stage.asked, "tenth": workloads(smaller, points=count, footprints=count, lines=1, crowd=1)}
    mine = {
        "whole": ours.Ours(stage.views),
        "tenth": ours.Ours(unpublished(stage.definitions.kinds, smaller)),
    }
    told("a province of a tenth", begun)
    points = [
        Engine(name, lambda i, name=name: mine[name].point(tuple(asked[name].points[i].tolist()))) for name in mine
    ]
    footprints = [Engine(name, lambda i, name=name: mine[name].areas(asked[name].footprints[i])) for name in mine]
    for what, engines in (("point", points), ("footprint", footprints)):
        times = in_turn(engines, range(count), {"tenth": lambda *_: None}, warm=20)
        value, least, most = times.ratio("whole", "tenth", 0.5)
        whole, tenth = (times.quantile(name, 0.5) * 1e3 for name in ("whole", "tenth"))
        note = f"{figure(whole)} ms in the whole, {figure(tenth)} ms in a tenth"
        yield Ratio(f"growth-tenfold-{what}", value, (least, most), note)
