"""`sanxian layers tiles`: all vector tiles of a layer in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.exporting import exported_json
from app.cli.files import require_place
from layers.errors import BadInput

if TYPE_CHECKING:
    from layers.errors import Lang
    from layers.exports.exporting import Exported


def tiles(
    layer: Annotated[str, typer.Argument(metavar="LAYER", help="图层 layer")],
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="输出文件 .pmtiles")],
    minzoom: Annotated[int, typer.Option("--minzoom", metavar="Z", help="最粗的级别 coarsest zoom")] = 0,
    maxzoom: Annotated[int, typer.Option("--maxzoom", metavar="Z", help="最细的级别 finest zoom")] = 14,
    as_of: options.AsOfOption = None,
    known_at: options.KnownAtOption = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """导出一个图层的全部矢量瓦片（PMTiles，WebMercatorQuad），并记入台账 All vector tiles of a layer in one file."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.cli.kinds import require_kind  # noqa: PLC0415
    from app.settings import data_folder, load_settings  # noqa: PLC0415
    from layers.access import FULL  # noqa: PLC0415
    from layers.catalogue import civil_date  # noqa: PLC0415
    from layers.exports.exporting import export_tiles  # noqa: PLC0415
    from layers.exports.extract import extract  # noqa: PLC0415
    from layers.exports.pmtiles_form import write_pmtiles  # noqa: PLC0415
    from layers.kinds import load_kinds  # noqa: PLC0415
    from layers.regions import load_regions  # noqa: PLC0415
    from layers.snapshot import Snapshots  # noqa: PLC0415
    from layers.tiles.drawing import Drawn  # noqa: PLC0415
    from zoning.maps.archive import metadata  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    day = civil_date(now) if as_of is None else options.parse_date("--as-of", as_of)
    known = now if known_at is None else options.parse_time("--known-at", known_at)
    if out.suffix.lower() != ".pmtiles":
        raise BadInput(f"{out}：文件名的后缀须是 .pmtiles", f"{out}: the name must end in .pmtiles")
    require_place(out, store=wiring.store_folder(settings))
    data = data_folder(settings)
    kinds = load_kinds(data / "layers")
    kind = require_kind(kinds, layer)
    if kind.raster:
        raise BadInput(
            f"{kind.layer} 为栅格，没有矢量瓦片", f"{kind.layer} is a layer of rasters and has no vector tiles"
        )
    store = wiring.open_store(settings)
    view = Snapshots(store, kinds).layer(store.editions(), kind.layer, day, known)
    given = extract(view, day, FULL, load_regions(data / "codes" / "regions.yaml"))
    written = 0

    def write(path: Path) -> None:
        nonlocal written
        about = metadata(given, language, minzoom, maxzoom)
        written = write_pmtiles(Drawn(view), minzoom, maxzoom, about, path)

    exported = export_tiles(store, given, write, out, actor=actor(), at=now)
    _tell(exported, written, out, language, as_json=as_json)


def _tell(exported: Exported, written: int, out: Path, lang: Lang, *, as_json: bool) -> None:
    given = exported.extract
    if as_json:
        output.document(exported_json(exported, out, tiles=written))
        return
    standing = given.stated()["standing"][lang]
    zh = "已写入 {}：{}，{} 现行（{}），瓦片 {} 个，{} 字节；SHA-256 {}，已记入台账"
    en = "written: {}: {} in force on {} ({}), {} tiles, {} bytes; SHA-256 {}, noted in the ledger"
    title = given.kind.title.zh if lang == "zh" else given.kind.title.en
    said = (out, title, given.as_of, standing, written, exported.size, exported.sha256)
    output.lines([(zh if lang == "zh" else en).format(*said)])
