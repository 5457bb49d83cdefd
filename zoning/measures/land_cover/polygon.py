"""What covers one polygon: the figures of the measure without a region, asked in passing and not recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import BadGeometry, NoEditions
from layers.intake.types import Reading
from layers.rasters.classraster import opened
from layers.rasters.placed import cells_of, rasters
from layers.snapshot import LayerView
from zoning.measures.areas.polygons import column, dissolved
from zoning.measures.definitions import MeasureDefinitions
from zoning.measures.land_cover.asked import one_table
from zoning.measures.land_cover.composition import bare, figures, reached
from zoning.measures.land_cover.land_cover import about_classes, gap
from zoning.titles import both, with_text
from zoning.verdict import Json, share

File = Callable[[str], AbstractContextManager[Path]]


def polygon_of(reading: Reading) -> BaseGeometry:
    """All polygons of a reading as one. Raises BadGeometry where there is anything else, or one crosses itself."""
    for feature in reading.features:
        if feature.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise BadGeometry(
                f"{feature.source} 是 {feature.geometry.geom_type}；统计范围须是面",
                f"{feature.source} is a {feature.geometry.geom_type}; statistics are of polygons",
            )
        if not feature.geometry.is_valid:  # lobes that run the other way round would count as less than nothing
            reason = shapely.is_valid_reason(feature.geometry)
            raise BadGeometry(
                f"{feature.source} 不是有效的面（{reason}）；请修复后再统计",
                f"{feature.source} is no valid polygon ({reason}); mend it and ask again",
            )
    return dissolved(column([feature.geometry for feature in reading.features]))


def polygon_cover(view: LayerView, reading: Reading, definitions: MeasureDefinitions, file: File) -> Json:
    """Areas of classes in the polygons of a reading, as one, by the default method, with texts.

    `file` opens the cells by the hash that an edition names. Classes that were not found are left out; where no raster
    reaches, figures are None and not 0.

    Raises BadGeometry, NoEditions, BadInput (class tables that differ, cells spoken of twice), StoreError.
    """
    polygon = polygon_of(reading)
    held = rasters(view)
    if not held:
        raise NoEditions(
            f"没有现行的{view.kind.title.zh}（{view.kind.layer}）",
            f"no {view.kind.title.en} ({view.kind.layer}) is in force",
        )
    met = [raster for raster in held if shapely.intersects(polygon, raster.ground)]
    table = one_table(met or held, definitions.base.class_tables)
    method = definitions.land_cover.chosen(None)
    cover = bare(polygon, table)
    for raster in met:
        with cells_of(raster, file) as path, opened(path, raster.edition.label) as cells:
            cover = cover + reached(polygon, raster, cells, table)
    found = figures(cover, table, method)
    notes = [*reading.notes, *about_classes(table), *gap(cover, method)]
    return {
        "class_table": {"id": table.table, "version": table.version, "title": both(table.title)},
        "method": {"id": method.method, "version": method.version},
        "rasters": [{**raster.as_json(), "status": raster.edition.head.standing} for raster in met],
        "covered_share": share(cover.reached_m2 / cover.zone_m2),
        **found,
        "titles": {
            "classes": {str(value): both(table.classes[value].title) for value in table.values},
            "groups": {name: both(title) for name, title in table.groups.items()},
        },
        "notes": [with_text(definitions.base, note.as_json()) for note in notes],
    }
