"""How soon a province is there, how much memory it takes, whether that grows under load: in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import shapely

from bench.processes import TREE
from bench.ratios import Ratio, figure
from bench.stage import Stage

STARTS, QUESTIONS = 3, 1_500  # of each kind
START_S, TIMES_COORDINATES, MORE = 2.0, 2.0, 1.05


def starts(stage: Stage) -> Iterator[Ratio]:
    """The files of the grids are there already, as after a publication; every process maps them."""
    assert stage.views  # made here, and their grids kept
    pairs = zip(shapely.points(stage.asked.points[:QUESTIONS]), stage.asked.footprints[:QUESTIONS], strict=True)
    questions = stage.folder / "questions.wkt"
    texts = shapely.to_wkt([place for pair in pairs for place in pair], rounding_precision=8)
    questions.write_text("\n".join(texts.tolist()))
    command = [sys.executable, "-m", "bench.loading", stage.store.location, str(stage.grids), str(questions)]
    told = [
        json.loads(subprocess.run(command, cwd=TREE, check=True, capture_output=True, text=True).stdout)
        for _ in range(STARTS)
    ]
    seconds = sorted(one["seconds"] for one in told)
    middle = seconds[len(seconds) // 2]
    processor = min(one["processor"] for one in told)
    note = f"{figure(middle)} s by the clock, {figure(processor)} s of processor at best"
    yield Ratio("start/2-s", START_S / middle, (START_S / seconds[-1], START_S / seconds[0]), note)
    coordinates, held = told[0]["coordinates"], told[0]["held"]
    value = TIMES_COORDINATES * coordinates / held
    note = f"{held / 2**20:.0f} MiB in all, {coordinates / 2**20:.0f} MiB of them coordinates"
    yield Ratio("memory/twice-the-coordinates", value, (value, value), note)
    each = sorted(MORE * one["before"] / one["after"] for one in told)
    before, after = (told[0][when] / 2**20 for when in ("before", "after"))
    note = f"{before:.0f} MiB of its own after 1,000 questions, {after:.0f} MiB after 3,000"
    yield Ratio("growth-under-load/5-percent", each[len(each) // 2], (each[0], each[-1]), note)
