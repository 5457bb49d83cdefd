"""A measure ready to be written down: its rendered body with the tables, charts and features that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from layers.definition_file import Titles
from layers.once import once
from zoning.measures import presentation, rendering
from zoning.measures.absent import NOT_COMPUTABLE
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.result import Result, no_evidence
from zoning.measures.tables import Chart, Evidence, Table
from zoning.reports.measures.commands import from_body

Standing = Literal["statutory", "draft", "illustrative"]
_LOWEST_FIRST: tuple[Standing, ...] = ("illustrative", "draft", "statutory")


@dataclass(frozen=True)
class MethodStatement:
    """What a method file says of itself; `title` is the id where the file of that version is no longer held.

    `confidence`: H, M or L of what the file names, under an empty name where it is of the whole.
    """

    id: str
    version: str
    title: Titles
    source: Titles | None = None
    confidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What lies beneath the features of a map: geometries (EPSG:4490) with the code of each, in the style of `layer`.

    `editions` are those it was taken from, as a body names them.
    """

    layer: str
    geometries: NDArray[np.object_]
    codes: tuple[str | None, ...]
    editions: tuple[Mapping[str, Any], ...]


def no_backdrop() -> None:
    """For maps of the features alone."""


@dataclass(frozen=True, eq=False)
class Document:
    """A rendered measure (`zoning.measures.rendering.render`) with what writers need beside it.

    `draw_up` gives the features behind the numbers; it is called once, and only by a writer that needs them.
    `command` is the command line that asks the same question again. `lay` gives what maps show beneath the features; it
    too is called once, by a writer of maps. `review` is the 审图号 of maps; None: each says that it has none.
    """

    body: Mapping[str, Any]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    definitions: MeasureDefinitions
    command: str
    draw_up: Callable[[], tuple[Evidence, ...]] = no_evidence
    lay: Callable[[], Backdrop | None] = no_backdrop
    review: str | None = None

    @once
    def evidence(self) -> tuple[Evidence, ...]:
        """The features behind the numbers, the most telling first."""
        return self.draw_up()

    @once
    def backdrop(self) -> Backdrop | None:
        """What lies beneath the features of maps; None where nothing is known."""
        return self.lay()

    @property
    def computed(self) -> bool:
        """Whether there are figures: a body may only say why there are none."""
        return self.body.get("state") != NOT_COMPUTABLE

    @once
    def method(self) -> MethodStatement:
        """The method by which the figures were computed."""
        named, version = str(self.body["method"]["id"]), str(self.body["method"]["version"])
        held = self.definitions.methods().values()  # two measures may each have a method of one name
        for methods in sorted(held, key=lambda one: one.measure != self.body["measure"]):
            known = methods.get(named)
            if known is not None and known.version == version:
                source, confidence = getattr(known, "source", None), getattr(known, "confidence", None)
                return MethodStatement(
                    named, version, known.title, source if isinstance(source, Titles) else None, _graded(confidence)
                )
        return MethodStatement(named, version, Titles(zh=named, en=named))

    @property
    def standing(self) -> Standing | None:
        """The lowest standing among the editions; None where no edition was used."""
        used = {edition["status"] for edition in self.body["editions"]}
        return next((standing for standing in _LOWEST_FIRST if standing in used), None)


def _graded(confidence: Any) -> Mapping[str, str]:
    if confidence is None:
        return {}
    return confidence.model_dump() if isinstance(confidence, BaseModel) else {"": confidence}


def document(
    result: Result,
    definitions: MeasureDefinitions,
    command: str | None = None,
    backdrop: Callable[[], Backdrop | None] = no_backdrop,
    review: str | None = None,
) -> Document:
    """A finished measure as a document; without `command`, it is put together from what every body has.

    `zoning.reports.measures.commands.command_line` gives the whole command of a question, and
    `zoning.reports.measures.backdrop.backdrop` the administrative areas for its maps.
    """
    body = rendering.render(result.record(), definitions)
    return Document(
        body=body,
        tables=presentation.tables(body, definitions),
        charts=presentation.charts(body, definitions),
        definitions=definitions,
        command=command or from_body(body),
        draw_up=result.evidence,
        lay=backdrop,
        review=review,
    )
