"""The texts of usage errors in both languages; the parser itself speaks English only."""

from __future__ import annotations

import typer

_REASONS = {
    "valid number": "须为数字",
    "valid integer": "须为整数",
    "greater than or equal": "小于允许的最小值",
    "less than or equal": "大于允许的最大值",
}


def usage_text(fault: typer.TyperException) -> tuple[str, str]:
    """What was wrong with a command line, in Chinese and English."""
    english = fault.format_message().strip().rstrip(".")
    context = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else "sanxian"
    where_zh, where_en = f"；用法见 {command} --help", f"; see {command} --help"
    option = getattr(fault, "option_name", None)
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        near = ", ".join(getattr(fault, "possibilities", None) or ())
        hint_zh, hint_en = (f"，是否指 {near}", f"; did you mean {near}") if near else ("", "")
        return f"没有选项 {option}{hint_zh}{where_zh}", f"there is no option {option}{hint_en}{where_en}"
    if kind == "BadOptionUsage":
        return f"选项 {option} 后缺少取值{where_zh}", f"option {option} needs a value{where_en}"
    name = _name(getattr(fault, "param", None))
    if kind == "MissingParameter" and name:
        return f"缺少 {name}{where_zh}", f"{name} is missing{where_en}"
    if kind == "BadParameter" and name:
        reason = next((said for part, said in _REASONS.items() if part in fault.message), fault.message)
        return f"{name} 的取值有误：{reason}{where_zh}", f"{name}: {fault.message}{where_en}"
    if english.lower().startswith("no such command"):
        command_name = english.partition("'")[2].partition("'")[0]
        return f"没有命令 {command_name}{where_zh}", f"there is no command {command_name}{where_en}"
    return f"命令行有误：{english}{where_zh}", f"{english}{where_en}"


def _name(parameter: object) -> str:
    """How people know a parameter: `--crs`, `SITE`."""
    options = [text for text in getattr(parameter, "opts", ()) if text.startswith("--")]
    if options:
        return str(options[0])
    return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "")
