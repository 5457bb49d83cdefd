"""A screening over a law of two rules, run as a process: `python small_screening.py PLACE [WORKERS]`.

In PLACE lie `p.csv` and `store`, and the run is kept there; it writes `results.xlsx`, and to `memory` a line per look:
projects done, and bytes of this process in memory. With WORKERS, so many processes judge.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True)
class SmallJudge:
    """Opens the small law over `place/store`, and leaves its process id in `place/workers`.

    A project called 致命 ends its process.
    """

    place: str

    def __call__(self) -> Callable[[object], object]:
        folder = Path(self.place) / "workers"
        folder.mkdir(exist_ok=True)
        (folder / uuid4().hex).write_text(str(os.getpid()))
        judged = desk_of(Path(self.place)).judged

        def judge(lot: object) -> object:
            if any("致命" in entry.stated("name")[0].value for entry in lot.entries):
                os._exit(9)
            return judged(lot)

        return judge


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def desk_of(place, crew=None, seconds=None):
    """The desk that screens over `place/store`."""
    import small_law

    from layers.intake.types import ReadLimits
    from layers.stores.files import FilesStore
    from zoning.desk import Desk, Limits
    from zoning.screening.columns import load_columns
    from zoning.screening.desk import ScreeningDesk

    with tempfile.TemporaryDirectory() as folder:
        law = small_law.definitions(Path(folder) / "law")
    desk = Desk(FilesStore(place / "store"), law, Limits())
    columns = load_columns(small_law.DATA, law.facts)
    return ScreeningDesk(desk, columns, ReadLimits(), ReadLimits(), {}, crew=crew, seconds=seconds)


def main(place: Path, workers: int | None) -> None:
    from zoning.jobs.pool import Pool
    from zoning.jobs.run import Run
    from zoning.reports.screening.formats import write
    from zoning.screening.batch import Batch
    from zoning.screening.desk import Asking

    screenings = desk_of(place, None if workers is None else Pool(workers, SmallJudge(str(place))))
    batch = Batch(screenings, place / "p.csv", Asking("p.csv"))
    run = Run(place / "run")

    def tell(progress):
        with (place / "memory").open("a") as out:
            out.write(f"{progress.done} {resident()}\n")

    with run.held() as mine:
        assert mine
        plan = batch.planned(run, AT, restart=False)
        assert batch.carry_on(run, plan, tell=tell, stopping=lambda: False)
        content = write(batch.results(run, plan), "xlsx", screenings.desk.definitions, "zh").content
    (place / "results.new").write_bytes(content)
    (place / "results.new").replace(place / "results.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
