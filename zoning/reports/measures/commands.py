"""The command line that asks a question again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any

from zoning.measures.question import (
    AreasQuestion,
    BaysQuestion,
    BuffersQuestion,
    IndicatorsQuestion,
    LandCoverQuestion,
    Question,
    ShorelineChangesQuestion,
    ShorelineQuestion,
)

_COMMANDS: Mapping[type[Question], str] = MappingProxyType(
    {
        ShorelineQuestion: "shoreline",
        ShorelineChangesQuestion: "shoreline",
        BuffersQuestion: "buffers",
        AreasQuestion: "areas",
        BaysQuestion: "bays",
        LandCoverQuestion: "land-cover",
        IndicatorsQuestion: "indicators",
    }
)
_FLAGS: Mapping[str, str] = MappingProxyType({"layers": "--layer", "min_patch_m2": "--min-patch"})


def command_line(question: Question) -> str:
    """`sanxian measure …` with every option that the question sets; a project stands as FILE."""
    words = ["sanxian", "measure", _COMMANDS[type(question)]]
    for field in fields(question):
        flag = _FLAGS.get(field.name, f"--{field.name.replace('_', '-')}")
        words += _option(flag, field.name, getattr(question, field.name))
    return shlex.join(words)


def _option(flag: str, name: str, value: Any) -> Iterator[str]:
    if value is None or value is False:
        return
    if value is True:
        yield flag
    elif name == "project":
        yield from (flag, "FILE")
    elif isinstance(value, tuple):
        for one in value:
            yield from (flag, str(one))
    elif isinstance(value, float):
        yield from (flag, f"{value:g}")
    else:
        yield from (flag, value.isoformat() if isinstance(value, date) else str(value))


def from_body(body: Mapping[str, Any]) -> str:
    """The command line as far as a body tells it: measure, region, days and method."""
    words = ["sanxian", "measure", str(body["measure"]).replace("_", "-")]
    for flag, member in (
        ("--region", "region"),
        ("--as-of", "as_of"),
        ("--since", "since"),
        ("--known-at", "known_at"),
    ):
        if isinstance(body.get(member), str):
            words += [flag, body[member]]
    if body["method"]["id"]:
        words += ["--method", body["method"]["id"]]
    return shlex.join(words)
