"""Definitions that measures rest on beyond layers and regions: methods, class tables, targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol, TypeVar

from layers.definition_file import DefinitionFile, DefinitionFolder, Titles, read_definition, read_folder
from layers.errors import BadInput
from layers.once import once
from zoning.definition_set import DefinitionSet
from zoning.definitions import DefinitionRef, Definitions, reference
from zoning.measures.areas.method import AreasMethod
from zoning.measures.bays.method import BaysMethod
from zoning.measures.buffers.method import BufferMethod
from zoning.measures.indicators.method import IndicatorsMethod
from zoning.measures.indicators.targets import Targets, load_targets
from zoning.measures.land_cover.method import LandCoverMethod
from zoning.measures.shoreline.law import ShorelineLaw, load_shoreline_law
from zoning.measures.shoreline.method import ShorelineMethod
from zoning.measures.shoreline_changes.method import ShorelineChangesMethod


class MethodLike(Protocol):
    """What every method file states."""

    @property
    def method(self) -> str:
        """Its id, the name of the file."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def title(self) -> Titles:
        """Its title."""

    @property
    def default(self) -> bool:
        """Whether it is taken where none is asked for."""


M = TypeVar("M", bound=MethodLike)


class Methods(DefinitionFolder[M]):
    """The methods of one measure by id; exactly one is the default."""

    def __init__(self, measure: str, methods: DefinitionFolder[M]) -> None:
        super().__init__(methods, methods.files)
        self.measure = measure

    def chosen(self, method: str | None) -> M:
        """The method asked for, or the default. Raises BadInput for one that does not exist."""
        if method is None:
            return next(known for known in self.values() if known.default)
        if method not in self:
            known = ", ".join(self)
            raise BadInput(
                f"{self.measure} 没有计算方法 {method}；可用的有 {known}",
                f"{self.measure} has no method {method}; there are {known}",
            )
        return self[method]


@dataclass(frozen=True)
class MeasureDefinitions:
    """Everything measures are computed by. `data` is the folder that names of files start from."""

    base: Definitions
    data: Path
    shoreline: Methods[ShorelineMethod]
    shoreline_law: tuple[ShorelineLaw, DefinitionFile]
    shoreline_changes: Methods[ShorelineChangesMethod]
    areas: Methods[AreasMethod]
    bays: Methods[BaysMethod]
    indicators: Methods[IndicatorsMethod]
    buffers: Methods[BufferMethod]
    land_cover: Methods[LandCoverMethod]
    targets: Targets

    def methods(self) -> Mapping[str, Methods[Any]]:
        """The methods of every measure that has some."""
        held = [getattr(self, field.name) for field in fields(self)]
        return {methods.measure: methods for methods in held if isinstance(methods, Methods)}

    @once
    def complete(self) -> DefinitionSet:
        """Every file that it takes to load the same definitions again, those of siting among them."""
        own = [file for methods in self.methods().values() for file in methods.files.values()]
        own += [self.shoreline_law[1], *self.targets.files]
        added = (reference(file, self.data) for file in own)
        return DefinitionSet("measures", {**self.base.complete.files, **{ref.file: content for ref, content in added}})

    def reference(self, file: DefinitionFile) -> tuple[DefinitionFile, DefinitionRef]:
        """A file with the form in which a body names it."""
        return file, reference(file, self.data)[0]

    def of_layer(self, layer: str) -> tuple[DefinitionFile, DefinitionRef]:
        """The file that defines a layer."""
        return self.reference(self.base.kinds.files[layer])

    def regions(self) -> tuple[DefinitionFile, DefinitionRef]:
        """The region list."""
        return self.reference(self.base.regions.file)


def load_measure_definitions(data: Path, base: Definitions) -> MeasureDefinitions:
    """Methods, class tables and targets under `data`, checked against `base`. Raises DefinitionError."""
    shoreline = load_methods("shoreline", data / "methods" / "shoreline", ShorelineMethod)
    types = base.kinds["coastline"].attributes["type"].values
    for method in shoreline.values():
        method.require_complete(types, shoreline.files[method.method])
    return MeasureDefinitions(
        base=base,
        data=data,
        shoreline=shoreline,
        shoreline_law=load_shoreline_law(data / "codes" / "shoreline_law.yaml", types),
        shoreline_changes=load_methods(
            "shoreline_changes", data / "methods" / "shoreline_changes", ShorelineChangesMethod
        ),
        areas=load_methods("areas", data / "methods" / "areas", AreasMethod),
        bays=load_methods("bays", data / "methods" / "bays", BaysMethod),
        indicators=load_methods("indicators", data / "methods" / "indicators", IndicatorsMethod),
        buffers=load_methods("buffers", data / "methods" / "buffers", BufferMethod),
        land_cover=_land_cover(data, base),
        targets=load_targets(data / "targets", base),
    )


def _land_cover(data: Path, base: Definitions) -> Methods[LandCoverMethod]:
    methods = load_methods("land_cover", data / "methods" / "land_cover", LandCoverMethod)
    for method in methods.values():
        method.require_groups(base.class_tables, methods.files[method.method])
    return methods


def load_methods(measure: str, folder: Path, model: type[M]) -> Methods[M]:
    """Every `*.yaml` of `folder`. Raises DefinitionError for a wrong name, or not exactly one default."""
    methods = read_folder(folder, model, "method")
    defaults = [name for name, method in methods.items() if method.default]
    if len(defaults) != 1:
        read = read_definition(sorted(folder.glob("*.yaml"))[0]) if methods else DefinitionFile(folder, "", None, None)
        raise read.error(f"exactly one method of {measure} is the default, not {', '.join(defaults) or 'none'}")
    return Methods(measure, methods)
