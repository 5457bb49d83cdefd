"""RFC 8785 JSON: by the fast writer where it surely gives the same bytes, else by the reference one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import rfc8785

_WHOLE = 2**53  # beyond it JSON knows no integer for certain
_SMALLEST = 1e-5  # below it the fast writer turns to exponents earlier than ECMAScript does
_PLAIN = frozenset((str, float, int, bool, type(None)))
_SAME = frozenset((str, bool, type(None)))  # both writers write these alike
_FIRST_UNLIKE = "\ud800"  # from here on the orders of UTF-8 and UTF-16 differ


class _Unlike(Exception):
    """Something that the two writers may write otherwise."""


def canonical(value: object) -> bytes:
    """RFC 8785 JSON of a JSON-like value, in which mappings and tuples stand for objects and arrays.

    Raises rfc8785.CanonicalizationError for what has no such form.
    """
    try:
        return orjson.dumps(_alike(value), option=orjson.OPT_SORT_KEYS)
    except (_Unlike, orjson.JSONEncodeError):
        return rfc8785.dumps(plain_json(value))


def plain_json(value: object) -> Any:
    """A JSON-like value with tuples as lists, as JSON has them."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {key: item if type(item) in _PLAIN else plain_json(item) for key, item in value.items()}  # type: ignore[attr-defined]
    if isinstance(value, list | tuple):
        return [item if type(item) in _PLAIN else plain_json(item) for item in value]
    return value


def _alike(value: object) -> object:
    """The value with whole floats as integers, which is how ECMAScript writes them. Raises _Unlike."""
    kind = type(value)
    if kind in _SAME:
        return value
    if kind is float:
        return _number(value)  # type: ignore[arg-type]
    if kind is int:
        if not -_WHOLE < value < _WHOLE:  # type: ignore[operator]
            raise _Unlike
        return value
    if isinstance(value, list | tuple):
        return [item if type(item) in _SAME else _alike(item) for item in value]
    if kind is dict or isinstance(value, Mapping):
        for key in value:  # type: ignore[attr-defined]
            if type(key) is not str or not (key.isascii() or max(key) < _FIRST_UNLIKE):
                raise _Unlike
        return {key: item if type(item) in _SAME else _alike(item) for key, item in value.items()}  # type: ignore[attr-defined]
    raise _Unlike


def _number(value: float) -> float | int:
    if value.is_integer() and -_WHOLE < value < _WHOLE:
        return int(value)
    if _SMALLEST <= abs(value) < _WHOLE:
        return value
    raise _Unlike
