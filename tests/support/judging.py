"""A desk without a store: projects judged on worlds of `world`."""

from dataclasses import dataclass, field
from datetime import date

from world import NOW, TODAY, World

from zoning import siting
from zoning.definitions import Definitions
from zoning.desk import Frame
from zoning.projects import Project
from zoning.verdict import Verdict


@dataclass
class WorldDesk:
    """Judges as `zoning.desk.Desk` does, and counts what it judged."""

    definitions: Definitions
    judged: list[Project] = field(default_factory=list)

    def judge(self, project: Project, frame: Frame) -> Verdict:
        """The ordinary verdict."""
        self.judged.append(project)
        return siting.check(project, frame.snapshots, self.definitions, frame.as_of, include=frame.include)


def frame_of(*worlds: World, as_of: date = TODAY) -> Frame:
    """The frame of a world; with several, as for lower standings that are included."""
    include = ("draft",) if len(worlds) > 1 else ()
    return Frame(as_of, None, include, NOW, tuple(world.snapshot() for world in worlds))
