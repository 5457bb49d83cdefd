"""Rasters in force, and where each of them speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from layers.editions import Edition
from layers.errors import BadInput, CorruptEdition, NotFound
from layers.geodesy import area
from layers.overlay import intersection
from layers.rasters.weights import polygons
from layers.snapshot import Feature, LayerView

_SLIVER = 1e-6  # of a ground: what two neighbouring grounds may share by rounding
_STATED = ("year", "class_table", "crs", "unit", "cell_x", "cell_y", "columns", "rows", "nodata", "content")


@dataclass(frozen=True, eq=False)
class Raster:
    """One raster in force: its feature, and where it speaks (EPSG:4490)."""

    feature: Feature
    ground: BaseGeometry

    @property
    def edition(self) -> Edition:
        """The edition it came with."""
        return self.feature.edition

    @property
    def table(self) -> str:
        """Name of its class table."""
        return str(self.feature.attributes["class_table"])

    @property
    def sha256(self) -> str:
        """Hash of the file that holds its cells."""
        return str(self.feature.attributes["raster"])

    def as_json(self) -> dict[str, object]:
        """As answers name it."""
        head = self.edition.head
        stated = {name: self.feature.attributes[name] for name in _STATED}
        return {"region": head.region, "edition": self.edition.number, **stated}


@contextmanager
def cells_of(raster: Raster, file: Callable[[str], AbstractContextManager[Path]]) -> Iterator[Path]:
    """The file of a raster's cells, there until the block ends; `file` opens one by its hash.

    Entering raises StoreError; CorruptEdition where the store has no such file, since then the edition is not whole.
    """
    with ExitStack() as held:
        try:
            path = held.enter_context(file(raster.sha256))
        except NotFound as fault:
            raise CorruptEdition(
                f"{raster.edition.label} 的像元文件不在存储中；请从备份恢复",
                f"the cells of {raster.edition.label} are not in the store; restore them from a backup",
            ) from fault
        yield path


def rasters(view: LayerView) -> tuple[Raster, ...]:
    """The rasters of a view, each where it speaks. Raises BadInput where two of them speak of one place."""
    found = []
    for feature in view.features:
        coverage = feature.edition.head.coverage
        ground = feature.geometry if coverage is None else intersection(feature.geometry, coverage)
        found.append(Raster(feature, polygons(ground)))
    for one, other in combinations(found, 2):
        common = float(area(intersection(one.ground, other.ground))[0])
        if common > _SLIVER * min(float(area(one.ground)[0]), float(area(other.ground)[0])):
            raise BadInput(
                f"{one.edition.label} 与 {other.edition.label} 在同一地方都有像元；"
                "请以 --coverage 界定各自的范围后重新发布",
                f"{one.edition.label} and {other.edition.label} both hold cells of one place; publish them again with "
                "a --coverage that parts them",
            )
    return tuple(found)
