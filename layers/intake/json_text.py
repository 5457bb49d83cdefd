"""JSON that has one meaning: no repeated keys, no integers beyond a double, only true Unicode."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import Any


class JSONFault(ValueError):
    """Why a text is not JSON of one meaning, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh = zh
        self.en = en


def loads(text: str, *, finite: bool, members: int | None = None) -> Any:
    """The value in `text`; with `finite`, NaN and numbers beyond a double are refused too. Raises JSONFault.

    `members`: how many an object may have.
    """
    constant, number = (_constant, _float) if finite else (None, None)
    try:
        value = json.loads(
            text,
            object_pairs_hook=partial(_unique, members),
            parse_int=_int,
            parse_float=number,
            parse_constant=constant,
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as fault:
        raise JSONFault(
            f"第 {fault.lineno} 行第 {fault.colno} 列不是 JSON（{fault.msg}）；内容可能不完整",
            f"not JSON at line {fault.lineno}, column {fault.colno}: {fault.msg}; it may be incomplete",
        ) from fault
    except UnicodeEncodeError as fault:
        raise JSONFault(
            "文字中有不成对的代理码位（\\ud800–\\udfff）；请改正该处文字",
            "a text has half of a surrogate pair (\\ud800–\\udfff); mend that text",
        ) from fault
    except RecursionError as fault:
        raise JSONFault("JSON 嵌套过深；请简化结构", "the JSON is nested too deeply; simplify it") from fault
    return value


def _unique(members: int | None, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if members is not None and len(pairs) > members:
        raise JSONFault(
            f"一个对象有 {len(pairs)} 个键，超过上限 {members}",
            f"an object has {len(pairs)} keys, above the limit of {members}",
        )
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)[:80]
        raise JSONFault(
            f"同一个对象里的键“{twice}”出现了两次；每个键只写一次",
            f'the key "{twice}" stands twice in one object; write each once',
        )
    return found


def _int(text: str) -> int:
    if not math.isfinite(float(text)):
        raise JSONFault(
            f"整数 {text[:20]}…（{len(text)} 位）太大；请改正",
            f"the integer {text[:20]}… ({len(text)} digits) is too large; mend it",
        )
    return int(text)


def _constant(text: str) -> Any:
    raise JSONFault(f"出现了 {text}；JSON 的数应有限", f"it holds {text}; numbers in JSON are finite")


def _float(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _constant(text[:40])
