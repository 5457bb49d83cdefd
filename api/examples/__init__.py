"""Example requests and answers of every operation; tests send each and hold each against its documented shape."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(operation: str) -> dict[str, Any]:
    """The file of one operation: `answer`, and `request` where it takes a body."""
    text = resources.files(__name__).joinpath(f"{operation}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def example(operation: str) -> dict[str, Any]:
    """The example answer, for the `responses` of a route."""
    return {"content": {"application/json": {"example": load(operation)["answer"]}}}


def body_examples(operation: str) -> dict[str, Any]:
    """The example request, for the `openapi_extra` of a route."""
    return {"requestBody": {"content": {"application/json": {"example": load(operation)["request"]}}}}
