"""The answer path of alternatives: command line and HTTP ask here, each question in one frame of law and data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from layers.errors import StoreError
from layers.intake.types import Reading
from zoning.alternatives.answers import Answer, detour_answer, move_answer
from zoning.alternatives.comparison import Comparison, Made, compare, require_count
from zoning.alternatives.criterion import Criterion
from zoning.alternatives.detours import Corridor, led_around
from zoning.alternatives.moving import smallest_move
from zoning.alternatives.search import Search
from zoning.alternatives.shore import natural_taken
from zoning.asked import Asked
from zoning.desk import Desk, Frame, ProjectInput
from zoning.ledger import Context
from zoning.measures.desk import MeasureDesk
from zoning.projects import Project
from zoning.verdict import Json, Verdict


@dataclass(frozen=True)
class Compared:
    """Alternatives judged in one frame: names, ordinary verdicts and shoreline figures in one order; the criterion.

    `asked` is no part of what the comparison says.
    """

    names: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    shores: tuple[Json, ...]
    criterion: Criterion
    comparison: Comparison
    asked: Asked | None = None

    @property
    def made(self) -> Made:
        """The comparison with what it was made of."""
        records = tuple(verdict.record() for verdict in self.verdicts)
        return Made(self.names, records, self.shores, self.criterion, self.comparison)


class AlternativesDesk:
    """Compares, moves and leads around, over a desk that measures."""

    def __init__(self, measures: MeasureDesk) -> None:
        self.measures = measures
        self.desk: Desk = measures.desk

    def compare(
        self, asked: Sequence[tuple[str, Reading, ProjectInput]], frame: Frame, criterion: Criterion
    ) -> Compared:
        """Judge each alternative as a single check would, and compare them; each comes with a name for want of its own.

        Raises BadInput for too few or too many, or one that cannot be judged; StoreError where a layer cannot be read:
        what is compared with an incident is no comparison.
        """
        require_count(len(asked))
        projects = [self.desk.project(reading, stated) for _, reading, stated in asked]
        verdicts = tuple(self.desk.judge(project, frame) for project in projects)
        if any(verdict.incident for verdict in verdicts):
            raise StoreError(
                "有图层数据读不出，无法比选；请运行 sanxian doctor",
                "a layer could not be read, so nothing can be compared; run `sanxian doctor`",
            )
        shores = tuple(
            natural_taken(self.measures, project, verdict, as_of=frame.as_of, known_at=frame.known_at, now=frame.now)
            for project, verdict in zip(projects, verdicts, strict=True)
        )
        names = tuple(project.name or name for (name, _, _), project in zip(asked, projects, strict=True))
        comparison = compare(names, [verdict.record() for verdict in verdicts], shores, criterion)
        said: Json = {
            "as_of": frame.as_of.isoformat(),
            "known_at": None if frame.known_at is None else frame.known_at.isoformat(),
            "include": list(frame.include),
            "names": list(names),
            "verdicts": [verdict.id for verdict in verdicts],
            "criterion": criterion.as_json(),
        }
        asked_then = Asked(said, frame.now, frame.known_at or frame.now)
        return Compared(names, verdicts, shores, criterion, comparison, asked_then)

    def record(self, compared: Compared, context: Context) -> bool:
        """Record the verdicts, each once, then the comparison made of them. Raises StoreError.

        False where the comparison is not kept: it, or one of its verdicts, was blanked.
        """
        verdicts = {verdict.id: verdict for verdict in compared.verdicts}
        for verdict in verdicts.values():
            self.desk.record(verdict, context)
        made = compared.comparison
        kept = self.desk.ledger.record_comparison(
            made.id, made.record_bytes(), list(verdicts), compared.asked, self.measures.definitions.complete, context
        )
        return kept is not None

    def move(self, project: Project, frame: Frame, search: Search) -> Answer:
        """The smallest move that passes (zoning.alternatives.moving). Raises StoreError."""
        return move_answer(smallest_move(self.desk, project, frame, search), search, frame)

    def lead_around(self, project: Project, frame: Frame, corridor: Corridor) -> Answer:
        """The lines led around their certain conflicts (zoning.alternatives.detours).

        Raises BadInput; StoreError where a layer cannot be read: its conflicts are not known.
        """
        here = self.desk.judge(project, frame)
        _require_read(here)
        led = led_around(self.desk, project, frame, corridor)
        if led.verdict is not None:
            _require_read(led.verdict)
        return detour_answer(here, led, corridor, frame)


def _require_read(verdict: Verdict) -> None:
    if verdict.incident:
        raise StoreError(
            "有图层数据读不出，无法判断线路应绕开何处；请运行 sanxian doctor",
            "a layer could not be read, so that what the line must be led around is not known; run `sanxian doctor`",
        )
