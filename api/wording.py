"""Faults of shape in words: pydantic finds them and speaks English only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.errors import Lang

OBJECT = ("应为对象", "must be an object")
DATE = ("不是日期；写作 2026-08-15", "is no date; write it as 2026-08-15")
MOMENT = ("不是时刻；写作 2026-08-15T12:00:00+08:00", "is no time; write it as 2026-08-15T12:00:00+08:00")
# by the type of the fault; placeholders are members of its context
WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "is missing"),
    "extra_forbidden": ("没有这一项", "is not known here"),
    "finite_number": ("应为有限的数", "must be a finite number"),
    "float_type": ("应为数字", "must be a number"),
    "float_parsing": ("应为数字", "must be a number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_parsing_size": ("数字太大", "is too large a number"),
    "greater_than_equal": ("不能小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不能大于 {le}", "must be at most {le}"),
    "string_type": ("应为文字", "must be text"),
    "string_too_short": ("不能为空", "must not be empty"),
    "string_too_long": ("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("应符合 {pattern}", "must match {pattern}"),
    "literal_error": ("应为 {expected}", "must be {expected}"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "too_short": ("至少 {min_length} 项", "must have at least {min_length}"),
    "too_long": ("最多 {max_length} 项", "must have at most {max_length}"),
    "list_type": ("应为数组", "must be an array"),
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "date_from_datetime_parsing": DATE,
    "date_parsing": DATE,
    "datetime_from_date_parsing": MOMENT,
    "datetime_parsing": MOMENT,
}

# what people understand of a pattern
FORMS: Mapping[str, tuple[str, str]] = {
    r"^[0-9]{6}$": ("应为六位数字，如 330300", "must be six digits, such as 330300"),
}


def in_words(fault: Mapping[str, Any], lang: Lang) -> str:
    """The message of one of pydantic's faults; a validator of ours writes `Chinese | English`."""
    kind, context = str(fault["type"]), fault.get("ctx", {})
    if kind == "value_error":
        zh, bar, en = str(context.get("error", fault["msg"])).partition(" | ")
        return zh if lang == "zh" or not bar else en
    if kind not in WORDS:
        return f"值无效（{fault['msg']}）" if lang == "zh" else str(fault["msg"])
    words = FORMS.get(str(context.get("pattern")), WORDS[kind])
    text = words[0 if lang == "zh" else 1].format(**context)
    return text.replace(" or ", " 或 ") if lang == "zh" else text
