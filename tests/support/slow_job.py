"""A job that takes its time, and processes that do it: `work PLACE ID` and `serve PLACE`, run as a script by tests."""

from __future__ import annotations

import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from zoning.jobs.kinds import JobKind


def _opened(plan):
    def do(unit):
        time.sleep(0.02)
        with Path(plan["log"]).open("a") as log:
            log.write(f"{unit}\n")
        return int(unit)

    return do


KIND = JobKind(
    name="slow",
    check=lambda _arguments, _at: None,
    basis=lambda: "1",
    plan=lambda said, _at: {"units": [str(unit) for unit in range(said["units"])], "log": said["log"]},
    open=_opened,
    result=lambda _plan, outputs: {"sum": sum(outputs)},
    layers=lambda _: (),
)


def now():
    return datetime.now(UTC)


def main() -> None:
    from app.jobs import Supervisor
    from app.stopping import Stopping
    from layers.stores.files import FilesStore
    from zoning.jobs.office import JobOffice
    from zoning.jobs.run import Runs

    what, place = sys.argv[1], Path(sys.argv[2])
    office = JobOffice(FilesStore(place / "store"), {KIND.name: KIND}, Runs(place / "runs"))
    if what == "work":
        with Stopping(attached=True) as stopping:
            office.work(office.job(sys.argv[3]), now, stopping=stopping.asked)
        return
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    supervisor = Supervisor(office, now, command=lambda i: (sys.executable, __file__, "work", str(place), i))
    supervisor.start()
    ended.wait()
    supervisor.stop()


if __name__ == "__main__":
    main()
