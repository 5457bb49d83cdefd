"""The first page of the OGC API, and what it conforms to."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.language import documented as by_language
from api.models.ogc import OgcConformance, OgcLanding
from api.ogc.classes import CLASSES
from api.ogc.links import HTML, JSON, OPENAPI, PROCESSES, TILESETS, TILING_SCHEMES, itself, link
from api.ogc.pages import Cell, Page
from api.ogc.route import OgcRoute
from api.ogc.told import Asking, documented
from api.problems import problems
from layers.errors import Lang
from zoning.titles import note_text

router = APIRouter(prefix="/ogc", tags=["ogc"], route_class=OgcRoute, dependencies=[Depends(by_language)])
TITLE = {"zh": "三线：空间管控服务 · OGC API", "en": "Sanxian: spatial control · OGC API"}
ABOUT = {
    "zh": "生效的管控图层，按 OGC API Features 提供；几何为 CGCS2000。",
    "en": "Control layers as in force, by OGC API Features; geometry is CGCS2000.",
}
BACK = {"zh": "首页", "en": "Start"}
_TEXTS = {
    "zh": {
        "conformance": "一致性类",
        "data": "图层",
        "service-desc": "接口定义",
        "links": "链接",
        "tiles": "矢量瓦片",
        "grids": "瓦片格网",
        "processes": "处理",
    },
    "en": {
        "conformance": "Conformance classes",
        "data": "Layers",
        "service-desc": "API definition",
        "links": "Links",
        "tiles": "Vector tiles",
        "grids": "Tile matrix sets",
        "processes": "Processes",
    },
}


@router.get(
    "",
    summary="OGC API: first page",
    description="Links to the layers, the definition of this API and what it conforms to.",
    response_model=OgcLanding,
    responses={200: documented("ogc_landing"), **problems("malformed-request")},
)
@router.get(
    "/",
    summary="OGC API: first page, with a slash",
    description="The same, for clients that add a slash.",
    response_model=OgcLanding,
    responses={200: documented("ogc_landing"), **problems("malformed-request")},
)
def ogc_landing(asking: Asking) -> Response:
    """Links."""
    request, here, lang = asking.request, asking.here, asking.lang
    texts, caveat = _TEXTS[lang], str(note_text(here.desk.definitions, "caveat", {})[lang])
    links = [
        *itself(request, "/ogc", JSON),
        link(request, "service-desc", "/ogc/api", OPENAPI, texts["service-desc"]),
        link(request, "conformance", "/ogc/conformance", JSON, texts["conformance"]),
        link(request, "data", "/ogc/collections", JSON, texts["data"]),
        link(request, TILESETS, "/ogc/tiles", JSON, texts["tiles"]),
        link(request, PROCESSES, "/ogc/processes", JSON, texts["processes"]),
        link(request, TILING_SCHEMES, "/ogc/tileMatrixSets", JSON, texts["grids"]),
    ]
    document = {"title": TITLE[lang], "description": f"{ABOUT[lang]} {caveat}", "links": links}

    def page(lang: Lang) -> Page:
        other: Lang = "en" if lang == "zh" else "zh"
        page = Page(TITLE[lang], lang).say(ABOUT[lang]).say(caveat, "standing").head(texts["links"])
        page.leads([({"zh": "中文", "en": "English"}[other], f"?lang={other}&f=html")])
        rows: list[list[Cell]] = [
            [(str(one["title"]), str(one["href"])), str(one["rel"])] for one in links if one["type"] != HTML
        ]
        return page.table([texts["links"], "rel"], rows)

    return asking.answer(document, page)


@router.get(
    "/conformance",
    summary="OGC API: what it conforms to",
    description="The conformance classes that tests hold it to.",
    response_model=OgcConformance,
    responses={200: documented("ogc_conformance"), **problems("malformed-request")},
)
def ogc_conformance(asking: Asking) -> Response:
    """The classes."""

    def page(lang: Lang) -> Page:
        page = Page(_TEXTS[lang]["conformance"], lang).leads([(BACK[lang], link_home(asking.request))])
        return page.table(["URI"], [[name] for name in CLASSES])

    document = {"conformsTo": list(CLASSES)}
    return asking.answer(document, page)


def link_home(request: Request) -> str:
    """The first page, for people."""
    return str(link(request, "home", "/ogc", HTML, "", f="html")["href"])
