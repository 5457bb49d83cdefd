"""The targets of all plans, loaded strictly and found by region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from layers.definition_file import DefinitionFile, read_definition
from layers.regions import Region
from zoning.definitions import Definitions
from zoning.measures.indicators.figure_names import FIGURE_KINDS
from zoning.measures.indicators.target import UNITS, MeasuredBy, Plan, Target, TargetFile


@dataclass(frozen=True)
class Placed:
    """A target with its plan and the file it stands in."""

    target: Target
    plan: Plan
    file: DefinitionFile


class Targets:
    """Every target, in the order of `files` and rows."""

    def __init__(self, placed: Sequence[Placed], files: Sequence[DefinitionFile] = ()) -> None:
        self._placed = tuple(placed)
        self.files = tuple(files)
        self._by_id = {one.target.id: one for one in self._placed}

    def __iter__(self) -> Iterator[Placed]:
        return iter(self._placed)

    def __len__(self) -> int:
        return len(self._placed)

    def __contains__(self, target: object) -> bool:
        return target in self._by_id

    def __getitem__(self, target: str) -> Placed:
        return self._by_id[target]

    def of(self, region: Region, ancestry: Sequence[str]) -> tuple[Placed, ...]:
        """The targets set on a region itself or on each region of its level; none of another region's is its own."""

        def meant(target: Target) -> bool:
            if target.each is None:
                return target.region == region.code
            within = target.each.within
            return target.each.level == region.level and (within is None or within in ancestry)

        return tuple(one for one in self._placed if meant(one.target))


def load_targets(folder: Path, base: Definitions) -> Targets:
    """Every `*.yaml` of `folder`, checked against layers, regions and figures.

    Raises DefinitionError naming file and line: an unknown region, layer, figure or conflicting target; a unit that
    does not fit the figure; a plan or target given twice.
    """
    placed: list[Placed] = []
    files: list[DefinitionFile] = []
    seen: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = read_definition(path)
        files.append(file)
        parsed = file.parse(TargetFile)
        _once(parsed.plan.id, seen, file, ["plan", "id"])
        for row, target in enumerate(parsed.targets):
            _once(target.id, seen, file, ["targets", row, "id"])
            _check(target, row, file, base)
            placed.append(Placed(target, parsed.plan, file))
    targets = Targets(placed, files)
    for one in targets:
        for other in one.target.conflicts_with:
            if other not in targets or other == one.target.id:
                raise one.file.error(f"target {one.target.id} conflicts with {other!r}, which is no other target")
    return targets


def _once(name: str, seen: dict[str, Path], file: DefinitionFile, where: list[str | int]) -> None:
    if name in seen:
        raise file.error(f"{name} stands in {seen[name].name} already", where)
    seen[name] = file.path


def _check(target: Target, row: int, file: DefinitionFile, base: Definitions) -> None:
    where: list[str | int] = ["targets", row]
    within = target.region if target.each is None else target.each.within
    if within is not None and within not in base.regions:
        raise file.error(f"region {within} is not in the region list", [*where, "region"])
    for layer in target.needs.layers if target.needs is not None else ():
        if layer not in base.kinds:
            raise file.error(f"{layer!r} is no layer", [*where, "needs", "layers"])
    for member in ("measured_by", "indicative"):
        figure: MeasuredBy | None = getattr(target, member)
        if figure is not None:
            _check_figure(figure, target, file, base, [*where, member])


def _check_figure(
    figure: MeasuredBy, target: Target, file: DefinitionFile, base: Definitions, where: list[str | int]
) -> None:
    kind = FIGURE_KINDS.get(figure.name)
    if kind is None:
        raise file.error(f"{figure.measure} has no figure {figure.figure!r}", [*where, "figure"])
    for option in ("layer", "part", "status"):
        if (getattr(figure, option) is not None) and option not in kind.options:
            raise file.error(f"{figure.name} takes no {option}", [*where, option])
        if getattr(figure, option) is None and option in kind.required:
            raise file.error(f"{figure.name} needs a {option}", where)
    if figure.layer is not None and figure.layer not in base.kinds:
        raise file.error(f"{figure.layer!r} is no layer", [*where, "layer"])
    if target.unit is not None and where[-1] == "measured_by" and UNITS[target.unit][0] != kind.quantity:
        raise file.error(f"{figure.name} is a {kind.quantity}, not in {target.unit}", [*where[:-1], "unit"])
