"""Saved mappings of source offices, per layer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api.examples import body_examples, example
from api.language import documented
from api.layers import Layer
from api.mapping_json import mapping_json
from api.models.editions import MappingAnswer, MappingList, MappingRequest
from api.problems import problems
from api.replies import reply
from api.route import StrictRoute
from api.security import Steward
from api.service import Here
from layers.mapping import DeliveryMapping

router = APIRouter(prefix="/layers", tags=["editions"], route_class=StrictRoute, dependencies=[Depends(documented)])
Office = Annotated[str, Path(description="The office that delivers.", max_length=80, examples=["浙江省测绘院"])]
Name = Annotated[str, Path(description="The mapping's name, `default` where there is but one.", examples=["default"])]
REFUSED = ("invalid-request", "bad-input", "not-found", "unauthorized", "forbidden")


@router.put(
    "/{layer}/mappings/{office}/{name}",
    summary="Save a mapping",
    description="As a new version; a mapping that says the same as the newest version is not saved again. Deliveries "
    "name it as `mapping_of`.",
    response_model=MappingAnswer,
    responses={200: example("save_mapping"), **problems(*REFUSED)},
    openapi_extra=body_examples("save_mapping"),
)
def save_mapping(
    *, layer: Layer, office: Office, name: Name, asked: MappingRequest, caller: Steward, here: Here
) -> Response:
    """Save one version."""
    mapping = DeliveryMapping(asked.map, asked.set, asked.values)
    saved = here.mappings.save(here.kind(layer), office, name, mapping, at=here.clock(), actor=caller.actor)
    return reply(mapping_json(here.mappings.history(layer, office, name), saved))


@router.get(
    "/{layer}/mappings",
    summary="The saved mappings of a layer",
    description="Each in its newest version, by office and name; retired ones only when asked for.",
    response_model=MappingList,
    responses={200: example("list_mappings"), **problems(*REFUSED)},
)
def list_mappings(
    *,
    layer: Layer,
    _: Steward,
    here: Here,
    retired: Annotated[bool, Query(description="Whether to list retired mappings too.")] = False,
) -> Response:
    """The mappings of one layer."""
    found = here.mappings.list(here.kind(layer).layer, retired=retired)
    return reply({"layer": layer, "mappings": [mapping_json(history) for history in found]})


@router.get(
    "/{layer}/mappings/{office}/{name}",
    summary="One saved mapping",
    description="A version of a mapping, the newest by default; also of a retired one.",
    response_model=MappingAnswer,
    responses={200: example("read_mapping"), **problems(*REFUSED)},
)
def read_mapping(
    *,
    layer: Layer,
    office: Office,
    name: Name,
    _: Steward,
    here: Here,
    version: Annotated[int | None, Query(ge=1, description="Which version; default the newest.")] = None,
) -> Response:
    """One mapping."""
    found = here.mappings.history(here.kind(layer).layer, office, name)
    return reply(mapping_json(found, None if version is None else found.numbered(version)))


@router.delete(
    "/{layer}/mappings/{office}/{name}",
    summary="Retire a mapping",
    description="It is offered no more; its versions are kept, and what used it keeps naming it.",
    response_model=MappingAnswer,
    responses={200: example("retire_mapping"), **problems(*REFUSED)},
)
def retire_mapping(*, layer: Layer, office: Office, name: Name, caller: Steward, here: Here) -> Response:
    """Retire one mapping."""
    found = here.mappings.retire(here.kind(layer).layer, office, name, at=here.clock(), actor=caller.actor)
    return reply(mapping_json(found))
