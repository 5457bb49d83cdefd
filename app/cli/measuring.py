"""What every `sanxian measure …` does: read the shared options, ask, write files, print."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options, output
from app.cli.files import put
from app.cli.measure_files import prepare, require_outputs
from app.cli.usage import StrictCommand
from layers.errors import BadInput, Lang

if TYPE_CHECKING:
    from app.settings import Settings
    from zoning.measures.desk import MeasureDesk
    from zoning.measures.question import Question

RegionOption = Annotated[str, typer.Option("--region", metavar="CODE", help="行政区代码 region code, GB/T 2260")]
MethodOption = Annotated[
    str | None, typer.Option("--method", metavar="ID", help="计算方法（默认见结果）the method; default as printed")
]
OutOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help="写入文件，可多次：.pdf .docx .html .xlsx .csv .zip .json .gpkg .geojson .png .svg  write a file; "
        "may be repeated",
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
    bilingual: bool
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
    bilingual: options.BilingualOption = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
    record: RecordOption = False,
) -> Asked:
    return Asked(region, as_of, known_at, method, tuple(out or ()), part, bilingual, lang, as_json, record)


def command(app: typer.Typer, name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function of (Asked, its own options) as a command that also takes the shared options."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        shared = inspect.signature(_shared, eval_str=True).parameters
        own = tuple(inspect.signature(function, eval_str=True).parameters.values())[1:]

        def called(**given: Any) -> None:
            for option, value in given.items():
                _require_said(f"--{option.replace('_', '-')}", value)
            asked = _shared(**{name: given.pop(name) for name in shared})
            function(asked, **given)

        parameters = (shared["region"], *own, *(one for one in shared.values() if one.name != "region"))
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        called.__doc__ = function.__doc__
        app.command(name, cls=StrictCommand)(called)
        return function

    return register


def _require_said(flag: str, value: object) -> None:
    """Raises BadInput for an empty text: a variable of a script that was not set must not mean “the default”."""
    texts = value if isinstance(value, list) else [value]
    if any(isinstance(text, str) and not text.strip() for text in texts):
        raise BadInput(
            f"{flag} 是空的；请写明取值或去掉该选项", f"{flag} is empty; give a value or leave the option out"
        )


def run(asked: Asked, name: str, build: Build, *, sites: Sequence[str] = ()) -> None:
    """Ask one measure, or several as one document; write the files asked for, print the answers.

    `sites` are files that the question is read from. Raises BadInput's kinds, StoreError.
    """
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import measured, record_measures  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.reports.measures.plain import joined  # noqa: PLC0415
    from zoning.reports.measures.terminal import measure_lines  # noqa: PLC0415

    settings = load_settings()
    language = options.language(asked.lang, settings)
    require_outputs(asked.out, asked.part, bilingual=asked.bilingual, store=wiring.store_folder(settings), sites=sites)
    now = wiring.clock()
    common: dict[str, Any] = {
        "region": asked.region.strip(),
        "as_of": options.day_of(asked.as_of, now),
        "known_at": options.time_of(asked.known_at),
        "method": asked.method,
    }
    with output.working("正在测算" if language == "zh" else "measuring"):
        desk = wiring.open_measures(settings)
        asking = build(common, desk, settings)
        questions = asking if isinstance(asking, tuple) else (asking,)
        given = measured(desk, questions, now=now, review=settings.report_approval)
        documents = given.documents
        files = prepare(asked.out, documents, language, asked.part, bilingual=asked.bilingual)
    said = [put(path, content, told, language) for path, content, told in files]
    if asked.record:
        kept = record_measures(desk, given, now=now, lang=language, request=name)
        said += [recorded(result.id, language) for result in kept]
    if asked.as_json:
        output.document(joined([document.body for document in documents]))
        return
    for document in documents:
        output.lines(measure_lines(document, language))
    for line in said:
        output.message(line)


def recorded(measure_id: str, lang: Lang) -> str:
    """That a measure is in the ledger."""
    return f"已记入台账 {measure_id}" if lang == "zh" else f"recorded: {measure_id}"
