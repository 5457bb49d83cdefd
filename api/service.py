"""What every room shares: the desks, the settings, the clock and the shelf of uploaded files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request

from api.settings import ApiSettings
from api.shelf import FileShelf
from layers.errors import NotFound
from layers.kinds import LayerKind
from zoning.desk import Desk, today
from zoning.measures.desk import MeasureDesk


@dataclass(frozen=True)
class Service:
    """One running service. `clock` gives an aware time; `versions` of the libraries go into ledger entries."""

    desk: Desk
    measures: MeasureDesk
    settings: ApiSettings
    clock: Callable[[], datetime]
    shelf: FileShelf
    versions: Mapping[str, str]

    def today(self) -> date:
        """The civil date in China Standard Time."""
        return today(self.clock())

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
