"""Options and argument forms that several commands share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from app.settings import Settings

LangOption = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="输出语言 language of the output")]
BilingualOption = Annotated[
    bool, typer.Option("--bilingual", help="报告用中英两种文字 the report in both languages, Chinese first")
]
JsonOption = Annotated[bool, typer.Option("--json", help="只输出一份 JSON print one JSON document and nothing else")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="按哪一天（北京时间）in force on this day; default today")
]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", metavar="TIME", help="按当时已发布的数据 as was published by this time")
]
CrsOption = Annotated[
    str | None,
    typer.Option("--crs", metavar="CRS", help="坐标系 EPSG:n, GCJ02, BD09, gk3:40, gk6:20"),
]
SourceLayerOption = Annotated[
    str | None, typer.Option("--source-layer", metavar="NAME", help="文件中的图层名 which layer of the file")
]
SiteArgument = Annotated[str, typer.Argument(metavar="SITE", help="文件、- 或 经度,纬度 a file, - or LON,LAT")]
IndustryOption = Annotated[
    str | None, typer.Option("--industry", metavar="CODE", help="行业代码 industry code, GB/T 4754-2017")
]
FactOption = Annotated[
    list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="已知事实 a fact; may be repeated")
]
AccuracyOption = Annotated[
    float | None, typer.Option("--accuracy", metavar="M", help="项目范围的精度（米）accuracy of the outline, metres")
]
IncludeOption = Annotated[
    list[str] | None, typer.Option("--include", metavar="draft", help="同时按草案数据判断 judge by drafts as well")
]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", metavar="ROLE", help="用途 use: occupied|route|temporary|sea_use|outlet|opinion"),
]
WidthOption = Annotated[float | None, typer.Option("--width", metavar="M", help="线的宽度（米）width of lines, metres")]
LayerArgument = Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer, e.g. ecological_red_line")]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", metavar="ATTR=FIELD", help="属性取自字段 attribute from a field")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="ATTR=VALUE", help="属性取常数 a constant attribute")
]
ValuesOption = Annotated[
    list[str] | None, typer.Option("--values", metavar="ATTR:FROM=TO", help="取值对应 translate a value")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="YAML 对应文件 map, set, values in a file")
]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="写成报告 write a report: .pdf, .docx, .html, .xlsx, .json"),
]
VERDICTS = ("prohibited", "conditional", "undetermined", "admissible")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def language(given: str | None, settings: Settings) -> Lang:
    """The language asked for, else that of the settings. Raises BadInput."""
    if given is None:
        return settings.lang
    if given not in ("zh", "en"):
        raise BadInput(f"--lang 只能是 zh 或 en，不是 {given!r}", f"--lang is zh or en, not {given!r}")
    return "zh" if given == "zh" else "en"


def day_of(as_of: str | None, now: datetime) -> date:
    """The day of `--as-of`, today in China Standard Time where it is not given. Raises BadInput."""
    from zoning.desk import today  # noqa: PLC0415 - brings the floors below, not needed for --help

    return today(now) if as_of is None else parse_date("--as-of", as_of)


def time_of(known_at: str | None) -> datetime | None:
    """The time of `--known-at`. Raises BadInput."""
    return None if known_at is None else parse_time("--known-at", known_at)


def require_role(role: str | None) -> None:
    """Raises BadInput for an empty `--role`: a variable of a script that was not set must not mean the default."""
    if role is not None and not role.strip():
        raise BadInput("--role 是空的；请写明用途或去掉该选项", "--role is empty; name a role or leave the option out")


def require_fail_on(names: Sequence[str], allowed: Sequence[str]) -> None:
    """Raises BadInput for a word of `--fail-on` that is not among those `allowed`."""
    for name in names:
        if name not in allowed:
            raise BadInput(
                f"--fail-on 不能是 {name!r}；可取 {', '.join(allowed)}",
                f"--fail-on cannot be {name!r}; allowed: {', '.join(allowed)}",
            )


def parse_date(option: str, text: str) -> date:
    """A civil date `YYYY-MM-DD`. Raises BadInput."""
    try:
        if _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass  # the same message as for another form
    raise BadInput(
        f"{option} {text!r} 不是日期；写作 2026-08-15", f"{option} {text!r} is not a date; write it as 2026-08-15"
    )


def parse_time(option: str, text: str) -> datetime:
    """An aware time from ISO 8601; without an offset it is China Standard Time. Raises BadInput."""
    from zoning.desk import CHINA  # noqa: PLC0415 - brings the floors below, not needed for --help

    plain = text.strip()
    try:
        if not _DATE.fullmatch(plain):
            found = datetime.fromisoformat(plain)
            return found if found.tzinfo is not None else found.replace(tzinfo=CHINA)
    except ValueError:
        pass  # the same message as for a bare date
    raise BadInput(
        f"{option} {text!r} 不是时刻；写作 2026-08-15T12:00+08:00",
        f"{option} {text!r} is not a time; write it as 2026-08-15T12:00+08:00",
    )


def moment(option: str, text: str, *, days: int = 0) -> datetime:
    """A time; a civil day is its midnight in China Standard Time, `days` later. Raises BadInput."""
    from zoning.desk import CHINA  # noqa: PLC0415 - brings the floors below, not needed for --help

    try:
        day = parse_date(option, text)
    except BadInput:
        return parse_time(option, text)
    return datetime.combine(day + timedelta(days=days), time(), CHINA)


def parse_facts(texts: list[str]) -> dict[str, object]:
    """`NAME=VALUE` texts, not yet typed. Raises BadInput for another form or two values of one fact."""
    facts: dict[str, object] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise BadInput(f"--fact {text!r} 的写法应为 名称=取值", f"--fact {text!r} must have the form NAME=VALUE")
        if facts.setdefault(name, value) != value:
            raise BadInput(
                f"--fact 两次给出 {name}：{facts[name]}、{value}", f"--fact gives {name} twice: {facts[name]}, {value}"
            )
    return facts
