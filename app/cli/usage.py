"""Usage errors: what the parser lets pass and we do not, and their texts, since it speaks English only."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

from layers.errors import BadInput

_REASONS = {
    "valid number": "须为数字",
    "valid integer": "须为整数",
    "greater than or equal": "小于允许的最小值",
    "less than or equal": "大于允许的最大值",
}


class StrictCommand(TyperCommand):
    """A command that refuses a second value where there is room for one, rather than take the last in silence."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As the parser does. Raises BadInput for an option given twice, or one in the place of a value."""
        seen: set[str] = set()
        given, _, order = self.make_parser(ctx).parse_args(list(args))
        known = {option for parameter in self.params for option in (*parameter.opts, *parameter.secondary_opts)}
        for parameter in order:
            if isinstance(given.get(parameter.name), str) and given[parameter.name] in known:
                name = _name(parameter)
                raise BadInput(
                    f"选项 {name} 后缺少取值；用法见 {ctx.command_path} --help",
                    f"option {name} needs a value; see {ctx.command_path} --help",
                )
            harmless = getattr(parameter, "is_flag", False) and not parameter.secondary_opts
            if _name(parameter) in seen and not (harmless or getattr(parameter, "multiple", False)):
                name = _name(parameter)
                raise BadInput(f"{name} 给了两次；请只留一个", f"{name} is given twice; leave one")
            seen.add(_name(parameter))
        return super().parse_args(ctx, args)


def usage_text(fault: typer.TyperException) -> tuple[str, str]:
    """What was wrong with a command line, in Chinese and English."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context is not None else "sanxian"
    zh, en = _of_kind(fault) or _of_message(fault.format_message().strip().rstrip("."), fault)
    return f"{zh}；用法见 {command} --help", f"{en}; see {command} --help"


def _of_kind(fault: typer.TyperException) -> tuple[str, str] | None:
    kind, option = type(fault).__name__, getattr(fault, "option_name", None)
    if kind == "NoSuchOption":
        near = ", ".join(getattr(fault, "possibilities", None) or ())
        hint_zh, hint_en = (f"，是否指 {near}", f"; did you mean {near}") if near else ("", "")
        return f"没有选项 {option}{hint_zh}", f"there is no option {option}{hint_en}"
    name = _name(getattr(fault, "param", None))
    if kind == "MissingParameter" and name:
        return f"缺少 {name}", f"{name} is missing"
    if kind == "BadParameter" and name:
        reason = next((said for part, said in _REASONS.items() if part in fault.message), fault.message)
        return f"{name} 的取值有误：{reason}", f"{name}: {fault.message}"
    return None


def _of_message(english: str, fault: typer.TyperException) -> tuple[str, str]:
    option = getattr(fault, "option_name", None)
    if "does not take a value" in english:
        return f"选项 {option} 不带取值，写 {option} 即可", f"option {option} takes no value"
    if option is not None:
        return f"选项 {option} 后缺少取值", f"option {option} needs a value"
    if english.startswith("Got unexpected extra argument"):
        extra = english.partition("(s) (")[2].removesuffix(")")
        return f"多出了 {extra}；含空格的名称要加引号", f"{extra} is too much; quote names with blanks"
    if english.lower().startswith("no such command"):
        name = english.partition("'")[2].partition("'")[0]
        return f"没有命令 {name}", f"there is no command {name}"
    return f"命令行有误：{english}", english


def _name(parameter: object) -> str:
    """How people know a parameter: `--crs`, `SITE`."""
    options = [text for text in getattr(parameter, "opts", ()) if text.startswith("--")]
    if options:
        return str(options[0])
    return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "")
