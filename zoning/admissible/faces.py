"""A block of ground cut into the pieces over which discs meet all their places in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.snapshot import Snapshot
from layers.window import window
from zoning.admissible.arrangement import Arrangement, together
from zoning.admissible.contexts import Context, Contexts
from zoning.admissible.hairs import without_hairs
from zoning.admissible.standing import Bench, Standing
from zoning.admissible.swept import Asked, Centres, Drawn, SweptGround
from zoning.case import understood
from zoning.definitions import Definitions
from zoning.evaluated import PlaceResult
from zoning.ground import ADMIN
from zoning.projects import Part, Project

_Around = tuple[Context, ...]  # of each snapshot


@dataclass(frozen=True, eq=False)
class Sweep:
    """Discs of one project on given snapshots; `bench` has the rules that can come to anything for it."""

    project: Project
    radius_m: float
    snapshots: tuple[Snapshot, ...]
    definitions: Definitions
    bench: Bench

    @staticmethod
    def of(project: Project, radius_m: float, snapshots: Sequence[Snapshot], definitions: Definitions) -> Sweep:
        """Discs of `radius_m` metres in the place of the parts of a project."""
        meant = understood(project, definitions)
        bench = Bench(meant, snapshots, definitions, definitions.rules_in_force(snapshots[0].as_of))
        return Sweep(meant, radius_m, tuple(snapshots), definitions, bench)

    def standings(self, ground: BaseGeometry) -> dict[Standing, BaseGeometry]:
        """What discs with their centres on polygonal `ground` (EPSG:4490) come to, and where; areas are disjoint.

        Together they are the ground: all borders cut it at once.
        """
        block = _Block(self, ground)
        cut = Arrangement(ground, block.borders)
        found: dict[Standing, list[NDArray[np.object_]]] = {}
        for around, told, here in block.alike(cut):
            found.setdefault(self.bench.standing(told, _beside(around)), []).append(cut.faces[here])
        return without_hairs({standing: together(np.concatenate(there)) for standing, there in found.items()})


class _Block:
    """The sets of centres over one piece of ground, each drawn once."""

    def __init__(self, sweep: Sweep, ground: BaseGeometry) -> None:
        frame = shapely.box(*ground.bounds)
        swept = window(frame, sweep.radius_m + 1.0)
        (part,) = sweep.project.parts
        # everything that its discs sweep is the project's one part, so that the ground near all of them is seen
        self._project = replace(sweep.project, parts=(Part(part.role, swept, swept),))
        self._sweep, self._drawn = sweep, Drawn(frame, sweep.radius_m)
        self._contexts = [
            Contexts(frame, sweep.radius_m, sweep.project.accuracy_m, snapshot, sweep.definitions)
            for snapshot in sweep.snapshots
        ]
        self._grounds: dict[tuple[int, Context], SweptGround] = {}
        self._centres: dict[tuple[int, Asked, frozenset[str]], Centres] = {}
        cuts = [border for contexts in self._contexts for border in contexts.borders]
        for around in dict.fromkeys(self._around(Arrangement(ground, cuts))):
            cuts += [one for centres in self._told(around) for one in centres.sets]
        self.borders = tuple({id(cut): cut for cut in cuts}.values())

    def alike(self, cut: Arrangement) -> Iterator[tuple[_Around, list[tuple[PlaceResult, ...]], NDArray[np.intp]]]:
        """The faces over which discs have the same around them and meet all places in one way, of each snapshot."""
        everywhere: dict[_Around, list[int]] = {}
        for index, around in enumerate(self._around(cut)):
            everywhere.setdefault(around, []).append(index)
        count = len(self._sweep.bench.asked)
        for around, listed in everywhere.items():
            here, told = np.array(listed, dtype=np.intp), self._told(around)
            ways = np.column_stack([centres.ways(cut)[here] for centres in told])
            rows, same = np.unique(ways, axis=0, return_inverse=True)
            for number, row in enumerate(rows.tolist()):
                results = tuple(centres.results[way] for centres, way in zip(told, row, strict=True))
                of_each = [results[k * count : (k + 1) * count] for k in range(len(around))]
                yield around, of_each, here[same.reshape(-1) == number]

    def _around(self, cut: Arrangement) -> list[_Around]:
        """Of each face, its context on every snapshot."""
        return list(zip(*(contexts.at(cut) for contexts in self._contexts), strict=True))

    def _told(self, around: _Around) -> list[Centres]:
        """Where discs meet all places, snapshot after snapshot."""
        return [
            self._meeting(index, context, asked)
            for index, context in enumerate(around)
            for asked in self._sweep.bench.asked
        ]

    def _meeting(self, index: int, context: Context, asked: Asked) -> Centres:
        """Where discs meet one place: the same wherever the same of its layers are excused."""
        layers = {term.zone.layer for term in asked[0].terms()} | {ADMIN}
        key = (index, asked, frozenset(layers & context.not_applicable.keys()))
        if key not in self._centres:
            if (index, context) not in self._grounds:
                self._grounds[index, context] = SweptGround(
                    self._project,
                    self._sweep.snapshots[index],
                    self._sweep.definitions.regions,
                    context.not_applicable,
                    self._drawn,
                )
            self._centres[key] = self._grounds[index, context].centres(asked)
        return self._centres[key]


def _beside(around: _Around) -> tuple[str, ...]:
    names = {name for here in around for name in here.uncovered}
    return tuple(sorted(names | ({ADMIN} if any(here.admin_open for here in around) else set())))
