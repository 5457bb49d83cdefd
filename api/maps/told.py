"""What caches and pages of other origins are told of maps, tiles and legends.

What anybody is told without a key, a page of any origin may read too, unless the settings say otherwise; of public
layers any cache may keep it. What shows a restricted layer is kept by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.service import Service
from layers.kinds import LayerKind

LASTING = "max-age=31536000, immutable"  # under an address that names its release
FRESH = "max-age=60, must-revalidate"  # of the release in force: another one may come


def told(here: Service, caller: Principal, kinds: Iterable[LayerKind], kept: str) -> dict[str, str]:
    """The headers of an answer that shows layers; `kept` is LASTING or FRESH."""
    shared = {} if caller.named else everywhere(here)
    if any(kind.access == "restricted" for kind in kinds):
        return {"Cache-Control": "private, no-store", **shared}
    return {"Cache-Control": f"{'private' if caller.named else 'public'}, {kept}", **shared}


def everywhere(here: Service) -> dict[str, str]:
    """By these headers a page of any origin may read an answer, where the settings let it."""
    if not here.settings.maps_everywhere:
        return {}
    return {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def tagged(headers: Mapping[str, str], tag: str) -> dict[str, str]:
    """The headers with a strong ETag, which what nobody may keep has not."""
    return dict(headers) if "no-store" in headers["Cache-Control"] else {**headers, "ETag": f'"{tag}"'}


def unchanged(request: Request, headers: Mapping[str, str], *tags: str) -> Response | None:
    """304 where the caller holds one of the tags (RFC 9110 §13.1.2, weakly); None where it has to be answered."""
    held = {item.strip().removeprefix("W/") for item in request.headers.get("if-none-match", "").split(",")}
    if "ETag" not in headers or held.isdisjoint(f'"{tag}"' for tag in tags):
        return None
    return Response(status_code=304, headers=dict(headers))


def takes_gzip(request: Request) -> bool:
    """Whether Accept-Encoding allows gzip (RFC 9110 §12.5.3)."""
    found: dict[str, bool] = {}
    for item in request.headers.get("accept-encoding", "").split(","):
        coding, _, parameter = item.partition(";")
        weight = parameter.replace(" ", "").lower().removeprefix("q=")
        found[coding.strip().lower()] = weight.strip("0.") != "" or not parameter
    return found.get("gzip", found.get("*", False))
