"""Rules, facts and code lists as the definitions have them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from api.codes import LISTS, entries, matching
from api.examples import example
from api.fields import Day
from api.language import documented
from api.models.rules import Codes, Facts, RuleAnswer, Rules
from api.problems import problems
from api.replies import path_to, reply
from api.route import StrictRoute
from api.security import READING
from api.service import Here, Service
from layers.errors import NotFound
from zoning.rules.loader import Pack
from zoning.rules.model import Rule
from zoning.verdict import Json

router = APIRouter(tags=["rules"], route_class=StrictRoute, dependencies=[READING, Depends(documented)])


@router.get(
    "/rules",
    summary="All rule packs",
    description="Packs with their rules, and per instrument from which day its rules are complete where.",
    response_model=Rules,
    responses={200: example("list_rules"), **problems("invalid-request")},
)
def list_rules(
    here: Here,
    request: Request,
    as_of: Annotated[Day | None, Query(description="Only rules in force on this day.", examples=["2026-11-22"])] = None,
) -> Response:
    """The packs."""
    definitions = here.desk.definitions
    hashes = {reference.file: reference.sha256 for reference in definitions.references()}
    return reply(
        {
            "as_of": None if as_of is None else as_of.isoformat(),
            "instruments": [entry.model_dump(mode="json", by_alias=True) for entry in definitions.instruments],
            "packs": [
                {
                    "pack": pack.head.pack,
                    "version": pack.head.version,
                    "sha256": hashes[f"rules/{pack.head.pack}.yaml"],
                    "title": pack.head.title.model_dump(),
                    "instrument": pack.head.instrument,
                    "jurisdiction": pack.head.jurisdiction,
                    "source": pack.head.source,
                    "rules": [_head(rule, request) for rule in pack.rules if as_of is None or rule.in_force(as_of)],
                }
                for pack in definitions.packs
            ],
        }
    )


def _head(rule: Rule, request: Request) -> Json:
    entry = rule.entry
    return {
        "rule": entry.id,
        "title": entry.title.model_dump(),
        "effect": rule.effect,
        "confidence": entry.confidence,
        "valid_from": None if entry.valid_from is None else entry.valid_from.isoformat(),
        "valid_to": None if entry.valid_to is None else entry.valid_to.isoformat(),
        "href": path_to(request, f"/rules/{rule.pack}/{entry.id}"),
    }


@router.get(
    "/rules/{pack:path}/{rule}",
    summary="One rule",
    description="Every version of a rule as its pack has it.",
    response_model=RuleAnswer,
    responses={200: example("read_rule"), **problems("not-found")},
)
def read_rule(
    pack: Annotated[str, Path(description="Name of a pack.", examples=["CN/drinking_water"])],
    rule: Annotated[str, Path(description="Id of a rule.", examples=["DW-0"])],
    here: Here,
) -> Response:
    """One rule in full."""
    found = _pack(here, pack)
    versions = [entry for entry in found.rules if entry.entry.id == rule]
    if not versions:
        raise NotFound(f"规则包 {pack} 中没有规则 {rule}", f"the pack {pack} has no rule {rule}")
    return reply(
        {
            "pack": pack,
            "rule": rule,
            "instrument": found.head.instrument,
            "jurisdiction": found.head.jurisdiction,
            "versions": [
                {**version.entry.model_dump(mode="json", by_alias=True), "effect": version.effect}
                for version in versions
            ],
        }
    )


def _pack(here: Service, name: str) -> Pack:
    for pack in here.desk.definitions.packs:
        if pack.head.pack == name:
            return pack
    raise NotFound(f"没有规则包 {name}；全部规则见 GET /rules", f"there is no pack {name}; GET /rules lists all")


@router.get(
    "/facts",
    summary="All facts",
    description="What a project can state, with the question that settles it and the values it can have.",
    response_model=Facts,
    responses={200: example("list_facts"), **problems()},
)
def list_facts(here: Here) -> Response:
    """The facts."""
    facts = [kind.model_dump(mode="json", include={*FACT_FIELDS}) for kind in here.desk.definitions.facts.values()]
    return reply({"facts": facts})


FACT_FIELDS = ("fact", "type", "title", "question", "values", "unit", "authority", "source")


@router.get(
    "/codes/{name}",
    summary="A code list",
    description=f"Lists: {', '.join(LISTS)}. `q` finds codes that begin with it and names that contain it.",
    response_model=Codes,
    responses={200: example("list_codes"), **problems("invalid-request", "not-found")},
)
def list_codes(
    name: Annotated[str, Path(description="Name of the list.", examples=["industries"])],
    here: Here,
    q: Annotated[str | None, Query(max_length=100, description="What to look for.", examples=["化学"])] = None,
    limit: Annotated[int, Query(ge=1, le=2000, description="At most so many.")] = 200,
    offset: Annotated[int, Query(ge=0, description="After so many.")] = 0,
) -> Response:
    """The entries of one list."""
    if name not in LISTS:
        raise NotFound(
            f"没有代码表 {name}；可用：{', '.join(LISTS)}",
            f"there is no code list {name}; there are {', '.join(LISTS)}",
        )
    found = matching(entries(here.desk.definitions, name), q)
    return reply({"name": name, "q": q, "total": len(found), "codes": found[offset : offset + limit]})
