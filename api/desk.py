"""The web desk: its page and files as they were built, and what it is told of the service. Without a build, none."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.accept import prefers_page
from api.access.roles import RIGHTS
from api.examples import example
from api.language import documented
from api.models.desk import DeskSettings
from api.problems import Forbidden, Unauthorized, problems
from api.replies import held, reply
from api.route import StrictRoute
from api.security import admit
from api.service import Here, Service
from api.settings import ApiSettings, BaseMap
from layers.catalogue import in_force
from layers.coverage import ADMIN_AREA
from zoning.titles import note_text

router = APIRouter(prefix="/desk", tags=["desk"], route_class=StrictRoute, dependencies=[Depends(documented)])
ASSETS = "/assets"
FOREVER = "public, max-age=31536000, immutable"


@router.get(
    "/settings",
    summary="What the web desk is told",
    description="Today's date, the base map of this installation, where its layers lie, and what the caller may do. A "
    "caller who may do nothing here, for want of a key or with one that is not known, is told just that.",
    response_model=DeskSettings,
    responses={200: example("desk_settings"), **problems("store-error")},
)
async def desk_settings(here: Here, request: Request) -> Response:
    """Settings of the desk."""
    try:
        caller = await admit(request)
    except (Unauthorized, Forbidden):
        caller = None
    base = here.settings.base_map
    return reply(
        {
            "version": here.settings.version,
            "caveat": note_text(here.desk.definitions, "caveat", {}),
            "base_map": None if base is None else base.model_dump(),
            "bounds": None if caller is None else _bounds(here),
            "today": here.today().isoformat(),
            "role": "nobody" if caller is None else caller.role,
            "rights": [] if caller is None else sorted(RIGHTS[caller.role]),
        }
    )


def _bounds(here: Service) -> list[float] | None:
    """Around the administrative areas in force, which are public; None where there are none."""
    found = in_force(here.desk.store.editions(), ADMIN_AREA, here.today(), here.clock())
    boxes = [e.edition.head.coverage.bounds for e in found if e.edition.head.coverage is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return [min(west), min(south), max(east), max(north)]


def desk_page(here: Service, request: Request) -> Response | None:
    """The page, for a browser that asks for one; None where none was built, or something else is asked for."""
    web = here.settings.web
    if web is None or not prefers_page(request.headers.get("accept", "")):
        return None
    base = here.settings.base_map
    headers = {
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy(base),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        # who gives out the base map may want to know for which site
        "Referrer-Policy": "no-referrer" if base is None else "strict-origin",
        "Vary": "Accept",
    }
    page = (web / "index.html").read_bytes()
    tag = f'"{hashlib.sha256(page).hexdigest()[:32]}"'
    if held(request, tag):
        return Response(status_code=304, headers={**headers, "ETag": tag})
    return Response(page, media_type="text/html", headers={**headers, "ETag": tag})


def policy(base: BaseMap | None) -> str:
    """What the page may load: its own files and the service's answers, and tiles of the base map where there is one.

    The map library starts its worker from a `blob:` of its own (apart it would outweigh the budget of the scripts),
    and draws the signs of its buttons from `data:`.
    """
    tiles = ""
    if base is not None:
        parts = urlsplit(base.tiles)
        tiles = f" {parts.scheme}://{parts.netloc}"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; worker-src blob:; "
        f"img-src 'self' data:{tiles}; connect-src 'self'{tiles}; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


class Assets(StaticFiles):
    """The files of a build, whose names change with their content."""

    def get_path(self, scope: Scope) -> str:
        """The file's name, also where a proxy serves this under a path that it takes off before it asks."""
        if not scope["path"].startswith(scope["root_path"]):
            scope = {**scope, "root_path": ASSETS}
        return super().get_path(scope)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, to be kept for ever."""
        answer: Response = await super().get_response(path, scope)
        if answer.status_code in (200, 304):
            answer.headers["Cache-Control"] = FOREVER
        return answer


def assets(settings: ApiSettings) -> Assets | None:
    """The files beside the page, to be mounted under ASSETS; None where there is no build."""
    folder = None if settings.web is None else settings.web / "assets"
    return Assets(directory=folder) if folder is not None and folder.is_dir() else None
