"""A report as it lies on paper: how its tables fit, and which of its pages are turned on their side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layers.once import once
from zoning.reports import typeface
from zoning.reports.measures.cells import lines_up_right
from zoning.reports.model import Grid, Report, ReportLang
from zoning.reports.writers import words
from zoning.reports.writers.columns import PADDING, Fit, fit
from zoning.reports.writers.walk import Heading, Placed, turned, walk
from zoning.reports.writers.words import Said

_TALL = 260.0  # points of a row's height above which it may go on over pages


@dataclass(frozen=True)
class Tabled:
    """A table in the language of the report, with the place it takes."""

    heads: tuple[Said, ...]
    rows: tuple[tuple[Said, ...], ...]
    right: tuple[bool, ...]
    fit: Fit

    def breakable(self, row: int) -> bool:
        """Whether a row is so high that it may go on over pages."""
        return _height(self.rows[row], self.fit) > _TALL


@dataclass(frozen=True)
class Paper:
    """The steps of a report and its tables by their numbers."""

    steps: tuple[Heading | Placed, ...]
    tables: dict[int, Tabled]

    @once
    def sections(self) -> int:
        """How many sections of the highest level there are."""
        return sum(isinstance(step, Heading) and step.level == 1 for step in self.steps)

    def runs(self) -> Iterator[tuple[bool, list[Heading | Placed]]]:
        """The steps in runs, each on upright pages (False) or on such turned on their side (True)."""
        return turned(self.steps, {number for number, table in self.tables.items() if table.fit.lying})


def paper(report: Report, lang: ReportLang) -> Paper:
    """A report made ready for paper."""
    steps = tuple(walk(report))
    tables = {
        step.number: _tabled(step.block, lang)
        for step in steps
        if isinstance(step, Placed) and isinstance(step.block, Grid) and step.number is not None
    }
    return Paper(steps, tables)


def _tabled(grid: Grid, lang: ReportLang) -> Tabled:
    table = grid.table
    right = tuple(lines_up_right(table, place) for place in range(len(table.columns)))
    heads, rows = words.heads(table, lang), words.rows(table, lang)
    printed = [[_printed(one) for one in row] for row in rows]
    return Tabled(heads, rows, right, fit([_printed(one) for one in heads], printed, grid.weights, right))


def _printed(said: Said) -> Said:
    return Said(typeface.drawable(said.main), typeface.drawable(said.beneath))


def _height(row: Sequence[Said], fitted: Fit) -> float:
    """About how many points a row is high."""
    points = fitted.points
    return max(
        sum(
            -(-typeface.ems(typeface.drawable(line)) * points // max(width - PADDING - points, points)) * points * 1.6
            for text in (one.main, one.beneath)
            for line in text.split("\n")
        )
        for one, width in zip(row, fitted.widths, strict=True)
    )
