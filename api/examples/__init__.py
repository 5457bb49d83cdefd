"""Example requests and answers of every operation; tests send each and hold each against its documented shape."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

OPERATION, MEMBER = "x-example-of", "x-example-member"


@cache
def load(operation: str) -> dict[str, Any]:
    """The file of one operation: `answer`, and `request` where it takes a body."""
    text = resources.files(__name__).joinpath(f"{operation}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def example(operation: str) -> dict[str, Any]:
    """The example answer, for the `responses` of a route."""
    return {"content": {"application/json": {"example": _mark(operation, "answer")}}}


def form_example(operation: str) -> dict[str, str]:
    """The example form: texts by field, and files as their text."""
    return _mark(operation, "request")


def body_examples(operation: str) -> dict[str, Any]:
    """The example request, for the `openapi_extra` of a route."""
    return {"requestBody": {"content": {"application/json": {"example": _mark(operation, "request")}}}}


def resolved(value: Any) -> Any:
    """A contract with every mark replaced by its example; FastAPI would drop the nulls in examples set before."""
    if isinstance(value, dict):
        if value.keys() == {OPERATION, MEMBER}:
            return load(value[OPERATION])[value[MEMBER]]
        return {key: resolved(item) for key, item in value.items()}
    return [resolved(item) for item in value] if isinstance(value, list) else value


def _mark(operation: str, member: str) -> dict[str, str]:
    if member not in load(operation):
        raise ValueError(f"api/examples/{operation}.json has no {member}")
    return {OPERATION: operation, MEMBER: member}
