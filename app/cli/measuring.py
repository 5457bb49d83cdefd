"""What every `sanxian measure …` does: read the shared options, ask, write files, print."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand
from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from app.settings import Settings
    from zoning.measures.desk import MeasureDesk
    from zoning.measures.question import Question
    from zoning.reports.measures.document import Document

RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="行政区代码 region code, GB/T 2260")]
MethodOption = Annotated[
    str | None, typer.Option("--method", metavar="ID", help="计算方法（默认见结果）the method; default as printed")
]
OutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="写入文件，可多次：.json .csv .zip .xlsx .gpkg .png .svg .html  write a file; may be repeated",
    ),
]
PartOption = Annotated[
    str | None,
    typer.Option("--part", metavar="NAME", help="文件里写哪张表或哪幅图 which table, chart or map goes into a file"),
]
RecordOption = Annotated[
    bool, typer.Option("--record/--no-record", help="记入台账（默认不记）record in the ledger (default: not)")
]


@dataclass(frozen=True)
class Asked:
    """The options that all measures share, as typed."""

    region: str
    as_of: str | None
    known_at: str | None
    method: str | None
    out: Sequence[Path]
    part: str | None
    lang: str | None
    as_json: bool
    record: bool


Build = Callable[[Mapping[str, Any], "MeasureDesk", "Settings"], "Question | tuple[Question, ...]"]


def _shared(
    *,
    region: RegionOption,
    method: MethodOption = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    out: OutOption = None,
    part: PartOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
    record: RecordOption = False,
) -> Asked:
    return Asked(region, as_of, known_at, method, tuple(out or ()), part, lang, as_json, record)


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function of (Asked, its own options) as a command that also takes the shared options."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        shared = inspect.signature(_shared, eval_str=True).parameters
        own = tuple(inspect.signature(function, eval_str=True).parameters.values())[1:]

        def called(**given: Any) -> None:
            asked = _shared(**{name: given.pop(name) for name in shared})
            function(asked, **given)

        parameters = (shared["region"], *own, *(one for one in shared.values() if one.name != "region"))
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        called.__doc__ = function.__doc__
        app.command(name, cls=StrictCommand)(called)
        return function

    return register


def run(asked: Asked, name: str, build: Build) -> None:
    """Ask one measure, or several as one document; write the files asked for, print the answers.

    Raises BadInput's kinds, StoreError.
    """
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import measured  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.desk import today  # noqa: PLC0415
    from zoning.reports.measures.terminal import measure_lines  # noqa: PLC0415

    settings = load_settings()
    language = options.language(asked.lang, settings)
    _require_outputs(asked.out)
    now = wiring.clock()
    common: dict[str, Any] = {
        "region": asked.region.strip(),
        "as_of": today(now) if asked.as_of is None else options.parse_date("--as-of", asked.as_of),
        "known_at": None if asked.known_at is None else options.parse_time("--known-at", asked.known_at),
        "method": asked.method,
    }
    with output.working("正在量算 measuring" if language == "zh" else "measuring"):
        desk = wiring.open_measures(settings)
        asking = build(common, desk, settings)
        questions = asking if isinstance(asking, tuple) else (asking,)
        documents = measured(desk, questions, now=now, lang=language, request=name, record=asked.record)
    for path in asked.out:
        _write(path, documents, language, asked.part)
    if asked.as_json:
        output.document(documents[0].body if len(documents) == 1 else [document.body for document in documents])
        return
    for document in documents:
        output.lines(measure_lines(document, language))
    for path in asked.out:
        output.message(f"已写入 {path}" if language == "zh" else f"written: {path}")


def _require_outputs(paths: Sequence[Path]) -> None:
    """Said before anything is computed: a form that cannot be written, a folder that is not there."""
    from zoning.reports.measures.formats import FORMATS  # noqa: PLC0415

    known = ", ".join(f".{name}" for name in (*FORMATS, "zip"))
    for path in paths:
        if path.suffix.lower() not in known.split(", "):
            raise BadInput(
                f"--out {path}：不认识这种格式；可用 {known}", f"--out {path}: not a known form; there are {known}"
            )
        if not path.absolute().parent.is_dir():
            raise BadInput(f"--out {path}：没有这个文件夹", f"--out {path}: that folder does not exist")


def _write(path: Path, documents: Sequence[Document], lang: Lang, part: str | None) -> None:
    """Write one file; a .csv holds the table named, else the summary, a .zip every table."""
    from zoning.reports.measures.formats import Format, write  # noqa: PLC0415

    suffix = path.suffix.lower().removeprefix(".")
    form = cast("Format", "csv" if suffix == "zip" else suffix)
    if suffix == "csv" and part is None:
        part = next((table.name for document in documents for table in document.tables), None)
    file = write(documents, form, lang, None if suffix == "zip" else part)
    try:
        path.write_bytes(file.content)
    except OSError as fault:
        raise BadInput(f"--out {path}：写不进去：{fault}", f"--out {path} cannot be written: {fault}") from fault
