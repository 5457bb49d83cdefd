"""Health for whoever runs the service, and the first page with its links."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.desk import desk_page
from api.examples import example
from api.language import documented
from api.models.health import Landing, Live, Ready
from api.problems import NotReady, problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.service import Here
from zoning.titles import note_text
from zoning.verdict import METHOD

router = APIRouter(tags=["health"], route_class=StrictRoute, dependencies=[Depends(documented)])
LINKS = {
    "contract": "/openapi.json",
    "checks": "/siting/checks",
    "files": "/siting/files",
    "layers": "/layers",
    "identify": "/layers/identify",
    "tiles": "/tiles",
    "style": "/tiles/style.json",
    "rasters": "/rasters",
    "ogc": "/ogc",
    "measures": "/measures",
    "rules": "/rules",
    "facts": "/facts",
    "codes": "/codes/industries",
    "health": "/health/ready",
}


@router.get(
    "/health/live",
    summary="Is the process alive?",
    description="Always 200 while it answers at all; touches no data.",
    response_model=Live,
    responses={200: example("live"), **problems()},
)
async def live(here: Here) -> Response:
    """Alive."""
    return reply({"status": "live", "version": here.settings.version})


@router.get(
    "/health/ready",
    summary="Can it answer questions?",
    description="200 when the store can be reached, an edition is published and the definitions are loaded; else 503.",
    response_model=Ready,
    responses={200: example("ready"), **problems("not-ready", "store-error")},
)
def ready(here: Here) -> Response:
    """Ready, or what is missing."""
    desk, now = here.desk, here.clock()
    published = sum(edition.published_by(now) for edition in desk.store.editions())
    rules = sum(len(pack.rules) for pack in desk.definitions.packs)
    if not published:
        raise NotReady(
            "数据仓库中没有已发布的版本；请先运行 sanxian layers publish 或 make demo",
            "the store holds no published edition; run `sanxian layers publish` or `make demo`",
        )
    if not rules:
        raise NotReady("没有规则；请检查 data/rules", "there are no rules; look into data/rules")
    return reply(
        {
            "status": "ready",
            "version": here.settings.version,
            "method": METHOD,
            "editions": published,
            "rules": rules,
            "generation": desk.store.generation(),
        }
    )


@router.get(
    "/",
    summary="First page",
    description="Where everything is. A browser, which prefers a page to JSON, gets the web desk where it was built.",
    response_model=Landing,
    responses={200: example("landing"), **problems()},
)
def landing(here: Here, request: Request) -> Response:
    """Links; for a browser the desk."""
    page = desk_page(here, request)
    if page is not None:
        return page
    return reply(
        {
            "name": "sanxian",
            "title": {"zh": "三线：空间管控服务", "en": "Sanxian: spatial control"},
            "version": here.settings.version,
            "caveat": note_text(here.desk.definitions, "caveat", {}),
            "desk": here.settings.web is not None,
            "links": {name: path_to(request, path) for name, path in LINKS.items()},
        }
    )
