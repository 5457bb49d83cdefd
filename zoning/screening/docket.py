"""An input laid out in units: what each is sent as, who does it, and what is kept of what comes back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from layers.errors import BadInput, SanxianError, StoreTimeout, StoreUnavailable
from zoning.jobs.crew import Crew, Doing, Done, Item, Lost, Stopping, one_by_one
from zoning.screening.asking import Common
from zoning.screening.entries import Entry
from zoning.screening.files import Carried, Files, Taken
from zoning.screening.judge import Judge, Judged, Lot
from zoning.screening.problems import Problem
from zoning.screening.results import TIMED_OUT
from zoning.screening.units import Span, cut
from zoning.screening.values import text
from zoning.verdict import Json, Verdict

_DIED: Final = Problem(
    None,
    "worker-died",
    "研判此行的进程每次都中途退出（常因内存不足或图形过于复杂）；请单独用 sanxian check 试一次并报告",
    "the process that judged this row died each time, for want of memory or over its geometry; try it alone with "
    "`sanxian check` and report it",
)


@dataclass(frozen=True)
class Docket:
    """The projects of one input and what is common to them.

    `judge` is that of this process, for units that no crew does; `record` keeps a verdict in the ledger, and says
    whether it did; `seconds` is how long a crew may take for one project. `held` keeps what the files lie in.
    """

    judge: Judge
    entries: Sequence[Entry]
    files: Files
    common: Common
    at: datetime
    basis: str
    record: Callable[[Verdict], bool] | None = None
    seconds: float | None = None
    held: object = None

    def spans(self) -> list[Span]:
        """All units."""
        return list(cut(self.entries))

    def unit(self, name: str) -> Json:
        """A unit done in this process."""
        return self._kept(self.judge.lot(self.lot(Span.of(name))))

    def lot(self, span: Span) -> Lot:
        """A unit as it is sent, with the files that its projects name. Raises StoreTimeout, StoreUnavailable."""
        entries = tuple(self.entries[span.first : span.end])
        files = Carried(dict(self._taken(entries)), self.files.limits)
        return Lot(entries, files, self.common, self.at, self.basis, self.record is not None)

    def doing(self, crew: Crew | None) -> Doing:
        """What does units: a crew, else this process one after the other."""
        if crew is None:
            return one_by_one(self.unit)

        def doing(names: Sequence[str], stopping: Stopping) -> Generator[Done | None]:
            lost: list[Span] = []
            with closing(crew.each((self._item(Span.of(name)) for name in names), stopping)) as outputs:
                for done in outputs:
                    if done is None:
                        yield None
                    elif isinstance(done[1], Lost):
                        lost.append(Span.of(done[0]))
                    else:
                        yield done[0], self._kept(done[1])
            for span in lost:
                yield from self._one_by_one(span, crew, stopping)

        return doing

    def _one_by_one(self, span: Span, crew: Crew, stopping: Stopping) -> Iterator[Done | None]:
        """A unit that no process came through: each project by itself, so that only those are lost that cause it."""
        singles = [Span(number, number + 1) for number in range(span.first, span.end)]
        judged: dict[str, Judged] = {}
        with closing(crew.each(map(self._item, singles), stopping)) as outputs:
            for done in outputs:
                yield None
                if done is not None:
                    lost = isinstance(done[1], Lost)
                    judged[done[0]] = self._without_verdict(*done) if lost else done[1]  # type: ignore[arg-type, assignment]
        if len(judged) == len(singles):  # else it was told to stop
            yield span.name, self._kept(_joined([judged[single.name] for single in singles]))

    def _item(self, span: Span) -> Item:
        return Item(span.name, self.lot(span), None if self.seconds is None else self.seconds * len(span))

    def _without_verdict(self, name: str, lost: Lost) -> Judged:
        entry = self.entries[Span.of(name).first]
        row: Json = {
            "row": entry.label,
            "key": _said(entry, "id"),
            "name": _said(entry, "name"),
            "problems": [(self._late() if lost.late else _DIED).as_json()],
            "doubts": [],
            "answer": None,
            "veiled": None,
        }
        return Judged({"rows": [row], "editions": []}, {})

    def _late(self) -> Problem:
        return Problem(
            None,
            TIMED_OUT,
            f"此行在 {self.seconds:g} 秒内没有研判完，没有结论；请简化图形后单独用 sanxian check 研判，或放宽时限",
            f"this row was not judged within {self.seconds:g} seconds and has no verdict; simplify its geometry and "
            "judge it alone with `sanxian check`, or allow more time",
        )

    def _kept(self, judged: Any) -> Json:
        """The output of a unit, its verdicts recorded where that was asked for."""
        rows: Any = judged.output["rows"]
        for place, verdict in judged.verdicts.items():
            kept = self.record is not None and self.record(verdict)
            rows[place]["answer"]["recorded"] = kept
            if rows[place]["veiled"] is not None:
                rows[place]["veiled"]["recorded"] = kept
        output: Json = judged.output
        return output

    def _taken(self, entries: Sequence[Entry]) -> Iterator[tuple[str, Taken | SanxianError]]:
        for entry in entries:
            for stated in entry.stated("file"):
                try:
                    reference = text(stated.value)
                except BadInput:
                    continue  # a problem of its row, told when it is asked
                try:
                    yield reference, self.files.taken(reference)
                except (StoreTimeout, StoreUnavailable):
                    raise
                except SanxianError as fault:
                    yield reference, fault


def _joined(parts: Sequence[Judged]) -> Judged:
    rows: list[Any] = []
    editions: dict[tuple[Any, ...], Any] = {}
    verdicts: dict[int, Verdict] = {}
    for part in parts:
        verdicts |= {len(rows) + place: verdict for place, verdict in part.verdicts.items()}
        rows.extend(part.output["rows"])  # type: ignore[arg-type]
        for edition in part.output["editions"]:  # type: ignore[attr-defined]
            editions[edition["layer"], edition["region"], edition["edition"]] = edition
    return Judged({"rows": rows, "editions": [editions[key] for key in sorted(editions)]}, verdicts)


def _said(entry: Entry, column: str) -> str | None:
    """What a row says in a column, where it can be read."""
    for stated in entry.stated(column):
        try:
            return text(stated.value)
        except BadInput:
            return None
    return None
