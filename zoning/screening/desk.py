"""The one door to screening: for the command line, which runs it in place, and for HTTP, which has it done as a job."""

from __future__ import annotations

import hashlib
import json
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from layers.canonical import canonical
from layers.errors import BadInput, StoreError
from layers.intake.types import ReadLimits
from layers.once import once
from layers.snapshot import LayerView
from layers.stores.base import Store
from zoning.desk import Desk, standings, today
from zoning.jobs.crew import Crew
from zoning.jobs.kinds import JobKind
from zoning.jobs.run import Run
from zoning.ledger import Context
from zoning.screening.asking import Common
from zoning.screening.columns import Columns
from zoning.screening.docket import Docket
from zoning.screening.doubts import of_table, told
from zoning.screening.inputs import Reader
from zoning.screening.judge import Judge, Judged, Lot
from zoning.screening.points import Located, located, spots_of
from zoning.screening.results import Results, summary
from zoning.verdict import METHOD, Json, Verdict

SCREENING: Final = "screening"
_KIND: Final = "screening-input"
_FORM: Final = 2  # of units and of what is kept of them


@dataclass(frozen=True)
class Asking:
    """What is asked of every project of an input beside its own row, as typed; see `Common`.

    `actor`, `lang` and `request` are for the ledger, where verdicts are kept only with `record`.
    """

    name: str
    layer: str | None = None
    crs: str | None = None
    as_of: str | None = None
    known_at: str | None = None
    include: tuple[str, ...] = ()
    industry: str | None = None
    accuracy_m: float | None = None
    role: str | None = None
    width_m: float | None = None
    record: bool = False
    actor: str = ""
    lang: str = "zh"
    request: str = "screen"

    def as_json(self) -> Json:
        """The form that is kept."""
        return {**self.__dict__, "include": list(self.include)}


class ScreeningDesk:
    """Screenings over one siting desk.

    `limits` bound an input as a whole, `site` every file that it refers to; `versions` go into ledger entries. `crew`
    does the units, None: this process; `seconds` is how long it may take for a project.
    """

    def __init__(
        self,
        desk: Desk,
        columns: Columns,
        limits: ReadLimits,
        site: ReadLimits,
        versions: Mapping[str, str],
        *,
        crew: Crew | None = None,
        seconds: float | None = None,
    ) -> None:
        self.desk = desk
        self.crew = crew
        self._seconds = seconds
        self.columns, self.site = columns, site
        self._reader = Reader(columns, desk.store, limits, site)
        self._judge = Judge(desk, columns, site)
        self._versions = dict(versions)

    def done_by(self, crew: Crew) -> ScreeningDesk:
        """The same, its units done by a crew."""
        other = copy(self)
        other.crew = crew
        return other

    def basis(self) -> str:
        """The hash of what answers rest on beside the catalogue: definitions, words of columns, and method."""
        return self._basis

    @once
    def _basis(self) -> str:
        references = [reference.as_json() for reference in self.desk.definitions.references()]
        columns = self._reader.columns.sha256
        told = {"form": _FORM, "method": METHOD, "definitions": references, "columns": columns}
        return hashlib.sha256(canonical(told)).hexdigest()

    def judged(self, lot: Lot) -> Judged:
        """What became of a lot that another process sent. Raises BadInput where that one has other definitions."""
        if lot.basis != self.basis():
            raise BadInput(
                "工作进程的规则定义或方法与发起筛查的不同；请让各处使用同一版本与同一 SANXIAN_DATA 后重来",
                "a worker has other definitions or another method than the screening was begun with; use one version "
                "and one SANXIAN_DATA everywhere, and begin again",
            )
        return self._judge.lot(lot)

    def docket(
        self, source: bytes | Path, said: Mapping[str, Any], at: datetime, folder: Path | None
    ) -> tuple[Docket, Json]:
        """An input in units, and its plan: their names and what is decided once. Raises BadInput's kinds."""
        common, definitions = self._common(said, at), self.desk.definitions
        opened = self._reader.opened(source, said["name"], layer=said["layer"], crs=said["crs"], folder=folder)
        docket = Docket(
            self._judge,
            opened.entries.entries,
            opened.files,
            common,
            at,
            self.basis(),
            self._recorder(said, at) if said["record"] else None,
            self._seconds,
            opened.held,
        )
        spans = docket.spans()
        plan: Json = {
            "units": [span.name for span in spans],
            "sizes": [len(span) for span in spans],
            "at": at.isoformat(),
            "as_of": common.as_of.isoformat(),
            "rows": len(opened.entries.entries),
            "sheet": opened.entries.sheet,
            "ignored": list(opened.entries.ignored),
            "doubts": [told(definitions, note) for note in of_table(opened.entries.entries, common.crs)],
            "definitions": [reference.as_json() for reference in definitions.references()],
        }
        return docket, plan

    def located(self, source: Path, said: Mapping[str, Any], layers: Sequence[str], at: datetime) -> Located:
        """What layers, by name, say of the places of an input; files that it names lie beside it.

        A layer that cannot be read says so of every place. Raises BadInput's kinds where the input cannot be used.
        """
        common = self._common(said, at)
        opened = self._reader.opened(
            source, said["name"], layer=said["layer"], crs=said["crs"], folder=source.absolute().parent
        )
        read = spots_of(opened, common, self.columns, self.site)
        return located(read, ((layer, self._view(layer, common, at)) for layer in layers))

    def _view(self, layer: str, common: Common, at: datetime) -> LayerView | str:
        """A layer in force, or why it cannot be read."""
        try:
            return self.desk.snapshots.layer(self.desk.store.editions(), layer, common.as_of, common.known_at or at)
        except StoreError as fault:
            return fault.slug

    def _common(self, said: Mapping[str, Any], at: datetime) -> Common:
        known_at = None if said["known_at"] is None else datetime.fromisoformat(said["known_at"])
        if known_at is not None and known_at > at:
            raise BadInput(
                f"known_at={said['known_at']} 在将来；请给出不晚于现在的时刻",
                f"known_at={said['known_at']} lies in the future; give a time that has passed",
            )
        return Common(
            as_of=today(at) if said["as_of"] is None else date.fromisoformat(said["as_of"]),
            known_at=known_at,
            include=standings(said["include"]),
            crs=said["crs"],
            industry=said["industry"],
            accuracy_m=said["accuracy_m"],
            role=said["role"],
            width_m=said["width_m"],
        )

    def _recorder(self, said: Mapping[str, Any], at: datetime) -> Callable[[Verdict], bool]:
        context = Context(at, said["actor"], said["request"], said["lang"], self._versions)
        return lambda verdict: self.desk.record(verdict, context)

    # --- as a job

    def job(self) -> JobKind:
        """Screening as a kind of job, by the catalogue known when it was asked for."""

        def kept(arguments: Mapping[str, Any]) -> tuple[Mapping[str, Any], bytes]:
            head, _, content = self.desk.store.blob(arguments["input"]).partition(b"\n")
            said: Mapping[str, Any] = json.loads(head)
            return said, content

        def opened(arguments: Mapping[str, Any], at: datetime) -> tuple[Docket, Json]:
            said, content = kept(arguments)
            return self.docket(content, said, at, None)

        def check(arguments: Mapping[str, Any], at: datetime) -> None:
            opened(arguments, at)

        def plan(arguments: Mapping[str, Any], at: datetime) -> Json:
            return {**opened(arguments, at)[1], "arguments": dict(arguments)}

        def docket(planned: Mapping[str, Any]) -> Docket:
            return opened(planned["arguments"], datetime.fromisoformat(planned["at"]))[0]

        def result(planned: Mapping[str, Any], outputs: Iterable[Mapping[str, Any]]) -> Json:
            said, _ = kept(planned["arguments"])
            units: list[str] = []

            def stored() -> Iterator[Mapping[str, Any]]:
                for output in outputs:
                    units.append(self.desk.store.put_blob(zlib.compress(canonical(output))))
                    yield output

            return {**summary(said, planned, stored()), "units": units}

        return JobKind(
            name=SCREENING,
            check=check,
            basis=self.basis,
            plan=plan,
            open=lambda planned: docket(planned).unit,
            result=result,
            layers=lambda _: tuple(self.desk.definitions.kinds),
            spread=lambda planned: docket(planned).doing(self.crew),
        )


def keep(store: Store, content: bytes, asking: Asking) -> Json:
    """Keep an input in the store; the arguments of a job of kind `screening`, which name nothing personal.

    It is a blob of its own even where the same was asked before, so that dropping it takes nothing from another job.
    """
    head = canonical({"kind": _KIND, "number": uuid.uuid4().hex, **asking.as_json()})
    return {"input": store.put_blob(head + b"\n" + content)}


def of_job(store: Store, result: bytes) -> Results:
    """The results of a finished job, by what it made. Rows raise StoreError where they cannot be had."""
    about: Json = json.loads(result)
    units = about.pop("units")

    def rows() -> Iterator[Mapping[str, Any]]:
        for unit in units:  # type: ignore[attr-defined]
            yield from json.loads(zlib.decompress(store.blob(unit)))["rows"]

    return Results(about, rows)


def of_run(run: Run, said: Mapping[str, Any], planned: Mapping[str, Any]) -> Results:
    """The results of a run of which every unit is done."""
    units = planned["units"]

    def rows() -> Iterator[Mapping[str, Any]]:
        for output in run.outputs(units):
            yield from output["rows"]

    return Results(summary(said, planned, run.outputs(units)), rows)
