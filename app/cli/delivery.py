"""What the delivery commands do: read, check, store, publish, and say what was found."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from app.cli import options, output
from app.cli.delivery_report import write_checked
from app.cli.delivery_text import passed_line, report_lines, stored_line
from app.cli.reporting import require_report
from layers.errors import BadInput, Lang, NoEditions, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from app.settings import Settings
    from layers.checks.report import CheckReport
    from layers.coverage import CoverageRequest
    from layers.editions import Edition, Standing
    from layers.intake.types import ReadLimits
    from layers.kinds import LayerKind
    from layers.mapping import DeliveryMapping
    from layers.notes import Note
    from layers.publication.deliveries import MappingUsed
    from layers.publication.preparation import Prepared
    from layers.publication.preview import Preview
    from layers.stores.base import Store
    from zoning.definitions import Definitions

Step = Literal["check", "propose", "publish"]


@dataclass(frozen=True)
class Request:
    """A delivery as it was typed; see the options of the command."""

    layer: str
    file: Path
    region: str
    source_layer: str | None
    maps: list[str] | None
    sets: list[str] | None
    values: list[str] | None
    mapping: Path | None
    mapping_of: str | None
    status: str
    accuracy: float
    effective_from: str | None
    source: str
    coverage: str | None
    replaces: list[str] | None
    crs: str | None
    lang: str | None
    as_json: bool
    preview: bool = False
    report: Path | None = None
    bilingual: bool = False


def run(step: Step, request: Request) -> None:
    """Carry a delivery as far as `step`. Raises BadInput's kinds; a refused delivery is printed and exits with 1."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.catalogue import civil_date  # noqa: PLC0415
    from layers.publication import preparation  # noqa: PLC0415
    from layers.publication.preview import preview  # noqa: PLC0415
    from layers.rasters.intake import arrived, raster_limits  # noqa: PLC0415
    from zoning.definitions import load_definitions  # noqa: PLC0415

    settings = load_settings()
    lang = options.language(request.lang, settings)
    if request.report is not None:
        require_report(request.report, "--report", site=str(request.file))
    if step == "publish":
        _require_one_person(settings)
    now = wiring.clock()
    definitions = load_definitions(data_folder(settings))
    kind = require_kind(definitions.kinds, request.layer)
    limits = wiring.read_limits(settings)
    effective = request.effective_from
    submission = preparation.Submission(
        region=request.region,
        standing=standing(request.status),
        accuracy_m=request.accuracy,
        effective_from=civil_date(now) if effective is None else options.parse_date("--effective-from", effective),
        source=request.source,
        coverage=_coverage(request.coverage, limits),
        replaces=tuple(_replaced(text) for text in request.replaces or ()),
    )
    with output.working("正在读取与检查" if lang == "zh" else "reading and checking"), _store(settings, step) as store:
        mapping, saved = _mapping(store, kind, request)
        with arrived(
            kind,
            request.file,
            mapping,
            definitions.class_tables,
            crs=request.crs,
            layer=request.source_layer,
            limits=raster_limits(limits) if kind.raster else limits,
        ) as arrival:
            try:
                prepared = preparation.prepare(
                    store, kind, arrival.reading, submission, mapping=mapping, regions=definitions.regions, at=now
                )
            except preparation.RefusedDelivery as refusal:
                found = _report(refusal.report, arrival.reading.notes, definitions)
                first = found["problems"][0]["text"] if found["problems"] else {"zh": "", "en": ""}
                said = {"zh": refusal.in_words("zh", first["zh"]), "en": refusal.in_words("en", first["en"])}
                _show(found, None, store, request, lang, refused=said)
                write_checked(found, submission, request, definitions, lang, now=now, refused=said)
                output.message(said[lang])
                raise typer.Exit(1) from refusal
            edition = _carried(step, store, prepared, file=arrival.file, saved=saved, now=now)
        seen = preview(store, kind, prepared.edition(store, now), prepared.features, now) if request.preview else None
        found = _report(prepared.report, prepared.notes, definitions)
        _show(found, edition, store, request, lang, seen=seen)
        write_checked(found, submission, request, definitions, lang, now=now)


def _require_one_person(settings: Settings) -> None:
    if settings.four_eyes:
        raise Refused(
            "启用了双人复核（SANXIAN_FOUR_EYES），不能一步发布；请先 sanxian layers propose，再由另一人"
            " sanxian layers publish LAYER --edition REGION/N",
            "four-eyes is on (SANXIAN_FOUR_EYES), so nothing is published in one step: `sanxian layers propose` it, and"
            " let another person say `sanxian layers publish LAYER --edition REGION/N`",
        )


def _carried(
    step: Step, store: Store, prepared: Prepared, *, file: Path | None, saved: MappingUsed | None, now: datetime
) -> Edition | None:
    """The edition that a delivery became; None where it was only checked."""
    from app import wiring  # noqa: PLC0415
    from app.answers import actor  # noqa: PLC0415
    from layers.publication import publishing  # noqa: PLC0415

    if step == "check":
        return None
    edition = publishing.propose_prepared(store, prepared, at=now, actor=actor(), file=file, saved=saved)
    return edition if step == "propose" else publishing.publish(store, edition, at=wiring.clock(), actor=actor())


def _mapping(store: Store, kind: LayerKind, request: Request) -> tuple[DeliveryMapping, MappingUsed | None]:
    """The mapping saved for an office, under that of a file, under the options; and which saved one it was."""
    from layers.mapping import DeliveryMapping, load_mapping, parse_mapping  # noqa: PLC0415
    from layers.publication.saved_mappings import SavedMappings, named  # noqa: PLC0415

    mapping, used = DeliveryMapping(), None
    if request.mapping_of is not None:
        saved = SavedMappings(store).newest(kind.layer, *named(request.mapping_of))
        mapping, used = saved.mapping, saved.used
    if request.mapping is not None:
        mapping = mapping.joined(load_mapping(request.mapping))
    return mapping.joined(parse_mapping(request.maps or (), request.sets or (), request.values or ())), used


@contextmanager
def _store(settings: Settings, step: Step) -> Iterator[Store]:
    """The store; a mere check of a delivery against none leaves none behind."""
    from app import wiring  # noqa: PLC0415
    from layers.stores.files import FilesStore  # noqa: PLC0415

    if step != "check":
        yield wiring.open_store(settings, make=True)
        return
    try:
        yield wiring.open_store(settings)
    except NoEditions:
        with tempfile.TemporaryDirectory(prefix="sanxian-check-") as folder:
            yield FilesStore(Path(folder))


def standing(text: str) -> Standing:
    """A standing as typed. Raises BadInput."""
    from layers.editions import STANDINGS  # noqa: PLC0415

    for known in STANDINGS:
        if known == text:
            return known
    allowed = ", ".join(STANDINGS)
    raise BadInput(f"--status 不能是 {text!r}；可取 {allowed}", f"--status cannot be {text!r}; allowed: {allowed}")


def _replaced(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"([0-9]{6})/([0-9]{1,6})", text.strip())
    if match is None:
        raise BadInput(
            f"--replaces {text!r} 的写法应为 行政区代码/编号，例如 330302/1",
            f"--replaces {text!r} must have the form REGION/N, e.g. 330302/1",
        )
    return match[1], int(match[2])


def _coverage(text: str | None, limits: ReadLimits) -> CoverageRequest:
    if text is None:
        return None
    if text == "region":
        return "region"
    from layers.coverage import outline  # noqa: PLC0415
    from layers.intake import read  # noqa: PLC0415

    if not text.strip():
        raise BadInput(
            "--coverage 是空的；可取 region 或一个范围文件", "--coverage is empty; it is `region` or a file of outlines"
        )
    return outline(read(Path(text), limits=limits))


def _report(report: CheckReport | None, notes: Sequence[Note], definitions: Definitions) -> dict[str, Any]:
    """The report of a check with texts; where none was made, only what the reading assumed."""
    from zoning.titles import with_text  # noqa: PLC0415

    found: dict[str, Any] = {"passed": False, "problems": [], "notes": []} if report is None else report.as_json()
    every = [*(note.as_json() for note in notes), *found["notes"]]
    unique = [note for index, note in enumerate(every) if note not in every[:index]]
    found["problems"] = [with_text(definitions, problem) for problem in found["problems"]]
    found["notes"] = [with_text(definitions, note) for note in unique]
    return found


def _show(
    report: dict[str, Any],
    edition: Edition | None,
    store: Store,
    request: Request,
    lang: Lang,
    *,
    refused: Mapping[str, str] | None = None,
    seen: Preview | None = None,
) -> None:
    from layers.catalogue import civil_date  # noqa: PLC0415

    if request.as_json:
        shown = None
        if edition is not None:
            from api.edition_json import edition_json  # noqa: PLC0415 - one form of an edition, here and over HTTP

            at = edition.published_at or edition.proposed_at
            shown = edition_json(edition, store.editions(), civil_date(at), at)
        told: dict[str, object] = {"edition": shown, "report": report, "refused": refused}
        if seen is not None:
            from api.life_json import preview_json  # noqa: PLC0415 - one form, here and over HTTP

            at = seen.edition.proposed_at
            told["preview"] = preview_json(seen, store.editions(), civil_date(at), at)
        output.document(told)
        return
    output.lines(report_lines(report, lang))
    if edition is not None:
        output.lines([stored_line(edition, lang)])
    elif refused is None:
        output.lines([passed_line(report["features"], request, lang)])
    if seen is not None:
        from app.cli.life_text import preview_lines  # noqa: PLC0415

        output.lines(preview_lines(seen, lang))
