"""`sanxian layers preview|report|withdraw|rollback`, and the publication of a proposal: one edition on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.files import put_json, put_report
from app.cli.reporting import require_report

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.settings import Settings
    from layers.editions import Edition
    from layers.errors import Lang
    from layers.kinds import LayerKind
    from layers.publication.withdrawal import Withdrawal
    from layers.stores.base import Store

Name = Annotated[str, typer.Argument(metavar="REGION/N", help="版本，如 330300/2 the edition, e.g. 330300/2")]
_REASON = "理由，记入台账 why; it enters the log"


@dataclass(frozen=True)
class _Here:
    """What every command here begins with."""

    settings: Settings
    lang: Lang
    kind: LayerKind
    store: Store
    now: datetime
    day: date


def publish_edition(layer: str, name: str, lang: str | None, *, as_json: bool) -> None:
    """Publish a proposed edition, named REGION/N. Raises NotFound, Refused, StoreError."""
    from api.edition_json import edition_json  # noqa: PLC0415 - one form of an edition, here and over HTTP
    from app.answers import actor  # noqa: PLC0415
    from app.cli.delivery_text import stored_line  # noqa: PLC0415
    from layers.publication import publishing  # noqa: PLC0415

    here = _here(layer, lang)
    proposed = _edition(here, "--edition", name)
    edition = publishing.publish(here.store, proposed, at=here.now, actor=actor(), four_eyes=here.settings.four_eyes)
    if as_json:
        shown = edition_json(edition, here.store.editions(), here.day, here.now)
        output.document({"edition": shown, "report": None, "refused": None})
    else:
        output.lines([stored_line(edition, here.lang)])


def preview(
    layer: options.LayerArgument, name: Name, *, lang: options.LangOption = None, as_json: options.JsonOption = False
) -> None:
    """一个待发布版本将带来的变化 What publishing a proposal would change."""
    from app.cli.life_text import preview_lines  # noqa: PLC0415
    from layers.publication.preview import preview as compare  # noqa: PLC0415
    from layers.stores import refusals  # noqa: PLC0415

    here = _here(layer, lang)
    edition = _edition(here, "REGION/N", name)
    if edition.state != "proposed":
        raise refusals.wrong_state(edition, "proposed")
    with output.working("正在比较" if here.lang == "zh" else "comparing"):
        found = compare(here.store, here.kind, edition, here.store.features(edition), here.now)
    if as_json:
        from api.life_json import preview_json  # noqa: PLC0415 - one form, here and over HTTP

        output.document(preview_json(found, here.store.editions(), here.day, here.now))
    else:
        output.lines(preview_lines(found, here.lang))


def report(
    layer: options.LayerArgument,
    name: Name,
    *,
    file: options.ReportOption = None,
    bilingual: options.BilingualOption = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """一个版本的检查报告与经过 The check report of an edition, and what happened to it."""
    from api.edition_json import edition_json  # noqa: PLC0415 - one form of an edition, here and over HTTP
    from api.life_json import delivered_json, steps_json  # noqa: PLC0415
    from app.cli.delivery_text import report_lines  # noqa: PLC0415
    from app.cli.life_text import step_lines  # noqa: PLC0415
    from app.settings import data_folder  # noqa: PLC0415
    from layers.publication.deliveries import delivered  # noqa: PLC0415
    from layers.publication.history import history  # noqa: PLC0415
    from zoning.definitions import load_definitions  # noqa: PLC0415

    if file is not None:
        require_report(file, "--report")
    here = _here(layer, lang)
    edition = _edition(here, "REGION/N", name)
    steps = history(here.store, edition)
    kept, definitions = delivered(here.store, edition), load_definitions(data_folder(here.settings))
    found = delivered_json(kept, definitions)
    if file is not None and file.suffix.lower() == ".json":
        put_json(file, found, here.lang, "--report")
    elif file is not None:
        from zoning.reports.delivery.edition import edition_report  # noqa: PLC0415

        told = edition_report(edition, kept, steps, definitions, named=True)
        put_report(file, told, here.lang, "--report", bilingual=bilingual)
    if as_json:
        shown = edition_json(edition, here.store.editions(), here.day, here.now)
        output.document({"edition": shown, **found, "history": steps_json(steps, named=True, reasons=True)})
        return
    output.lines(step_lines(edition, steps, found["mapping"], here.lang))
    output.lines(report_lines({**found["report"], "notes": found["notes"]}, here.lang))


def withdraw(
    layer: options.LayerArgument,
    name: Name,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_REASON)],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """撤回一个已发布的版本，或取消一个待发布版本 Withdraw an edition, or take a proposal back."""
    from app.answers import actor  # noqa: PLC0415
    from layers.publication import withdrawal  # noqa: PLC0415

    here = _here(layer, lang)
    edition = _edition(here, "REGION/N", name)
    found = withdrawal.withdraw(
        here.store, edition, at=here.now, reason=reason, actor=actor(), four_eyes=here.settings.four_eyes
    )
    _show(here, found, as_json=as_json)


def rollback(
    layer: options.LayerArgument,
    *,
    region: Annotated[str, typer.Option("--region", metavar="CODE", help="行政区代码 region code, six digits")],
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="S", help="有几种效力时指明 which standing, where several are in force"),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=_REASON)] = "回退 rollback",
    to_nothing: Annotated[
        bool, typer.Option("--to-nothing", help="即使此后没有现行版本 even where nothing is in force then")
    ] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """撤回现行版本，恢复前一版 Withdraw the edition in force, so that the one before it is in force again."""
    from app.answers import actor  # noqa: PLC0415
    from app.cli.delivery import standing  # noqa: PLC0415
    from layers.publication import withdrawal  # noqa: PLC0415

    here = _here(layer, lang)
    found = withdrawal.rollback(
        here.store,
        here.kind.layer,
        region,
        at=here.now,
        reason=reason,
        actor=actor(),
        standing=None if status is None else standing(status),
        to_nothing=to_nothing,
        four_eyes=here.settings.four_eyes,
    )
    _show(here, found, as_json=as_json)


def _show(here: _Here, found: Withdrawal, *, as_json: bool) -> None:
    from api.life_json import withdrawal_json  # noqa: PLC0415 - one form, here and over HTTP
    from app.cli.life_text import withdrawal_lines  # noqa: PLC0415

    if as_json:
        output.document(withdrawal_json(found, here.store.editions(), here.day, here.now))
    else:
        output.lines(withdrawal_lines(found, here.lang))


def _here(layer: str, lang: str | None) -> _Here:
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.catalogue import civil_date  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    kind = require_kind(load_kinds(data_folder(settings) / "layers"), layer)
    now = wiring.clock()
    return _Here(settings, language, kind, wiring.open_store(settings), now, civil_date(now))


def _edition(here: _Here, what: str, name: str) -> Edition:
    from app.cli.kinds import require_edition  # noqa: PLC0415

    return require_edition(here.store, here.kind, what, name)
