"""Default accuracies per kind of intake, for sources that state none (data/codes/accuracy.yaml)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from layers.definition_file import StrictModel, Titles, read_definition

KINDS = (
    "geojson",
    "gpkg",
    "shapefile",
    "kml",
    "wkt",
    "corner_txt",
    "cass_dat",
    "pasted",
    "table",
    "dxf",
    "filegdb",
    "lonlat",
    "gcj02",
    "bd09",
)


class DefaultAccuracy(StrictModel):
    """`metres` bounds the error of a position at 95 %; `source` says on what the figure rests."""

    metres: float = Field(gt=0, le=1000)
    title: Titles
    source: str = Field(min_length=1)


def load_accuracies(path: Path) -> dict[str, DefaultAccuracy]:
    """The default accuracy of each kind of intake. Raises DefinitionError, also where a kind is missing."""
    file = read_definition(path)
    found = file.parse(dict[str, DefaultAccuracy])
    missing = [kind for kind in KINDS if kind not in found]
    unknown = [kind for kind in found if kind not in KINDS]
    if missing:
        raise file.error(f"no accuracy for {', '.join(missing)}")
    if unknown:
        raise file.error(f"{unknown[0]} is no kind of intake", [unknown[0]])
    return found
