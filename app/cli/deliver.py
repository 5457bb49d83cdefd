"""`sanxian layers check|propose|publish`: one delivery, judged, stored or put in force."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from app.cli import options
from app.cli.delivery import Request, run
from app.cli.life import publish_edition
from layers.errors import BadInput

File = Annotated[Path, typer.Argument(metavar="FILE", help="交付文件 the file delivered")]
_REGION = "行政区代码 region code, six digits"
_STATUS = "statutory|draft|illustrative"
_ACCURACY = "精度（米，95 %）accuracy, metres at 95 %"
_FROM = "生效日期 first day in force"
_SOURCE = "来源文件 the source document"
Region = Annotated[str, typer.Option("--region", metavar="CODE", help=_REGION)]
MappingOf = Annotated[
    str | None,
    typer.Option("--mapping-of", metavar="OFFICE[/NAME]", help="来源单位存下的对应关系 a mapping saved for an office"),
]
Status = Annotated[str, typer.Option("--status", metavar="S", help=_STATUS)]
Accuracy = Annotated[float, typer.Option("--accuracy", metavar="M", help=_ACCURACY)]
From = Annotated[str, typer.Option("--effective-from", metavar="DATE", help=_FROM)]
Source = Annotated[str, typer.Option("--source", metavar="DOCUMENT", help=_SOURCE)]
Coverage = Annotated[
    str | None, typer.Option("--coverage", metavar="region|FILE", help="在何处“没有要素”也算数 where silence counts")
]
Replaces = Annotated[
    list[str] | None, typer.Option("--replaces", metavar="REGION/N", help="取代另一行政区的版本 put in its place")
]


def publish(
    layer: options.LayerArgument,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="交付文件 the file delivered")] = None,
    *,
    edition: Annotated[
        str | None,
        typer.Option(
            "--edition", metavar="REGION/N", help="发布待发布版本，不给 FILE publish a proposal; no FILE then"
        ),
    ] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help=_REGION)] = None,
    status: Annotated[str | None, typer.Option("--status", metavar="S", help=_STATUS)] = None,
    accuracy: Annotated[float | None, typer.Option("--accuracy", metavar="M", help=_ACCURACY)] = None,
    effective_from: Annotated[str | None, typer.Option("--effective-from", metavar="DATE", help=_FROM)] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="DOCUMENT", help=_SOURCE)] = None,
    source_layer: options.SourceLayerOption = None,
    maps: options.MapOption = None,
    sets: options.SetOption = None,
    values: options.ValuesOption = None,
    mapping: options.MappingOption = None,
    mapping_of: MappingOf = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """检查并发布一份交付，或发布一个待发布版本 Check a delivery and put it in force, or publish a proposal."""
    needed = {
        "FILE": file, "--region": region, "--status": status, "--accuracy": accuracy,
        "--effective-from": effective_from, "--source": source,
    }  # fmt: skip
    others = {
        "--source-layer": source_layer, "--map": maps, "--set": sets, "--values": values, "--mapping": mapping,
        "--mapping-of": mapping_of, "--coverage": coverage, "--replaces": replaces, "--crs": crs,
    }  # fmt: skip
    if edition is not None:
        _require_alone({**needed, **others})
        publish_edition(layer, edition, lang, as_json=as_json)
        return
    for name, given in needed.items():
        if given is None:
            raise BadInput(
                f"缺少 {name}；用法见 sanxian layers publish --help",
                f"{name} is missing; see sanxian layers publish --help",
            )
    request = Request(
        layer, cast("Path", file), cast("str", region), source_layer, maps, sets, values, mapping, mapping_of,
        cast("str", status), cast("float", accuracy), effective_from, cast("str", source), coverage, replaces, crs,
        lang, as_json,
    )  # fmt: skip
    run("publish", request)


def _require_alone(given: Mapping[str, object]) -> None:
    """What is published as it was proposed takes nothing more."""
    for name, value in given.items():
        if value:
            raise BadInput(
                f"--edition 发布已提出的版本，不能再给 {name}；要改动请另提一个版本",
                f"--edition publishes what was proposed as it is, so {name} cannot be given; propose another edition to"
                " change something",
            )


def propose(
    layer: options.LayerArgument,
    file: File,
    *,
    region: Region,
    status: Status,
    accuracy: Accuracy,
    effective_from: From,
    source: Source,
    source_layer: options.SourceLayerOption = None,
    maps: options.MapOption = None,
    sets: options.SetOption = None,
    values: options.ValuesOption = None,
    mapping: options.MappingOption = None,
    mapping_of: MappingOf = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """检查并存为待发布版本 Check a delivery and store it as a proposal."""
    request = Request(
        layer, file, region, source_layer, maps, sets, values, mapping, mapping_of, status, accuracy, effective_from,
        source, coverage, replaces, crs, lang, as_json,
    )  # fmt: skip
    run("propose", request)


def check(
    layer: options.LayerArgument,
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
    maps: options.MapOption = None,
    sets: options.SetOption = None,
    values: options.ValuesOption = None,
    mapping: options.MappingOption = None,
    mapping_of: MappingOf = None,
    coverage: Coverage = None,
    replaces: Replaces = None,
    crs: options.CrsOption = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="并与现行版本比较 also what publishing it would change")
    ] = False,
    report: options.ReportOption = None,
    bilingual: options.BilingualOption = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """只检查，不存储 Check a delivery and store nothing."""
    request = Request(
        layer, file, region, source_layer, maps, sets, values, mapping, mapping_of, status, accuracy, effective_from,
        source, coverage, replaces, crs, lang, as_json, preview, report, bilingual,
    )  # fmt: skip
    run("check", request)
