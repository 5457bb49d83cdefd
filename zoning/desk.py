"""The one answer path: command line, HTTP and batch ask here, and get the same body for the same question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from layers.editions import Standing
from layers.errors import BadInput
from layers.intake.types import Reading
from layers.notes import Note
from layers.snapshot import Indexing, Snapshot, Snapshots
from layers.stores.base import Store
from zoning import projects, siting
from zoning.asked import Asked
from zoning.assumed_accuracy import assumed_accuracy
from zoning.definitions import Definitions
from zoning.frames import Frames
from zoning.ledger import Context, Ledger
from zoning.project_json import project_json
from zoning.projects import Project
from zoning.status import status
from zoning.verdict import Json, Verdict

CHINA = ZoneInfo("Asia/Shanghai")
PROJECT_KEYS = frozenset(("name", "industry", "accuracy_m", "facts"))


@dataclass(frozen=True)
class ProjectInput:
    """What was said about a project, apart from its geometry; `facts` are as they came, not yet typed."""

    name: str | None = None
    industry: str | None = None
    accuracy_m: float | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    role: str | None = None
    width_m: float | None = None

    def over(self, stated: Mapping[str, object] | None) -> ProjectInput:
        """This, over what a file's own "project" member states. Raises BadInput for a malformed member."""
        if stated is None:
            return self
        unknown = sorted(set(stated) - PROJECT_KEYS)
        facts = stated.get("facts", {})
        if unknown or not isinstance(facts, Mapping):
            seen = ", ".join(unknown) or "facts"
            raise BadInput(
                f"文件中的 project 成员有误：{seen}；只能有 {', '.join(sorted(PROJECT_KEYS))}，facts 为名称与取值",
                f"the file's `project` member is malformed at {seen}; it holds {', '.join(sorted(PROJECT_KEYS))}, "
                "and facts maps names to values",
            )
        return ProjectInput(
            name=self.name or _text(stated, "name"),
            industry=self.industry or _text(stated, "industry"),
            accuracy_m=self.accuracy_m if self.accuracy_m is not None else _number(stated, "accuracy_m"),
            facts={**facts, **self.facts},
            role=self.role,
            width_m=self.width_m,
        )


@dataclass(frozen=True)
class SitingQuestion:
    """A siting question as it reaches the desk."""

    reading: Reading
    project: ProjectInput
    as_of: date
    known_at: datetime | None = None
    include: tuple[Standing, ...] = ()


@dataclass(frozen=True, eq=False)
class Frame:
    """One frozen state of law and data: several projects judged in it see the same editions, whatever is published."""

    as_of: date
    known_at: datetime | None
    include: tuple[Standing, ...]
    now: datetime
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Limits:
    """Bounds on one question; they refuse, they never change a verdict."""

    vertices: int = 200_000


class Desk:
    """Definitions, snapshots and ledger over one store."""

    def __init__(
        self, store: Store, definitions: Definitions, limits: Limits, indexing: Indexing | None = None
    ) -> None:
        self.store = store
        self.definitions = definitions
        self.limits = limits
        self.snapshots = Snapshots(store, definitions.kinds, indexing=indexing)
        self._frames = Frames(self.snapshots)
        self.ledger = Ledger(store)

    def project(self, reading: Reading, stated: ProjectInput) -> Project:
        """The project of a reading. Raises BadInput for a part, fact, industry or accuracy that cannot be."""
        asked = stated.over(reading.project)
        kinds = self.definitions.facts
        given = {name: kinds.typed(name, value) for name, value in asked.facts.items() if value is not None}
        notes: list[Note] = list(reading.notes)
        industry = None if asked.industry is None else self.definitions.industries.parse(asked.industry)
        if industry is not None:
            notes += self.definitions.industries.notes(industry, given)
        accuracy_m = asked.accuracy_m
        if accuracy_m is None:
            accuracy_m, assumed = assumed_accuracy(reading, self.definitions.accuracies)
            notes.append(assumed)
        if reading.shift_accuracy_m > 0:
            accuracy_m += reading.shift_accuracy_m
            notes.append(Note("datum_accuracy_added", {"metres": reading.shift_accuracy_m}))
        return Project(
            parts=projects.parts_of(reading, role=asked.role, width_m=asked.width_m, max_vertices=self.limits.vertices),
            accuracy_m=projects.require_accuracy(accuracy_m),
            facts=projects.states(given, self.definitions.derived(industry, given), kinds),
            name=asked.name,
            industry=None if industry is None else str(industry),
            notes=tuple(notes),
        )

    def check(self, question: SitingQuestion, now: datetime) -> Verdict:
        """The verdict on a question; `now` (aware) stands for `known_at` where none was asked."""
        project = self.project(question.reading, question.project)
        return self.judge(project, self.frame(question.as_of, question.known_at, question.include, now))

    def frame(self, as_of: date, known_at: datetime | None, include: tuple[Standing, ...], now: datetime) -> Frame:
        """The state of law and data that questions are judged on; `now` (aware) stands for `known_at` where none is.

        Raises BadInput for a `known_at` to come, NoEditions, StoreError.
        """
        if known_at is not None and known_at > now:
            raise BadInput(
                f"known_at={known_at.isoformat()} 在将来，届时已知什么现在无从得知；请给出不晚于现在的时刻",
                f"known_at={known_at.isoformat()} lies in the future; "
                "what will be known then is not known now: give a time that has passed",
            )
        return Frame(as_of, known_at, include, now, self._frames.at(as_of, known_at or now, include))

    def judge(self, project: Project, frame: Frame) -> Verdict:
        """The verdict on a project in a frame."""
        verdict = siting.check(
            project,
            frame.snapshots,
            self.definitions,
            frame.as_of,
            known_at=frame.known_at,
            include=frame.include,
        )
        said = {
            "as_of": frame.as_of.isoformat(),
            "known_at": None if frame.known_at is None else frame.known_at.isoformat(),
            "include": list(frame.include),
            "project": project_json(project),
        }
        return replace(verdict, asked=Asked(said, frame.now, frame.known_at or frame.now))

    def status(self, verdict_id: str, now: datetime) -> Json:
        """Whether a recorded verdict still stands (zoning.status). Raises NotFound."""
        return status(self.ledger.recorded(verdict_id), self.store.editions(), self.definitions, now)

    def record(self, verdict: Verdict, context: Context) -> bool:
        """Record a verdict in the ledger; False where it is not kept.

        An incident is none and is left to the log of the service; one that was blanked is not brought back.
        """
        if verdict.incident:
            return False
        return self.ledger.record(verdict, self.definitions.complete, context) is not None


def today(now: datetime) -> date:
    """The civil date in China Standard Time."""
    return now.astimezone(CHINA).date()


def standings(names: Collection[str]) -> tuple[Standing, ...]:
    """`--include` as typed: only lower standings can be included. Raises BadInput."""
    allowed: tuple[Standing, ...] = ("draft", "illustrative")
    for name in names:
        if name not in allowed:
            raise BadInput(
                f"include 不能是 {name!r}；可取 {', '.join(allowed)}",
                f"include cannot be {name!r}; allowed: draft, illustrative",
            )
    return tuple(standing for standing in allowed if standing in names)


def _text(stated: Mapping[str, object], key: str) -> str | None:
    value = stated.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f"project.{key} 应为文字，收到 {value!r}", f"project.{key} must be text, not {value!r}")


def _number(stated: Mapping[str, object], key: str) -> float | None:
    value = stated.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"project.{key} 应为数字，收到 {value!r}", f"project.{key} must be a number, not {value!r}")
    return float(value)
