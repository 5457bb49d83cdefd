"""Shapes of jobs, and of the impact of publications."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.models.base import Shape, Text

ImpactAction = Literal["publication", "withdrawal", "published"]
JobState = Literal["queued", "running", "interrupted", "finished", "failed", "cancelled"]


class JobProgress(Shape):
    """How far a job is; `rate_per_s` units a second over its present process, null until that is known."""

    done: int
    total: int
    rate_per_s: float | None
    remaining_s: float | None


class JobCause(Shape):
    """Why a job was interrupted or failed."""

    slug: str
    text: Text


class JobAnswer(Shape):
    """A job; times are UTC. An interrupted one goes on where it was once its process runs again."""

    id: str
    kind: str
    arguments: dict[str, Any]
    state: JobState
    actor: str
    created_at: str
    changed_at: str
    attempts: int = Field(description="How often it was begun.")
    progress: JobProgress | None
    cause: JobCause | None
    result_sha256: str | None


class JobList(Shape):
    """Jobs, the latest first."""

    jobs: list[JobAnswer]


class NamedEdition(Shape):
    """An edition by name."""

    layer: str
    region: str = Field(pattern=r"^[0-9]{6}$")
    edition: int = Field(ge=1, le=999_999_999)


class ImpactRequest(Shape):
    """What is to be judged."""

    action: ImpactAction = Field(
        default="publication",
        description="`publication` or `withdrawal`, were it to happen now; `published`: what its publication changed.",
    )
    also: list[NamedEdition] = Field(default_factory=list, max_length=100, description="Editions that go with it.")


class ChangedEdition(Shape):
    """An edition that is published or withdrawn."""

    layer: str
    region: str
    edition: int
    sha256: str
    effective_from: str


class CandidateVerdict(Shape):
    """A recorded verdict that may be concerned; `day` is the one on which its question meets the change."""

    id: str
    as_of: str
    recorded_at: str
    day: str


class CandidatesAnswer(Shape):
    """The recorded verdicts within reach of a change.

    `candidates` counts also those whose body is `blanked` or `damaged`: where they stand is not known.
    """

    action: ImpactAction
    editions: list[ChangedEdition]
    at: str
    recorded: int
    candidates: int
    blanked: int
    damaged: int
    verdicts: list[CandidateVerdict]


class JobResult(Shape):
    """What a job made, by its kind.

    Of `impact`: `counts` by result (`verdict`, `not_judged`, `numbers`, `unchanged`), and in `verdicts` every one that
    does not stay as it is: word and range as `recorded`, `before` and `after`, the `members` of the body that differ,
    the `layers` they differ for and the `rules` whose range does. What could not be judged counts as changed.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    method: str
    definitions: str
