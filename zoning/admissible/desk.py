"""The one answer path for where a project could stand: at once for a small area, as a job for a large one.

The study area is cut into blocks of a fixed grid, so that progress is told, memory is bounded and the answer does not
depend on who computes it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from layers.canonical import canonical
from layers.engine import of_dimension, size
from layers.overlay import intersection
from layers.snapshot import Snapshot
from zoning.admissible.answer import METHOD, Areas, areas_of, layers_read
from zoning.admissible.asked import AreaQuestion, disc_project, ground_of
from zoning.admissible.faces import Sweep
from zoning.admissible.standing import Reason, Standing
from zoning.desk import Desk
from zoning.jobs.kinds import JobKind, Unit, require_answering
from zoning.jobs.run import Pace, Progress
from zoning.logic import Outcome, Strictness
from zoning.verdict import METHOD as SITING
from zoning.verdict import Json

ADMISSIBLE: Final = "admissible_areas"
AT_ONCE_HA: Final = 12_000.0  # above the area of a radius of 6 km: what a request waits for
_PER_DEGREE: Final = 20  # blocks of 0.05 degrees
_UNITS: Final = "2"  # the form in which a job keeps its blocks; raised where it changes, so that it begins anew


@dataclass(frozen=True)
class Block:
    """What discs come to in one block, and where; `failed` names the layers that could not be read for it."""

    standings: Mapping[Standing, BaseGeometry]
    failed: frozenset[str]


@dataclass(frozen=True, eq=False)
class Plan:
    """A question made ready: discs on frozen snapshots, the study area, and the blocks that cut it."""

    asked: AreaQuestion
    sweep: Sweep
    ground: BaseGeometry

    @property
    def hectares(self) -> float:
        """Of the study area."""
        return size(self.ground).area_m2 / 1e4

    def blocks(self) -> Iterator[str]:
        """The names `i,j` of the blocks that the study area meets, from the south-west."""
        west, south, east, north = (edge * _PER_DEGREE for edge in self.ground.bounds)
        shapely.prepare(self.ground)
        for j in range(math.floor(south), math.ceil(north)):
            for i in range(math.floor(west), math.ceil(east)):
                if shapely.intersects(self.ground, _box(i, j)):
                    yield f"{i},{j}"

    def block(self, name: str) -> Block:
        """What discs come to in one block, and where."""
        i, j = map(int, name.split(","))
        there = of_dimension(intersection(self.ground, _box(i, j)), 2)
        return Block({} if there.is_empty else self.sweep.standings(there), frozenset(self.failed))

    @property
    def failed(self) -> Mapping[str, str]:
        """The layers that could not be read for this plan, of those that its answer rests on, each with its cause."""
        read = layers_read(self.sweep)
        causes = (snapshot.failed.items() for snapshot in self.sweep.snapshots)
        return {layer: cause for failed in causes for layer, cause in failed if layer in read}

    def together(self, blocks: Iterable[Block]) -> Areas:
        """The answer out of all blocks, each computed on this plan or on one opened elsewhere."""
        found: dict[Standing, list[BaseGeometry]] = {}
        failed = set(self.failed)
        for block in blocks:
            failed |= block.failed
            for standing, there in block.standings.items():
                found.setdefault(standing, []).append(there)
        return areas_of(self.asked, self.sweep, self.ground, found, failed)


def _box(i: int, j: int) -> BaseGeometry:
    return shapely.box(i / _PER_DEGREE, j / _PER_DEGREE, (i + 1) / _PER_DEGREE, (j + 1) / _PER_DEGREE)


class AdmissibleDesk:
    """Where projects could stand, over the store and the definitions of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def plan(self, asked: AreaQuestion, now: datetime) -> Plan:
        """A question made ready; `now` (aware) stands for `known_at` where none was asked.

        Raises BadInput and its kinds, TooLarge, NoEditions, StoreError.
        """
        frame = self.desk.frame(asked.as_of, asked.known_at, asked.include, now)
        ground = ground_of(asked.study, frame.snapshots[0], self.desk.definitions.regions)
        inner = shapely.point_on_surface(ground)
        project = disc_project(self.desk, asked, inner.x, inner.y)
        sweep = Sweep.of(project, asked.radius_m, frame.snapshots, self.desk.definitions)
        return Plan(asked, sweep, ground)

    def answer(self, plan: Plan, tell: Callable[[Progress], None] = lambda _: None) -> Areas:
        """The answer in this process; `tell` hears how far it is."""
        names = list(plan.blocks())
        pace, done = Pace(len(names)), []
        for name in names:
            done.append(plan.block(name))
            tell(pace.after(len(done)))
        return plan.together(done)

    def layers(self, asked: AreaQuestion) -> frozenset[str]:
        """The layers that an answer may rest on, whatever the store holds. Raises BadInput and its kinds."""
        nothing = Snapshot(asked.as_of, {}, {})
        project = disc_project(self.desk, asked, 0.0, 0.0)
        return layers_read(Sweep.of(project, asked.radius_m, (nothing,), self.desk.definitions))

    def basis(self) -> str:
        """The hash of what answers rest on beside the catalogue: definitions and methods."""
        references = [reference.as_json() for reference in self.desk.definitions.references()]
        said = {"method": METHOD, "siting": SITING, "units": _UNITS, "definitions": references}
        return hashlib.sha256(canonical(said)).hexdigest()

    def job(self) -> JobKind:
        """As a kind of job, a unit per block. Its time is when it was asked for."""

        def of_plan(planned: Mapping[str, Any]) -> Plan:
            at = datetime.fromisoformat(planned["at"])
            ready = self.plan(AreaQuestion.of_json(planned["arguments"]), at)
            require_answering(ready.failed.values())
            return ready

        def check(said: Mapping[str, Any], at: datetime) -> None:
            self.plan(AreaQuestion.of_json(said), at)

        def plan(said: Mapping[str, Any], at: datetime) -> Json:
            ready = self.plan(AreaQuestion.of_json(said), at)
            return {"arguments": said, "at": at.isoformat(), "units": list(ready.blocks())}

        def opened(planned: Mapping[str, Any]) -> Unit:
            ready = of_plan(planned)
            return lambda name: _written(ready.block(name))

        def result(planned: Mapping[str, Any], outputs: Iterable[Any]) -> Json:
            return of_plan(planned).together(_read(output) for output in outputs).record()

        return JobKind(
            name=ADMISSIBLE,
            check=check,
            basis=self.basis,
            plan=plan,
            open=opened,
            result=result,
            layers=lambda said: tuple(sorted(self.layers(AreaQuestion.of_json(said)))),
        )


def _written(block: Block) -> Json:
    standings = [
        {
            "outcome": [int(standing.outcome.best), int(standing.outcome.worst)],
            "reasons": [asdict(reason) for reason in standing.reasons],
            "wkb": shapely.to_wkb(there, hex=True),
        }
        for standing, there in block.standings.items()
    ]
    return {"standings": standings, "failed": sorted(block.failed)}


def _read(output: Mapping[str, Any]) -> Block:
    standings = {
        Standing(
            Outcome(*(Strictness(value) for value in said["outcome"])),
            tuple(_reason(reason) for reason in said["reasons"]),
        ): shapely.from_wkb(said["wkb"])
        for said in output["standings"]
    }
    return Block(standings, frozenset(output["failed"]))


def _reason(said: Mapping[str, Any]) -> Reason:
    best, worst = said["range"]
    about = (tuple(said[name]) for name in ("missing", "thin", "silent"))
    return Reason(said["pack"], said["rule"], (best, worst), *about)
