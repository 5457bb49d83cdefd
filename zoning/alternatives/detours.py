"""A line led around its certain conflicts: which stretch by chainage, to which side, and by how many metres.

A stretch is moved sideways as a whole, far enough that the conflict is gone whatever the accuracy, and the line tapers
back to its course before and behind it. The ends of the line stay where they are. The line so led is judged by the
ordinary check; what it newly conflicts with is kept clear of too, and the offsets are sought again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely

from layers.engine import dissolved
from layers.errors import BadInput
from layers.offsets import grow
from layers.snapshot import EMPTY
from layers.translation import in_plane
from zoning.alignment import alignment
from zoning.alternatives.courses import Lines, Obstacle, Stretch
from zoning.alternatives.sideways import Shift
from zoning.case import Case
from zoning.desk import Desk, Frame
from zoning.evaluated import matches
from zoning.findings import contacts
from zoning.logic import Strictness
from zoning.moves import Conflict, conflicts
from zoning.projects import Project
from zoning.verdict import Verdict

PIECE_DEG = 0.002
ROUNDS = 4
TAPER = 3.0  # a taper is so many times as long as the offset
LEAST_TAPER_M = 20.0
WIDEST_M = 5000.0
FINEST_M = 0.1
MOST_STEPS = 500
MARGIN_M = 0.05


@dataclass(frozen=True)
class Corridor:
    """How far (m) a line may be led to either side, and in which steps. Raises BadInput for what cannot be sought."""

    width_m: float
    step_m: float

    def __post_init__(self) -> None:
        if not 0.0 < self.width_m <= WIDEST_M:
            raise BadInput(
                f"走廊宽度 {self.width_m:g} 米（单侧）应大于 0、不超过 {WIDEST_M:g}",
                f"the corridor of {self.width_m:g} m to either side must be above 0 and at most {WIDEST_M:g}",
            )
        if not FINEST_M <= self.step_m <= self.width_m or self.width_m / self.step_m > MOST_STEPS:
            raise BadInput(
                f"步长 {self.step_m:g} 米应不小于 {FINEST_M:g} 和走廊宽度的 1/{MOST_STEPS}、不大于走廊宽度",
                f"the step of {self.step_m:g} m must be at least {FINEST_M:g} and 1/{MOST_STEPS} of the corridor, "
                "and no more than the corridor",
            )


@dataclass(frozen=True)
class Detour:
    """A stretch (m of chainage) of one run in conflict, and how it can be led clear.

    `left_m`, `right_m`: the least offset to either side, None where none within the corridor clears it. `state`:
    `led_around`; `no_way` where neither side clears it; `end_in_conflict` where an end of the line lies in it.
    """

    run: int
    from_m: float
    to_m: float
    conflicts: tuple[Conflict, ...]
    left_m: float | None
    right_m: float | None
    shift: Shift | None
    state: str

    @property
    def side(self) -> str | None:
        """`left` or `right` along the line, whichever is nearer; None where neither clears it."""
        return None if self.shift is None else "left" if self.shift.left_m > 0.0 else "right"

    @property
    def offset_m(self) -> float | None:
        """By how many metres."""
        return None if self.shift is None else abs(self.shift.left_m)


@dataclass(frozen=True)
class Led:
    """What leading a line around came to: the detours in order of chainage, and the project so led with its verdict.

    `project` and `verdict` are None where no stretch was led around.
    """

    detours: tuple[Detour, ...]
    project: Project | None
    verdict: Verdict | None


def led_around(desk: Desk, project: Project, frame: Frame, corridor: Corridor) -> Led:
    """Lead the lines of a project around what they certainly conflict with; nothing else of it is moved.

    Raises BadInput for a project without lines.
    """
    axis = alignment(project)
    if axis is None:
        raise BadInput(
            "项目中没有线，无法按里程求偏移；面状项目请用整体平移",
            "the project has no line, so no offset by chainage can be told; move the whole of it instead",
        )
    lines = Lines(project, axis)
    found = _conflicts(desk, project, frame)
    detours: tuple[Detour, ...] = ()
    led: Project | None = None
    verdict: Verdict | None = None
    for _ in range(ROUNDS):
        obstacles = _obstacles(lines, frame, found.values(), corridor)
        detours = tuple(_detours(lines, obstacles, corridor))
        shifts = [(detour.run, detour.shift) for detour in detours if detour.shift is not None]
        if not shifts:
            return Led(detours, None, None)
        led = lines.led(shifts)
        verdict = desk.judge(led, frame)
        more = {key: one for key, one in _conflicts(desk, led, frame).items() if key not in found}
        if not more:
            break
        found |= more
    return Led(detours, led, verdict)


def _conflicts(desk: Desk, project: Project, frame: Frame) -> dict[str, Conflict]:
    """The certain conflicts of a project on any snapshot, by what they are with."""
    found: dict[str, Conflict] = {}
    for snapshot in frame.snapshots:
        case = Case(project, snapshot, desk.definitions, frame.as_of)
        binding = [r for r in case.results if r.outcome.worst > Strictness.NONE and r.holds is not False]
        near = contacts(case, case.results)
        found |= {_key(one): one for one in conflicts(case, binding, near) if one.certain}
    return found


def _key(conflict: Conflict) -> str:
    return f"{conflict.zone!r} {conflict.reads} {conflict.keep_m}"


def _obstacles(lines: Lines, frame: Frame, found: Iterable[Conflict], corridor: Corridor) -> list[Obstacle]:
    """Every conflict with its zone as far as the corridor and its tapers reach, the axis' half width added."""
    out: list[Obstacle] = []
    whole = lines.project.footprint("project")
    for conflict in found:
        keep_m = conflict.keep_m + lines.half_width_m + MARGIN_M
        far = 2.0 * corridor.width_m + keep_m + 10.0
        for snapshot in frame.snapshots:
            view = snapshot.views[conflict.layer]
            near = [one for one in view.near(whole, far) if matches(conflict.zone, one) is not False]
            zone = dissolved(near, whole, far) if near else EMPTY
            if not zone.is_empty:
                plane = in_plane(zone, lines.strip, PIECE_DEG)
                shapely.prepare(plane)
                out.append(Obstacle(conflict, grow(zone, keep_m), plane, keep_m))
    return out


def _detours(lines: Lines, obstacles: Sequence[Obstacle], corridor: Corridor) -> list[Detour]:
    """The detours in order of chainage; stretches whose tapers would meet are led around as one."""
    found = [one for obstacle in obstacles for one in lines.stretches(obstacle)]
    stretches = _joined(found, 2.0 * LEAST_TAPER_M)
    while True:
        detours = [_detour(lines, stretch, obstacles, corridor) for stretch in stretches]
        for index, (one, other) in enumerate(pairwise(detours)):
            if one.shift and other.shift and one.run == other.run and one.shift.breaks[3] > other.shift.breaks[0]:
                stretches[index : index + 2] = _joined(stretches[index : index + 2], math.inf)
                break
        else:
            return detours


def _joined(stretches: Iterable[Stretch], gap_m: float) -> list[Stretch]:
    """Stretches that lie over each other, or too near for a taper between them, as one."""
    out: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.run, stretch.from_m, stretch.to_m)):
        last = out[-1] if out else None
        if last is not None and last.run == one.run and one.from_m - last.to_m <= gap_m:
            last.to_m = max(last.to_m, one.to_m)
            last.conflicts += [conflict for conflict in one.conflicts if conflict not in last.conflicts]
        else:
            out.append(Stretch(one.run, one.from_m, one.to_m, list(one.conflicts)))
    return out


def _detour(lines: Lines, stretch: Stretch, obstacles: Sequence[Obstacle], corridor: Corridor) -> Detour:
    first, last = lines.courses[stretch.run].chainage[[0, -1]].tolist()
    told = (stretch.run, stretch.from_m, stretch.to_m, tuple(stretch.conflicts))
    if stretch.from_m <= first + MARGIN_M or stretch.to_m >= last - MARGIN_M:
        return Detour(*told, None, None, None, "end_in_conflict")
    left = _least(lines, stretch, obstacles, corridor, 1.0)
    right = _least(lines, stretch, obstacles, corridor, -1.0)
    sides = [shift for shift in (left, right) if shift is not None]
    return Detour(
        *told,
        left_m=None if left is None else left.left_m,
        right_m=None if right is None else -right.left_m,
        shift=min(sides, key=lambda shift: abs(shift.left_m), default=None),
        state="led_around" if sides else "no_way",
    )


def _least(
    lines: Lines, stretch: Stretch, obstacles: Sequence[Obstacle], corridor: Corridor, sign: float
) -> Shift | None:
    """The least offset to one side, in whole steps, that keeps the stretch and its tapers clear of every obstacle."""
    course = lines.courses[stretch.run]
    first, last = course.chainage[[0, -1]].tolist()
    for count in range(1, math.floor(corridor.width_m / corridor.step_m + 1e-9) + 1):
        offset = count * corridor.step_m
        taper = max(LEAST_TAPER_M, TAPER * offset)
        before, behind = min(taper, stretch.from_m - first), min(taper, last - stretch.to_m)
        shift = Shift(stretch.from_m, stretch.to_m, sign * offset, before, behind)
        moved = course.shifted(shift).line(stretch.from_m - before, stretch.to_m + behind)
        was = course.line(stretch.from_m - before, stretch.to_m + behind)
        if shapely.is_simple(was) and not shapely.is_simple(moved):
            continue
        if not any(shapely.dwithin(obstacle.plane, moved, obstacle.keep_m) for obstacle in obstacles):
            return shift
    return None
