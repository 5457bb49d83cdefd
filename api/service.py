"""What every room shares: the desks, the settings, the clock and the shelf of uploaded files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, cast

from fastapi import Depends
from prometheus_client import CollectorRegistry
from starlette.requests import Request

from api.access.gate import Gate
from api.access.principal import Principal
from api.access.rates import Rates
from api.background import Workers
from api.maps.atlas import Atlas
from api.settings import ApiSettings
from api.shelf import FileShelf
from api.work import Work
from layers.errors import NotFound
from layers.kept import Kept
from layers.kinds import LayerKind
from layers.publication.saved_mappings import SavedMappings
from layers.publication.successors import PastFeatures
from layers.query.table import Tables
from layers.rasters.drawings import RasterDrawings
from layers.snapshot import LayerView
from zoning.admissible.tiles import DrawnAreas
from zoning.desk import Desk, today
from zoning.door import Door
from zoning.impact.desk import ImpactDesk
from zoning.jobs.office import JobOffice
from zoning.ledger.replay import Replayer
from zoning.measures.desk import MeasureDesk
from zoning.packs.keys import Signer


@dataclass(frozen=True)
class Service:
    """One running service. `clock` gives an aware time; `versions` of the libraries go into ledger entries.

    `signer` signs sealed packs; without one they say that they are not signed.
    """

    desk: Desk
    measures: MeasureDesk
    settings: ApiSettings
    clock: Callable[[], datetime]
    shelf: FileShelf
    versions: Mapping[str, str]
    registry: CollectorRegistry
    gate: Gate
    rates: Rates
    work: Work
    signer: Signer | None
    replayer: Replayer
    impacts: ImpactDesk
    office: JobOffice
    workers: Workers
    past: PastFeatures
    mappings: SavedMappings
    atlas: Atlas
    tables: Tables
    pictures: RasterDrawings
    areas: Kept[tuple[str, str], DrawnAreas]

    def today(self) -> date:
        """The civil date in China Standard Time."""
        return today(self.clock())

    def door(self, caller: Principal) -> Door:
        """Through which whatever shows features leaves for a caller."""
        return Door(self.measures, caller.clearance)

    def drawn(self, view: LayerView) -> None:
        """Make ready what tiles of a layer would else wait for. Raises StoreError, BadInput."""
        if view.kind.raster:
            self.pictures.of(view)
        else:
            self.atlas.drawings.prepare(view)

    def kind(self, layer: str) -> LayerKind:
        """The kind of a layer. Raises NotFound."""
        kinds = self.desk.definitions.kinds
        if layer not in kinds:
            raise NotFound(
                f"没有图层 {layer}；可用的图层：{', '.join(kinds)}",
                f"there is no layer {layer}; there are {', '.join(kinds)}",
            )
        return kinds[layer]


def service(request: Request) -> Service:
    """The service that a request reached."""
    return cast("Service", request.app.state.service)


async def here(request: Request) -> Service:
    """The same as a dependency: async, so that it takes no thread from the work."""
    return service(request)


Here = Annotated[Service, Depends(here)]
