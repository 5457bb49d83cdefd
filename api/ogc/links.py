"""Links of the OGC API: whole addresses, as the callers of this service see it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

from api.address import absolute
from zoning.verdict import Json

JSON, HTML, GEOJSON, SCHEMA = "application/json", "text/html", "application/geo+json", "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
PROCESSES = "http://www.opengis.net/def/rel/ogc/1.0/processes"
EXECUTE = "http://www.opengis.net/def/rel/ogc/1.0/execute"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"


def link(request: Request, rel: str, path: str, media: str, title: str, **query: str) -> Json:
    """A link to a path of this service."""
    asked = f"?{urlencode(query)}" if query else ""
    return {"rel": rel, "href": absolute(request, path) + asked, "type": media, "title": title}


def itself(request: Request, path: str, media: str) -> list[Json]:
    """A document as it was asked for, and the same for people (or for programs, where it was asked for people)."""
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != "f"]

    def address(form: str) -> str:
        return f"{absolute(request, path)}?{urlencode([*asked, ('f', form)])}"

    return [
        {"rel": "self", "href": address("json"), "type": media, "title": "JSON"},
        {"rel": "alternate", "href": address("html"), "type": HTML, "title": "HTML"},
    ]
