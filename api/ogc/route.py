"""Routes of the OGC API: a request that does not fit is 400 whatever is wrong with it, as OGC 17-069r4 §7.5 has it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.problems import CAUSES, MalformedRequest
from api.route import StrictRoute
from api.service import service
from api.wording import in_words
from layers.errors import BadInput
from layers.kinds import LayerKind
from layers.query.properties import properties

# names of parameters of our own: a property of one of these names is asked for by `filter` alone
TAKEN = frozenset(
    {"bbox", "bbox-crs", "crs", "datetime", "limit", "cursor", "filter", "filter-lang", "filter-crs", "f", "lang"}
)


class OgcRoute(StrictRoute):
    """A route whose refusals of input are 400."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the checks."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as fault:
                first = fault.errors()[0]
                place = ".".join(str(step) for step in first["loc"])
                raise MalformedRequest(
                    f"{place}：{in_words(first, 'zh')}", f"{place}: {in_words(first, 'en')}"
                ) from fault
            except BadInput as fault:
                if CAUSES[fault.slug].status != HTTPStatus.UNPROCESSABLE_ENTITY:
                    raise
                raise MalformedRequest(fault.zh, fault.en) from fault

        return told


class ItemsRoute(OgcRoute):
    """A route that takes the queryables of its layer as parameters."""

    def further_names(self, request: Request) -> frozenset[str]:
        """The properties of the layer."""
        kinds = service(request).desk.definitions.kinds
        layer = str(request.path_params.get("layer"))
        return self.names_of(kinds[layer]) if layer in kinds else frozenset()

    @staticmethod
    def names_of(kind: LayerKind) -> frozenset[str]:
        """The properties of a kind that are parameters."""
        return frozenset(properties(kind)) - TAKEN
