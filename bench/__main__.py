"""The command: rows of the table of goals, measured in turn with their peers on one synthetic province.

`python -m bench [--scale 1] [--rows points,footprints,...] [--without-postgis]` prints one line `RATIO ...` for each,
and returns 1 where answers differed or a service did not answer.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.processes import NotAnswering
from bench.ratios import GOALS, Ratio
from bench.rows import batches, growth, http, siting, start, tiles, weak
from bench.rows.siting import Different
from bench.stage import Stage

ROOM = 4 * 2**30
ROWS: dict[str, Callable[[Stage], Iterator[Ratio]]] = {
    "measures": batches.measures,
    "weak": weak.weak,
    "points": siting.points,
    "footprints": siting.footprints,
    "areas": batches.areas,
    "lines": siting.lines,
    "growth": growth.tenfold,
    "start": start.starts,
    "checks": http.whole_checks,
    "screened": batches.screened,
    "tiles": tiles.tiles,
}


def in_memory() -> Path | None:
    """A file system in memory with room for the store, so that waiting for a disk is nobody's time; None: none."""
    place = Path("/dev/shm")
    return place if place.is_dir() and shutil.disk_usage(place).free > ROOM else None


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: 13 million vertices")
    parser.add_argument("--rows", default=",".join(ROWS), help="which, with commas between")
    parser.add_argument("--without-postgis", action="store_true", help="leave its rows out")
    parser.add_argument("--minutes", type=float, default=12.0, help="no row is begun after that; it is said")
    options = parser.parse_args()
    started = time.perf_counter()
    chosen = options.rows.split(",")
    unknown = [row for row in chosen if row not in ROWS]
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    failed, measured = [], {}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that whatever was started is ended
    with tempfile.TemporaryDirectory(prefix="sanxian-bench-", dir=in_memory()) as folder, ExitStack() as held:
        stage = Stage(options.scale, Path(folder), held, postgis=not options.without_postgis)
        for row in chosen:
            begun = time.perf_counter()
            if begun - started > 60 * options.minutes:
                print(f"LEFT OUT {row}: {options.minutes:g} minutes were over", flush=True)
                continue
            try:
                for ratio in ROWS[row](stage):
                    measured[ratio.name] = ratio
                    print(ratio.line(), flush=True)
            except Different as fault:
                failed.append(row)
                print(f"DIFFERENT {row}: {fault}", flush=True)
            except NotAnswering as fault:
                failed.append(row)
                print(f"FAILED {row}: {fault}", flush=True)
            print(f"ROW {row} took {time.perf_counter() - begun:.0f} s", flush=True)
    judged = [(ratio.value, ratio.goal) for ratio in measured.values() if ratio.goal is not None]
    met = [value for value, goal in judged if value >= goal]
    left = [name for name in GOALS if name not in measured]
    print(f"GOALS {len(met)} of {len(judged)} measured goals met; not measured: {', '.join(left) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
