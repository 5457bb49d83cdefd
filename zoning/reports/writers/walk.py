"""A report from beginning to end: numbered headings, and blocks with the numbers of tables and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from layers.definition_file import Titles
from zoning.reports.model import Block, Figure, Grid, Report, Section


@dataclass(frozen=True)
class Heading:
    """A heading: 1 is the highest level, `number` such as `3.2`."""

    level: int
    number: str
    title: Titles


@dataclass(frozen=True)
class Placed:
    """A block; `number` of a table or figure, each counted from 1 through the report, else None."""

    block: Block
    number: int | None


def walk(report: Report) -> Iterator[Heading | Placed]:
    """The opening, then section by section, in the order of reading."""
    counts = {Grid: 0, Figure: 0}

    def placed(block: Block) -> Placed:
        kind = type(block)
        if kind not in counts:
            return Placed(block, None)
        counts[kind] += 1
        return Placed(block, counts[kind])

    def section(one: Section, number: str, level: int) -> Iterator[Heading | Placed]:
        yield Heading(level, number, one.title)
        yield from map(placed, one.blocks)
        for place, inner in enumerate(one.sections, start=1):
            yield from section(inner, f"{number}.{place}", level + 1)

    yield from map(placed, report.opening)
    for place, one in enumerate(report.sections, start=1):
        yield from section(one, str(place), 1)


def turned(steps: Iterable[Heading | Placed], lying: Collection[int]) -> Iterator[tuple[bool, list[Heading | Placed]]]:
    """The steps in runs, each upright or lying: tables of the numbers `lying`, with the headings right before them."""
    run: list[Heading | Placed] = []
    heads: list[Heading | Placed] = []
    side = False
    for step in steps:
        if isinstance(step, Heading):
            heads.append(step)
            continue
        turn = isinstance(step.block, Grid) and step.number in lying
        if turn != side and run:
            yield side, run
            run = []
        side = turn
        run += [*heads, step]
        heads = []
    if heads and side and run:
        yield side, run
        run, side = [], False
    if run or heads:
        yield side, [*run, *heads]
