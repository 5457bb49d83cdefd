"""The processes of the OGC API: what they are called, what they take and give, and by which room they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.access.principal import Principal
from api.measure_records import record_measure
from api.models.measures import MeasureRequest
from api.models.questions import CheckRequest
from api.ogc.oas30 import schema_30
from api.service import Service
from api.siting import check_site
from api.work import Turn
from layers.errors import Lang
from zoning.verdict import Json

VERSION = "1.0.0"
# of a measure's question, those that a measure of the shore takes
_OF_SHORELINE = ("region", "as_of", "known_at", "method", "sensitivity", "site", "crs", "accuracy_m", "record")
Answer = Callable[[Mapping[str, Any], Principal, Service, Request, Turn], Response]


@dataclass(frozen=True)
class Process:
    """One process: its texts, its inputs as members of a documented shape, its one output."""

    id: str
    title: Mapping[Lang, str]
    about: Mapping[Lang, str]
    asked: type[BaseModel]
    inputs: tuple[str, ...]
    output: str
    answer: Answer

    def described(self) -> tuple[Json, Json]:
        """The inputs and the output, after OGC 18-062r2 §7.10, schemas as of OpenAPI 3.0."""
        schema = self.asked.model_json_schema(by_alias=True)
        parts, required = schema.get("$defs", {}), schema.get("required", ())
        inputs: Json = {}
        for name in self.inputs:
            told = dict(_whole(schema["properties"][name], parts))
            about = told.pop("description", name)
            inputs[name] = {
                "title": name,
                "description": about,
                "minOccurs": int(name in required),
                "maxOccurs": 1,
                "schema": schema_30(told),
            }
        return inputs, {self.output: {"title": self.output, "schema": {"type": "object"}}}


def _whole(tree: Any, parts: Mapping[str, Any]) -> Any:
    """A schema with what it refers to in its place."""
    if isinstance(tree, list):
        return [_whole(one, parts) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if "$ref" in tree:
        return _whole(parts[tree["$ref"].rpartition("/")[2]], parts)
    return {name: _whole(value, parts) for name, value in tree.items()}


def _siting(inputs: Mapping[str, Any], caller: Principal, here: Service, request: Request, turn: Turn) -> Response:
    return check_site(CheckRequest.model_validate(inputs), caller, here, request, turn)


def _shoreline(inputs: Mapping[str, Any], caller: Principal, here: Service, request: Request, turn: Turn) -> Response:
    asked = MeasureRequest.model_validate({**inputs, "measure": "shoreline"})
    return record_measure(asked, caller, here, request, turn)


PROCESSES: Mapping[str, Process] = MappingProxyType(
    {
        one.id: one
        for one in (
            Process(
                "siting-check",
                {"zh": "选址研判", "en": "Siting check"},
                {
                    "zh": "项目能否落在此处、依据何在；即 POST /siting/checks，默认记入台账。",
                    "en": "May this project stand here, and why? As POST /siting/checks: recorded unless told not to.",
                },
                CheckRequest,
                tuple(CheckRequest.model_fields),
                "verdict",
                _siting,
            ),
            Process(
                "shoreline",
                {"zh": "自然岸线保有率", "en": "Natural shoreline retention"},
                {
                    "zh": "某区划的自然岸线保有率，或项目占用的岸线；即 POST /measures，默认记入台账。",
                    "en": "The retention of a region, or what a project takes of the shore. As POST /measures: "
                    "recorded unless told not to.",
                },
                MeasureRequest,
                _OF_SHORELINE,
                "measure",
                _shoreline,
            ),
        )
    }
)
