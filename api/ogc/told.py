"""A document as JSON or as a page: by `f=`, else by what Accept prefers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.accept import prefers_page
from api.access.principal import Principal
from api.examples import example
from api.language import language_of
from api.maps.told import everywhere
from api.ogc.links import HTML, JSON
from api.ogc.pages import POLICY, Page
from api.security import Reader
from api.service import Here, Service
from layers.errors import Lang
from zoning.door import Door

Form = Annotated[
    Literal["json", "html"] | None,
    Query(alias="f", description="`json` for programs, `html` for people; default: what Accept prefers."),
]


@dataclass(frozen=True)
class Call:
    """One request: who sends it, in which language and form the answer is wanted."""

    request: Request
    here: Service
    caller: Principal
    form: str | None

    @property
    def lang(self) -> Lang:
        """The language of titles and pages."""
        return language_of(self.request, self.here.settings.lang)

    @property
    def door(self) -> Door:
        """What the caller may see leaves through it."""
        return self.here.door(self.caller)

    def answer(
        self,
        document: Mapping[str, Any],
        page: Callable[[Lang], Page],
        *,
        media: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The document, or its page; they differ by language, and by Accept where `f` is not given.

        Without `headers` it shows no features: nobody keeps it, and who has no key may read it from any page.
        """
        shared = {} if self.caller.named else everywhere(self.here)
        told = {**({"Cache-Control": "no-store", **shared} if headers is None else headers)}
        told |= {"Vary": "Accept, Accept-Language", "Content-Language": self.lang}
        if self.form == "html" or (self.form is None and prefers_page(self.request.headers.get("accept", ""))):
            told["Content-Security-Policy"] = POLICY
            return Response(page(self.lang).written(), media_type=HTML, headers=told)
        return Response(orjson.dumps(document), headers={**told, "Content-Type": media})


async def call(request: Request, here: Here, caller: Reader, form: Form = None) -> Call:
    """A request to the OGC API."""
    return Call(request, here, caller, form)


Asking = Annotated[Call, Depends(call)]


def documented(operation: str, media: str = JSON) -> dict[str, Any]:
    """The example of an operation under its media type, and that there is a page."""
    mark = example(operation)["content"]["application/json"]
    return {"content": {media: mark, HTML: {"schema": {"type": "string"}}}}
