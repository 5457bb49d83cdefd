"""The paths of the OGC API as an OpenAPI 3.0 document, which its class `oas30` asks for, from our contract (3.1).

What 3.0 cannot say is told as it can: null as `nullable`, a constant as a list of one, examples as the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_REF = "#/components/schemas/"
_METHODS = ("get", "post", "put", "delete")
_UNSAID = ("$schema", "$id", "propertyNames", "prefixItems")


def openapi_30(contract: Mapping[str, Any], server: str, prefix: str) -> dict[str, Any]:
    """The document of the paths below `prefix`, for callers who reach the service at `server`."""
    paths = {
        path: {method: _operation(found) for method, found in item.items() if method in _METHODS}
        for path, item in contract["paths"].items()
        if path == prefix or path.startswith(f"{prefix}/")
    }
    schemas = contract["components"]["schemas"]
    wanted = sorted(_needed(paths, schemas))
    components = {"schemas": {name: schema_30(schemas[name]) for name in wanted}}
    if "securitySchemes" in contract["components"]:
        components["securitySchemes"] = contract["components"]["securitySchemes"]
    info = {name: contract["info"][name] for name in ("title", "description", "version")}
    return {
        "openapi": "3.0.3",
        "info": info,
        "servers": [{"url": server}],
        "paths": paths,
        "components": components,
    }


def _operation(found: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(found)
    if "parameters" in told:
        told["parameters"] = [{**one, "schema": schema_30(one["schema"])} for one in told["parameters"]]
    if "requestBody" in told:
        told["requestBody"] = _contents(told["requestBody"])
    told["responses"] = {code: _contents(one) for code, one in told["responses"].items()}
    return told


def _contents(found: Mapping[str, Any]) -> dict[str, Any]:
    if "content" not in found:
        return dict(found)
    content = {
        media: {**one, "schema": schema_30(one["schema"])} if "schema" in one else one
        for media, one in found["content"].items()
    }
    return {**found, "content": content}


def schema_30(found: Any) -> Any:
    """A JSON Schema of 3.1 as the schema object of 3.0."""
    if isinstance(found, list):
        return [schema_30(one) for one in found]
    if not isinstance(found, dict):
        return found
    if "$ref" in found:  # beside it 3.0 reads nothing
        return {"$ref": found["$ref"]}
    told = {name: value for name, value in found.items() if name not in _UNSAID}
    for name in ("properties", "patternProperties"):
        if name in told:
            told[name] = {key: schema_30(value) for key, value in told[name].items()}
    for name in ("items", "additionalProperties", "allOf", "anyOf", "oneOf", "not"):
        if name in told:
            told[name] = schema_30(told[name])
    if "const" in told:
        told["enum"] = [told.pop("const")]
    if "examples" in told:
        told["example"] = told.pop("examples")[0]
    for bound in ("Minimum", "Maximum"):
        if isinstance(told.get(f"exclusive{bound}"), int | float) and not isinstance(told[f"exclusive{bound}"], bool):
            told[bound.lower()], told[f"exclusive{bound}"] = told[f"exclusive{bound}"], True
    if told.get("type") == "array":
        told.setdefault("items", {})
    return _nullable(told)


def _nullable(told: dict[str, Any]) -> dict[str, Any]:
    for name in ("anyOf", "oneOf"):
        choices = told.get(name, ())
        rest = [one for one in choices if one != {"type": "null"}]
        if len(rest) == len(choices):
            continue
        others = {key: value for key, value in told.items() if key != name}
        if len(rest) > 1:
            return {**others, name: rest, "nullable": True}
        one = rest[0]
        return {**({"allOf": [one]} if "$ref" in one else one), **others, "nullable": True}
    return told


def _needed(paths: Any, schemas: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    ahead = list(_references(paths))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += _references(schemas[name])
    return found


def _references(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        reference = tree.get("$ref")
        if isinstance(reference, str) and reference.startswith(_REF):
            yield reference.removeprefix(_REF)
    for one in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _references(one)
