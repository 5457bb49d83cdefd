"""`sanxian layers export`: a layer in force as a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.files import require_place

if TYPE_CHECKING:
    from layers.errors import Lang
    from layers.exports.exporting import Exported


def export(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer")],
    *,
    region: Annotated[
        str | None, typer.Option("--region", metavar="CODE", help="只要该行政区及其下级的版本 editions of this region")
    ] = None,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help=".gpkg|.geojson|.parquet；缺省 unset: GeoJSON → stdout"),
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """导出一个图层的现行数据，并记入台账 A layer as in force, as a file; the ledger keeps who took it."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.access import FULL  # noqa: PLC0415
    from layers.catalogue import civil_date  # noqa: PLC0415
    from layers.exports.exporting import export as write  # noqa: PLC0415
    from layers.exports.exporting import form_of  # noqa: PLC0415
    from layers.exports.extract import extract  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415
    from layers.regions import load_regions  # noqa: PLC0415
    from layers.snapshot import Snapshots  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    day = civil_date(now) if as_of is None else options.parse_date("--as-of", as_of)
    known = now if known_at is None else options.parse_time("--known-at", known_at)
    if out is not None:
        form_of(out)
        require_place(out, store=wiring.store_folder(settings))
    data = data_folder(settings)
    kinds = load_kinds(data / "layers")
    kind = require_kind(kinds, layer)
    store = wiring.open_store(settings)
    view = Snapshots(store, kinds).layer(store.editions(), kind.layer, day, known)
    given = extract(view, day, FULL, load_regions(data / "codes" / "regions.yaml"), region)
    if out is not None:
        _tell(write(store, given, out, actor=actor(), at=now), out, language, as_json=as_json)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind.layer}.geojson"
        write(store, given, path, actor=actor(), at=now)
        output.raw(path.read_bytes())


def _tell(exported: Exported, out: Path, lang: Lang, *, as_json: bool) -> None:
    given = exported.extract
    if as_json:
        output.document(exported_json(exported, out))
        return
    standing = given.stated()["standing"][lang]
    editions = ", ".join(f"{edition.head.region}/{edition.number}" for edition in given.editions)
    zh = "已写入 {}：{}，{} 现行，要素 {} 个（{}），版本 {}；SHA-256 {}，已记入台账"
    en = "written: {}: {} in force on {}, {} features ({}), editions {}; SHA-256 {}, noted in the ledger"
    title = given.kind.title.zh if lang == "zh" else given.kind.title.en
    said = (out, title, given.as_of, len(given.features), standing, editions, exported.sha256)
    output.lines([(zh if lang == "zh" else en).format(*said)])


def exported_json(exported: Exported, out: Path, **more: int) -> dict[str, object]:
    """What was written where; `more` counts stand behind that of the features."""
    given = exported.extract
    return {
        **given.stated(),
        "features": len(given.features),
        **more,
        "file": str(out),
        "form": exported.form,
        "size": exported.size,
        "sha256": exported.sha256,
    }
