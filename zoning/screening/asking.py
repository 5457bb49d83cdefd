"""An entry as a siting question, or the problems that keep it from being one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from layers.editions import Standing
from layers.errors import BadInput, NotFound
from layers.intake.statement import parse_statement
from layers.intake.types import Reading, ReadLimits
from layers.notes import Note
from layers.tables.sheet import Cell
from zoning.desk import ProjectInput, SitingQuestion
from zoning.screening.areas import compared
from zoning.screening.columns import Columns
from zoning.screening.entries import Entry, FeatureEntry
from zoning.screening.places import Files, place_of
from zoning.screening.problems import Problem, problem
from zoning.screening.values import day, fact, industry, known, number, role, text

T = TypeVar("T")


@dataclass(frozen=True)
class Common:
    """What holds for every entry that does not say otherwise itself."""

    as_of: date
    known_at: datetime | None = None
    include: tuple[Standing, ...] = ()
    crs: str | None = None
    industry: str | None = None
    accuracy_m: float | None = None
    role: str | None = None
    width_m: float | None = None


@dataclass(frozen=True)
class Asked:
    """What an entry asks: None where `problems` are in the way. `key` and `name` are those of its project.

    `crs_stated`: its row, or what holds for all, names the CRS. `doubts` are on what of it was not used.
    """

    key: str | None
    name: str | None
    question: SitingQuestion | None
    problems: tuple[Problem, ...]
    crs_stated: bool = False
    doubts: tuple[Note, ...] = ()


def asked(entry: Entry, common: Common, columns: Columns, files: Files, limits: ReadLimits) -> Asked:
    """The question of an entry, or all that is wrong with it. Raises StoreError where a kept file cannot be had."""
    return _Reader(entry, common, columns).asked(files, limits)


class _Reader:
    """One entry read column by column; what is wrong is gathered, so that all of it is told at once."""

    def __init__(self, entry: Entry, common: Common, columns: Columns) -> None:
        self._entry = entry
        self._common = common
        self._columns = columns
        self._problems: list[Problem] = []

    def asked(self, files: Files, limits: ReadLimits) -> Asked:
        common = self._common
        key, name = self._value("id", text), self._value("name", text)
        if self._entry.repeated:
            self._wrong(
                None,
                f"编号“{key}”用在不相连的几处；不同的项目请用不同的编号，同一项目的拐点请连续填写",
                f"the id {key!r} is used in several places; give each project its own, and the corners of one project "
                "without a gap",
            )
        stated = ProjectInput(
            name=name,
            industry=self._value("industry", industry) or common.industry,
            accuracy_m=self._first(self._value("accuracy_m", number), common.accuracy_m),
            facts=self._facts(),
            role=self._value("role", lambda cell: role(cell, self._columns)) or common.role,
            width_m=self._first(self._value("width_m", number), common.width_m),
        )
        as_of = self._value("as_of", day) or common.as_of
        crs = self._value("crs", text) or common.crs
        stated_crs = crs is not None and parse_statement(crs).crs is not None
        reading = self._reading(crs, stated.role, files, limits)
        if self._problems or reading is None:
            return Asked(key, name, None, tuple(self._problems))
        reading, doubts = compared(self._entry, reading, self._columns)
        question = SitingQuestion(reading, stated, as_of, common.known_at, common.include)
        return Asked(key, name, question, (), stated_crs, doubts)

    def _reading(self, crs: str | None, part_role: str | None, files: Files, limits: ReadLimits) -> Reading | None:
        try:
            if isinstance(self._entry, FeatureEntry):
                return self._entry.reading()
            layer = self._value("layer", text)
            return place_of(self._entry, crs=crs, role=part_role, layer=layer, files=files, limits=limits)
        except (BadInput, NotFound) as fault:
            self._problems.append(problem(None, fault))
            return None

    def _facts(self) -> dict[str, object]:
        kinds = self._columns.facts
        found = {
            name: self._value(name, lambda cell, name=name: fact(cell, kinds[name], self._columns), is_fact=True)  # type: ignore[misc]
            for name in self._entry.facts()
        }
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, name: str, read: Callable[[Cell], T], *, is_fact: bool = False) -> T | None:
        """The value of a column; None where it is not known, or wrong and noted as such."""
        values = [one for one in self._entry.stated(name, is_fact=is_fact) if known(one.value, self._columns)]
        if not values:
            return None
        if len(values) > 1:
            seen = "、".join(str(one.value) for one in values[:5])
            self._wrong(
                values[0].column,
                f"同一项目的各行写法不一（{seen}）；请写成一样或只留一个",
                f"the rows of one project differ ({seen}); make them the same or leave one",
            )
            return None
        try:
            return read(values[0].value)
        except BadInput as fault:
            self._problems.append(problem(values[0].column, fault))
            return None

    def _wrong(self, column: str | None, zh: str, en: str) -> None:
        self._problems.append(problem(column, BadInput(zh, en)))

    @staticmethod
    def _first(own: float | None, common: float | None) -> float | None:
        return common if own is None else own
