"""The one answer path: command line, HTTP and batch ask here, and get the same body for the same question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from layers.editions import Standing
from layers.errors import BadInput
from layers.intake.types import Reading
from layers.notes import Note
from layers.snapshot import Snapshots
from layers.stores.base import Store
from zoning import projects, siting
from zoning.definitions import Definitions
from zoning.ledger import Context, Ledger
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


@dataclass(frozen=True)
class Limits:
    """Bounds on one question; they refuse, they never change a verdict."""

    vertices: int = 200_000


class Desk:
    """Definitions, snapshots and ledger over one store."""

    def __init__(self, store: Store, definitions: Definitions, limits: Limits) -> None:
        self.store = store
        self.definitions = definitions
        self.limits = limits
        self.snapshots = Snapshots(store, definitions.kinds)
        self.ledger = Ledger(store)

    def project(self, reading: Reading, stated: ProjectInput) -> Project:
        """The project of a reading. Raises BadInput for a part, fact, industry or accuracy that cannot be."""
        asked = stated.over(reading.project)
        kinds = self.definitions.facts
        given = {name: kinds.typed(name, value) for name, value in asked.facts.items() if value is not None}
        notes: list[Note] = list(reading.notes)
        derived: Mapping[str, frozenset[str | bool | float]] = {}
        industry = None
        if asked.industry is not None:
            code = self.definitions.industries.parse(asked.industry)
            industry = str(code)
            notes += self.definitions.industries.notes(code, given)
            derived = {**self.definitions.activities.derive(code), **self.definitions.industries.derive(code, given)}
        accuracy_m = asked.accuracy_m
        if accuracy_m is None:
            accuracy_m = self.definitions.accuracies[reading.intake]
            notes.append(Note("accuracy_assumed", {"metres": accuracy_m, "intake": reading.intake}))
        return Project(
            parts=projects.parts_of(reading, role=asked.role, width_m=asked.width_m, max_vertices=self.limits.vertices),
            accuracy_m=projects.require_accuracy(accuracy_m),
            facts=projects.states(given, derived, kinds),
            name=asked.name,
            industry=industry,
            notes=tuple(notes),
        )

    def check(self, question: SitingQuestion, now: datetime) -> Verdict:
        """The verdict on a question; `now` (aware) stands for `known_at` where none was asked."""
        if question.known_at is not None and question.known_at > now:
            raise BadInput(
                f"known_at={question.known_at.isoformat()} 在将来，届时已知什么现在无从得知；请给出不晚于现在的时刻",
                f"known_at={question.known_at.isoformat()} lies in the future; "
                "what will be known then is not known now: give a time that has passed",
            )
        project = self.project(question.reading, question.project)
        snapshots = self.snapshots.at(question.as_of, question.known_at or now, question.include)
        return siting.check(
            project,
            snapshots,
            self.definitions,
            question.as_of,
            known_at=question.known_at,
            include=question.include,
        )

    def status(self, verdict_id: str, now: datetime) -> Json:
        """Whether a recorded verdict still stands (zoning.status). Raises NotFound."""
        return status(self.ledger.recorded(verdict_id), self.store.editions(), self.definitions, now)

    def record(self, verdict: Verdict, context: Context) -> None:
        """Record a verdict in the ledger; an incident is not one and is left to the log of the service."""
        if not verdict.incident:
            self.ledger.record(verdict, self.definitions, context)


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
