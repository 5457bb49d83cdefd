"""Filters as they arrive, CQL2 text or JSON, read by the `cql2` library into one tree of JSON.

The library goes back over brackets it has tried, twice the work per level, and its own validation compiles the schema
anew each time (0.1 s): so depth and length are bounded before it, and `layers.query.filters` checks what it gives.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import cql2

from layers.errors import BadFilter

FilterLang = Literal["cql2-text", "cql2-json"]
MOST_CHARACTERS = 10_000
MOST_DEPTH = 8  # of brackets; a multipolygon in a condition that is negated takes six
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_PLACE = re.compile(r"--> (\d+):(\d+)")
_EXPECTED = re.compile(r"= (expected .*)")


def read(text: str, lang: FilterLang) -> Any:
    """The tree of a filter: as CQL2 JSON has it. Raises BadFilter."""
    if len(text) > MOST_CHARACTERS:
        raise BadFilter(
            f"filter 有 {len(text)} 个字符，上限 {MOST_CHARACTERS}；请简化",
            f"the filter has {len(text)} characters, above the limit of {MOST_CHARACTERS}; make it simpler",
        )
    if lang == "cql2-text":
        _require_brackets(text)
    try:
        return (cql2.parse_text(text) if lang == "cql2-text" else cql2.parse_json(text)).to_json()
    except Exception as fault:  # the library has bare ones too, such as of POINT EMPTY
        raise _unread(str(fault), lang) from fault


def _require_brackets(text: str) -> None:
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    if "'" in plain or '"' in plain:
        raise BadFilter(
            "filter 中有未闭合的引号；引号本身写两遍",
            "a quotation mark in the filter is not closed; a quotation mark itself is written twice",
        )
    depth = 0
    for place, character in enumerate(plain, 1):
        depth += (character == "(") - (character == ")")
        if depth > MOST_DEPTH:
            raise BadFilter(
                f"filter 第 {place} 个字符处括号超过 {MOST_DEPTH} 层；请简化",
                f"the filter has more than {MOST_DEPTH} levels of brackets at character {place}; make it simpler",
            )
        if depth < 0:
            raise BadFilter(
                f"filter 第 {place} 个字符处多了一个右括号",
                f"the filter has a closing bracket too many at character {place}",
            )
    if depth:
        raise BadFilter(f"filter 缺少 {depth} 个右括号", f"the filter lacks {depth} closing brackets")


def _unread(said: str, lang: FilterLang) -> BadFilter:
    place, expected = _PLACE.search(said), _EXPECTED.search(said)
    if lang == "cql2-text" and place is not None:
        wanted = "" if expected is None else f" ({expected[1]})"
        return BadFilter(
            f"filter 第 {place[1]} 行第 {place[2]} 列读不懂{wanted}；写法见 OGC 21-065r2，如 level = '1'",
            f"the filter cannot be read at line {place[1]}, column {place[2]}{wanted}; it is written as in "
            "OGC 21-065r2, such as level = '1'",
        )
    return BadFilter(
        f"filter 不是 {lang}：{said[:200]}；另一种写法用 filter-lang 指明",
        f"the filter is no {lang}: {said[:200]}; say with filter-lang if it is the other",
    )
