"""A screening run in place: its folder on disk is found again by what was asked, so that it goes on after a kill."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from layers.canonical import canonical
from layers.errors import BadFile
from zoning.jobs.crew import Doing
from zoning.jobs.run import Progress, Run
from zoning.jobs.work import carry_on
from zoning.screening.desk import Asking, ScreeningDesk, of_run
from zoning.screening.docket import Docket
from zoning.screening.results import Results
from zoning.screening.units import Span
from zoning.verdict import Json

Plan = Mapping[str, Any]


class Batch:
    """One input on this machine, and what is asked of it; files that it refers to lie beside it."""

    def __init__(self, desk: ScreeningDesk, path: Path, asking: Asking) -> None:
        """Raises BadFile where the input cannot be read."""
        self._desk = desk
        self._path = path
        self._said = asking.as_json()
        self._docket: Docket | None = None
        same = {name: value for name, value in self._said.items() if name not in ("actor", "lang")}
        asked = {"path": str(path.absolute()), "content": _content(path), "asked": same}
        self.key = hashlib.sha256(canonical(asked)).hexdigest()[:32]

    def begun(self, run: Run) -> Json | None:
        """When a run was begun, and how many projects it has done; None where there is none to go on with."""
        plan = run.plan()
        if plan is None or plan["basis"] != self._desk.basis():
            return None
        progress = self.progress(run, plan)
        return {"at": plan["at"], "done": progress.done, "rows": progress.total}

    def planned(self, run: Run, now: datetime, *, restart: bool) -> Plan:
        """The plan of a run that can be gone on with, else a new one by the catalogue known `now` (aware).

        Raises BadInput's kinds.
        """
        plan, basis = run.plan(), self._desk.basis()
        if plan is not None and plan["basis"] == basis and not restart:
            return plan
        self._docket, made = self._opened(now)
        run.begin({**made, "basis": basis})
        return {**made, "basis": basis}

    def carry_on(self, run: Run, plan: Plan, *, tell: Callable[[Progress], None], stopping: Callable[[], bool]) -> bool:
        """Judge what is not judged yet, each unit kept as soon as it is done; False where `stopping` said so.

        `tell` is told how many projects are done.
        """

        def wanted(progress: Progress) -> bool:
            tell(progress)
            return True

        return carry_on(run, plan, self._begin, wanted=wanted, stopping=stopping)

    def progress(self, run: Run, plan: Plan) -> Progress:
        """How many projects are done."""
        done = run.done()
        return Progress(sum(len(Span.of(unit)) for unit in plan["units"] if unit in done), plan["rows"])

    def results(self, run: Run, plan: Plan) -> Results:
        """The results of a run of which every unit is done."""
        return of_run(run, self._said, plan)

    def _begin(self, plan: Plan) -> Doing:
        docket = self._docket or self._opened(datetime.fromisoformat(plan["at"]))[0]
        return docket.doing(self._desk.crew)

    def _opened(self, at: datetime) -> tuple[Docket, Json]:
        return self._desk.docket(self._path, self._said, at, self._path.parent)


def _content(path: Path) -> str:
    """The hash of an input; of a lone .shp with the files that belong to it."""
    digest = hashlib.sha256()
    try:
        parts = sorted(path.parent.glob(f"{path.stem}.*")) if path.suffix.lower() == ".shp" else [path]
        for part in parts or [path]:
            digest.update(part.read_bytes())
    except OSError as fault:
        cause = fault.strerror or str(fault)
        raise BadFile(
            f"{path} 读不出（{cause}）；请核对路径与权限", f"{path} cannot be read ({cause}); check the path"
        ) from fault
    return digest.hexdigest()
