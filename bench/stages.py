"""Where a check spends its time: `python bench/stages.py STORE [SITE ...]`.

Each site of data/demo/sites (or GeoJSON files named) is asked of a store on disk, in turn, several rounds over. Printed
are milliseconds per stage: the median over the sites of each site's least, in processor time and by the clock, and the
most. The store asked is only read: ledger entries go into two empty ones: in memory, and on a disk, whose sync only the
clock sees.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import orjson

from layers.intake import read_geojson
from layers.stores.files import FilesStore
from layers.stores.opening import open_place
from zoning.annexes import annexes
from zoning.case import Case
from zoning.conclusion import conclude
from zoning.definitions import load_definitions
from zoning.desk import Desk, Limits, ProjectInput, SitingQuestion
from zoning.findings import contacts
from zoning.ledger import Context, Ledger
from zoning.rendering import render

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
MEMORY = Path("/dev/shm")  # where syncs wait for no disk
T = TypeVar("T")


class Clock:
    """Least seconds per stage over the rounds, of the thread that works and of the wall."""

    def __init__(self) -> None:
        self.least: dict[str, tuple[float, float]] = {}

    def __call__(self, stage: str, work: Callable[[], T]) -> T:
        """The result of some work, timed."""
        wall, own = time.perf_counter(), time.thread_time()
        result = work()
        spent = time.thread_time() - own, time.perf_counter() - wall
        before = self.least.get(stage, spent)
        self.least[stage] = (min(before[0], spent[0]), min(before[1], spent[1]))
        return result


def ask(desk: Desk, document: Any, ledgers: Mapping[str, Ledger], clock: Clock) -> None:
    """One question, whole and then stage by stage; recorded in each ledger."""
    now, day = datetime.now(UTC), date(2026, 11, 22)

    def whole() -> bytes:
        question = SitingQuestion(read_geojson(document), ProjectInput(), day)
        verdict = desk.check(question, now)
        verdict.record_bytes()
        return orjson.dumps(render(verdict.record(), desk.definitions))

    clock("whole, ledger apart", whole)
    reading = clock("intake", lambda: read_geojson(document))
    project = clock("project", lambda: desk.project(reading, ProjectInput()))
    frame = clock("frame", lambda: desk.frame(day, None, (), now))
    case = clock("ground: layers near, law", lambda: Case(project, frame.snapshots[0], desk.definitions, day))
    results = clock("rules and certainty", lambda: case.results)
    clock("questions", lambda: conclude((case,), {}))
    found = clock("findings", lambda: contacts(case, results))
    clock("annexes", lambda: annexes((case,), results, {case: found}))
    verdict = desk.judge(project, frame)
    clock("JSON and id", verdict.record_bytes)
    rendered = clock("texts", lambda: render(verdict.record(), desk.definitions))
    clock("answer's bytes", lambda: orjson.dumps(rendered))
    for name, ledger in ledgers.items():
        context = Context(now, "bench", "", "en", {})
        clock(name, partial(ledger.record, verdict, desk.definitions.complete, context))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", help="a store with the demonstration's data; it is read only")
    parser.add_argument("sites", nargs="*", type=Path)
    options = parser.parse_args()
    definitions = load_definitions(ROOT / "data")
    desk = Desk(open_place(options.store, make=False), definitions, Limits())
    sites: Sequence[Path] = options.sites or sorted((ROOT / "data" / "demo" / "sites").glob("*.geojson"))
    clocks = {path.stem: Clock() for path in sites}
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=memory) as unsynced:
        ledgers = {"ledger, in memory": Ledger(FilesStore(Path(unsynced))), "ledger": Ledger(FilesStore(Path(folder)))}
        for _ in range(ROUNDS):
            for path in sites:
                ask(desk, json.loads(path.read_text(encoding="utf-8")), ledgers, clocks[path.stem])
    print(f"{'stage':<28}{'p50 CPU ms':>12}{'p50 wall ms':>13}{'most CPU ms':>13}")
    for stage in next(iter(clocks.values())).least:
        own, wall = zip(*(clock.least[stage] for clock in clocks.values()), strict=True)
        print(
            f"{stage:<28}{1e3 * statistics.median(own):>12.2f}"
            f"{1e3 * statistics.median(wall):>13.2f}{1e3 * max(own):>13.2f}"
        )


if __name__ == "__main__":
    main()
