"""The one door to impact: for the command line, for HTTP, and for the job that judges all candidates."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from layers.canonical import canonical
from layers.editions import Edition
from layers.errors import BadInput, NotFound
from layers.stores.base import Store
from zoning.definitions import Definitions
from zoning.impact.candidates import Candidate, Candidates, candidates
from zoning.impact.change import ACTIONS, Change, change
from zoning.impact.difference import RESULTS
from zoning.impact.footprints import Footprints
from zoning.impact.judge import Judge
from zoning.jobs.kinds import JobKind, Unit
from zoning.verdict import METHOD, Json

IMPACT: Final = "impact"


@dataclass(frozen=True, order=True)
class EditionName:
    """An edition as people name it."""

    layer: str
    region: str
    edition: int


class ImpactDesk:
    """Recorded verdicts over one store, and what changes of its catalogue do to them."""

    def __init__(self, store: Store, definitions: Definitions, cache: Path | None = None) -> None:
        """The footprints are read when first needed; `cache` is a file that may hold them, and may be lost."""
        self.store = store
        self._definitions = definitions
        self.footprints = Footprints(store, cache)

    def change(self, action: str, names: Sequence[EditionName], at: datetime) -> Change:
        """What an action on editions changes, as known at an aware time. Raises NotFound, BadInput."""
        known = next((known for known in ACTIONS if known == action), None)
        if known is None:
            raise BadInput(
                f"没有操作 {action!r}；可取 {', '.join(ACTIONS)}",
                f"there is no action {action!r}; allowed: {', '.join(ACTIONS)}",
            )
        editions = self.store.editions()
        return change(known, editions, [_found(editions, name) for name in names], at)

    def candidates(self, supposed: Change) -> Candidates:
        """The recorded verdicts that a change may concern. Raises StoreTimeout, StoreUnavailable."""
        return candidates(supposed, self.footprints, self._definitions, self.store)

    def judge(self, supposed: Change) -> Judge:
        """Who answers a recorded verdict's question without and with a change."""
        return Judge(self.store, self._definitions, supposed)

    def summary(self, supposed: Change, held: Mapping[str, Any], outputs: Sequence[Json]) -> Json:
        """Everything together: counts by result, and in full the verdicts that do not stay as they are.

        `held` is `candidates_json`.
        """
        counts = Counter(str(output["result"]) for output in outputs)
        return {
            **change_json(supposed),
            "method": METHOD,
            "definitions": self.basis(),
            "recorded": held["recorded"],
            "candidates": held["candidates"],
            "judged": len(outputs),
            "changed": sum(count for result, count in counts.items() if result != "unchanged"),
            "counts": {result: counts[result] for result in RESULTS},
            "blanked": held["blanked"],
            "damaged": held["damaged"],
            "verdicts": [output for output in outputs if output["result"] != "unchanged"],
        }

    def basis(self) -> str:
        """The hash of what answers rest on beside the catalogue: definitions and method."""
        references = [reference.as_json() for reference in self._definitions.references()]
        return hashlib.sha256(canonical({"method": METHOD, "definitions": references})).hexdigest()

    def job(self) -> JobKind:
        """Impact as a kind of job, a unit per candidate. Its time is when it was asked for."""

        def supposed(said: Mapping[str, Any], at: datetime) -> Change:
            names = [EditionName(**name) for name in said["editions"]]
            return self.change(said["action"], names, at)

        def check(said: Mapping[str, Any], at: datetime) -> None:
            supposed(said, at)

        def plan(said: Mapping[str, Any], at: datetime) -> Json:
            held = self.candidates(supposed(said, at))
            return {"arguments": said, "at": at.isoformat(), "units": units(held), **candidates_json(held)}

        def of_plan(planned: Mapping[str, Any]) -> Change:
            return supposed(planned["arguments"], datetime.fromisoformat(planned["at"]))

        def opened(planned: Mapping[str, Any]) -> Unit:
            return self.judge(of_plan(planned)).judge

        return JobKind(
            name=IMPACT,
            check=check,
            basis=self.basis,
            plan=plan,
            open=opened,
            result=lambda planned, outputs: self.summary(of_plan(planned), planned, list(outputs)),
            layers=lambda said: tuple(sorted({name["layer"] for name in said["editions"]})),
        )


def arguments(action: str, names: Sequence[EditionName]) -> Json:
    """The arguments of a job of kind `impact`."""
    editions = [{"layer": name.layer, "region": name.region, "edition": name.edition} for name in names]
    return {"action": action, "editions": editions}


def units(held: Candidates) -> list[str]:
    """The ids to judge: those found, then those that nothing is known of."""
    return [*(candidate.id for candidate in held.found), *held.blanked, *held.damaged]


def candidates_json(held: Candidates) -> Json:
    """How many there are."""
    return {
        "recorded": held.recorded,
        "candidates": len(units(held)),
        "blanked": len(held.blanked),
        "damaged": len(held.damaged),
    }


def candidate_json(candidate: Candidate) -> Json:
    """One candidate."""
    return {
        "id": candidate.id,
        "as_of": candidate.as_of.isoformat(),
        "recorded_at": candidate.recorded_at.isoformat(),
        "day": candidate.day.isoformat(),
    }


def change_json(supposed: Change) -> Json:
    """What a change is of."""
    return {
        "action": supposed.action,
        "editions": [
            {
                "layer": edition.head.layer,
                "region": edition.head.region,
                "edition": edition.number,
                "sha256": edition.sha256,
                "effective_from": edition.head.effective_from.isoformat(),
            }
            for edition in supposed.editions
        ],
        "at": supposed.at.isoformat(),
    }


def _found(editions: Sequence[Edition], name: EditionName) -> Edition:
    for edition in editions:
        if (edition.head.layer, edition.head.region, edition.number) == (name.layer, name.region, name.edition):
            return edition
    raise NotFound(
        f"图层 {name.layer} 没有版本 {name.region}/{name.edition}；用 sanxian layers list 查看全部",
        f"layer {name.layer} has no edition {name.region}/{name.edition}; see `sanxian layers list`",
    )
