"""`sanxian layers check|propose|publish`: one delivery, judged, stored or put in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli import options
from app.cli.delivery import Request, run

Layer = Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer, e.g. ecological_red_line")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="交付文件 the file delivered")]
Region = Annotated[str, typer.Option("--region", metavar="CODE", help="行政区代码 region code, six digits")]
Map = Annotated[
    list[str] | None, typer.Option("--map", metavar="ATTR=FIELD", help="属性取自字段 attribute from a field")
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="ATTR=VALUE", help="属性取常数 a constant attribute")]
Values = Annotated[
    list[str] | None, typer.Option("--values", metavar="ATTR:FROM=TO", help="取值对应 translate a value")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="YAML 对应文件 map, set, values in a file")
]
Status = Annotated[str, typer.Option("--status", metavar="S", help="statutory|draft|illustrative")]
Accuracy = Annotated[float, typer.Option("--accuracy", metavar="M", help="精度（米，95 %）accuracy, metres at 95 %")]
From = Annotated[str, typer.Option("--effective-from", metavar="DATE", help="生效日期 first day in force")]
Source = Annotated[str, typer.Option("--source", metavar="DOCUMENT", help="来源文件 the source document")]
Coverage = Annotated[
    str | None, typer.Option("--coverage", metavar="region|FILE", help="在何处“没有要素”也算数 where silence counts")
]
Replaces = Annotated[
    list[str] | None, typer.Option("--replaces", metavar="REGION/N", help="取代另一行政区的版本 put in its place")
]


def publish(
    layer: Layer,
    file: File,
    *,
    region: Region,
    status: Status,
    accuracy: Accuracy,
    effective_from: From,
    source: Source,
    source_layer: options.SourceLayerOption = None,
    maps: Map = None,
    sets: Set = None,
    values: Values = None,
    mapping: MappingOption = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """检查并发布一份交付 Check a delivery and put it in force."""
    request = Request(
        layer, file, region, source_layer, maps, sets, values, mapping, status, accuracy, effective_from, source,
        coverage, replaces, crs, lang, as_json,
    )  # fmt: skip
    run("publish", request)


def propose(
    layer: Layer,
    file: File,
    *,
    region: Region,
    status: Status,
    accuracy: Accuracy,
    effective_from: From,
    source: Source,
    source_layer: options.SourceLayerOption = None,
    maps: Map = None,
    sets: Set = None,
    values: Values = None,
    mapping: MappingOption = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """检查并存为待发布版本 Check a delivery and store it as a proposal."""
    request = Request(
        layer, file, region, source_layer, maps, sets, values, mapping, status, accuracy, effective_from, source,
        coverage, replaces, crs, lang, as_json,
    )  # fmt: skip
    run("propose", request)


def check(
    layer: Layer,
    file: File,
    *,
    region: Region,
    status: Status = "statutory",
    accuracy: Accuracy = 1.0,
    effective_from: Annotated[
        str | None, typer.Option("--effective-from", metavar="DATE", help="生效日期（默认今天）default today")
    ] = None,
    source: Source = "check",
    source_layer: options.SourceLayerOption = None,
    maps: Map = None,
    sets: Set = None,
    values: Values = None,
    mapping: MappingOption = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """只检查，不存储 Check a delivery and store nothing."""
    request = Request(
        layer, file, region, source_layer, maps, sets, values, mapping, status, accuracy, effective_from, source,
        coverage, replaces, crs, lang, as_json,
    )  # fmt: skip
    run("check", request)
