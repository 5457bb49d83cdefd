"""The second half of the demonstration: what a client sends, and what leaves the house."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app.cli import output

if TYPE_CHECKING:
    from app.settings import Settings
    from layers.errors import Lang
    from zoning.verdict import Verdict

_REPORTED = "factory_on_red_line"
_COMPARED = ("factory_on_red_line", "chemical_plant", "assembly_shop")
_PLACED = "assembly_shop"
_MIDDLE = "120.53,28.47"  # beside a red line
_LONGEST = 160


def client_work(folder: Path, settings: Settings, verdicts: Mapping[str, Verdict], lang: Lang) -> None:
    """Run the commands of a reviewer's day over the demonstration in `folder`, as anyone would type them.

    `verdicts` are those of its sites by name. Files are written to a folder `demo` beside the store. Without the
    client's files there is nothing to do. What a command refuses ends the demonstration with its code.
    """
    from app.cli.main import run  # noqa: PLC0415 - the command line itself, which knows this command
    from app.settings import WORK  # noqa: PLC0415
    from app.wiring import store_folder  # noqa: PLC0415

    client = folder / "client"
    if not client.is_dir():
        return
    out = (store_folder(settings) or WORK.expanduser()).parent / "demo"
    out.mkdir(parents=True, exist_ok=True)
    for title, arguments in _steps(folder, out, verdicts, lang):
        shown = " ".join(arguments).replace(f"{folder.parent.parent}/", "")
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]} …"
        output.lines(["", f"# {title}", f"$ sanxian {shown}"])
        if code := run([*arguments, "--lang", lang]):
            raise typer.Exit(code)


def _steps(folder: Path, out: Path, verdicts: Mapping[str, Verdict], lang: Lang) -> Iterator[tuple[str, Sequence[str]]]:
    zh, sites, client = lang == "zh", folder / "sites", folder / "client"
    yield (
        "客户送来的界址点文件：先看，后判" if zh else "a client's corner file: looked at before it is judged",
        ["intake", str(client / "corners.txt")],
    )
    if _REPORTED in verdicts:
        yield (
            "归档的报告" if zh else "the report that is filed",
            ["ledger", "report", verdicts[_REPORTED].id, "--out", str(out / "report.pdf")],
        )
    yield (
        "几个方案比一比，被禁止的找最小平移" if zh else "alternatives compared; what is prohibited looks for a way out",
        ["compare", *(str(sites / f"{name}.geojson") for name in _COMPARED), "--move", "4000", "--step", "100"],
    )
    facts = json.loads((sites / f"{_PLACED}.geojson").read_text(encoding="utf-8"))["project"]["facts"]
    said = {name: json.dumps(value, ensure_ascii=False).strip('"') for name, value in facts.items()}
    stated = [word for name, value in said.items() for word in ("--fact", f"{name}={value}")]
    yield (
        "这样的项目能建在哪里" if zh else "where a project like this could stand",
        ["stand", _MIDDLE, "--within", "3000", "--radius", "50", "--accuracy", "1", *stated],
    )
    yield (
        "一批项目逐行研判" if zh else "a table of projects, judged row by row",
        ["screen", str(client / "projects.csv"), "--out", str(out / "results.xlsx"), "--restart"],
    )
