"""Kinds of activity (data/codes/activities.yaml): what it can fall under, and which an industry leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from layers.definition_file import DefinitionFile, StrictModel, read_definition
from zoning.facts import FactKinds, FactValue
from zoning.industries import IndustryCode

FACT = "activity"
Prefix = Annotated[str, StringConstraints(pattern=r"^([A-T]|\d{2,4})$")]


class Activity(StrictModel):
    """One kind of activity: the exceptions it can fall under, and the industries (letters, codes) it stands in.

    `crosses`: it can pass over or under land without taking it (tunnel, span, pipe-jacking), so that a `route` is one.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    exceptions: tuple[str, ...] = ()
    industries: tuple[Prefix, ...] | Literal["any"]
    crosses: bool = False

    def possible_for(self, code: IndustryCode) -> bool:
        """Whether a project of this industry can be this activity; a short code leaves open what stands under it."""
        if self.industries == "any":
            return True
        return any(code.under(prefix) or prefix.startswith(code.digits) for prefix in self.industries)


class ActivityFile(StrictModel):
    """The file data/codes/activities.yaml."""

    version: str
    source: str
    activities: tuple[Activity, ...] = Field(min_length=1)


class Activities(Mapping[str, Activity]):
    """All kinds of activity by id."""

    def __init__(self, parsed: ActivityFile, file: DefinitionFile) -> None:
        self.head = parsed
        self.file = file
        self._by_id = {activity.id: activity for activity in parsed.activities}

    def __getitem__(self, activity: str) -> Activity:
        return self._by_id[activity]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def derive(self, code: IndustryCode) -> Mapping[str, frozenset[FactValue]]:
        """The values the fact `activity` can still have for a project of this industry; empty when it says nothing."""
        possible = frozenset[FactValue](name for name, entry in self._by_id.items() if entry.possible_for(code))
        return {FACT: possible} if possible and len(possible) < len(self._by_id) else {}

    def crossing(self) -> frozenset[str]:
        """The activities that can cross land without taking it."""
        return frozenset(name for name, activity in self._by_id.items() if activity.crosses)

    def under(self, exception: str) -> frozenset[str]:
        """The activities that can fall under one exception (`HA-6`)."""
        return frozenset(name for name, activity in self._by_id.items() if exception in activity.exceptions)


def load_activities(path: Path, facts: FactKinds) -> Activities:
    """Read data/codes/activities.yaml strictly. Raises DefinitionError naming file and line.

    The ids must be exactly the values of the fact `activity` in data/codes/facts, which holds their titles.
    """
    file = read_definition(path)
    parsed = file.parse(ActivityFile)
    known = facts[FACT].values if FACT in facts else {}
    seen: set[str] = set()
    for index, activity in enumerate(parsed.activities):
        if activity.id in seen:
            raise file.error(f"activity {activity.id!r} is listed twice", ["activities", index])
        if activity.id not in known:
            raise file.error(f"{activity.id!r} is not a value of the fact {FACT!r}", ["activities", index])
        seen.add(activity.id)
    if missing := sorted(set(known) - seen):
        raise file.error(f"values of the fact {FACT!r} without an entry: {', '.join(missing)}", ["activities"])
    return Activities(parsed, file)
