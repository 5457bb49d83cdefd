"""JSON that has one meaning: no repeated keys, no NaN or Infinity, no numbers beyond a double, only true Unicode."""

from __future__ import annotations

import json
import math
from typing import Any

from api.problems import MalformedRequest


def parse(body: bytes) -> Any:
    """The value in a body. Raises MalformedRequest saying where it breaks off and why."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_constant, parse_float=_float)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as fault:
        raise MalformedRequest(
            f"请求体第 {fault.lineno} 行第 {fault.colno} 列不是 JSON（{fault.msg}）",
            f"the body is not JSON at line {fault.lineno}, column {fault.colno}: {fault.msg}",
        ) from fault
    except UnicodeDecodeError as fault:
        raise MalformedRequest(
            f"请求体第 {fault.start} 字节不是 UTF-8", f"the body is not UTF-8 at byte {fault.start}"
        ) from fault
    except UnicodeEncodeError as fault:
        raise MalformedRequest(
            "请求体的文字中有不成对的代理码位（\\ud800–\\udfff）", "a text in the body has half of a surrogate pair"
        ) from fault
    except RecursionError as fault:
        raise MalformedRequest("请求体嵌套过深", "the body is nested too deeply") from fault
    except ValueError as fault:
        raise MalformedRequest(
            f"请求体中的数字无法读取：{fault}", f"a number in the body cannot be read: {fault}"
        ) from fault
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedRequest(
            f"请求体中的键 {twice!r} 重复；每个键只写一次", f"the body has the key {twice!r} twice; write each once"
        )
    return found


def _constant(text: str) -> Any:
    raise MalformedRequest(f"请求体中有 {text}；JSON 的数应有限", f"the body has {text}; numbers in JSON are finite")


def _float(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _constant(text[:40])
