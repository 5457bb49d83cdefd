"""`sanxian migrate`: the tables of a PostGIS store, and who may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output

if TYPE_CHECKING:
    from layers.errors import Lang
    from layers.stores.postgis.migrate import Migrated


def migrate(
    service_role: Annotated[
        str | None,
        typer.Option("--service-role", metavar="NAME", help="给服务用的角色授最小权限 least rights for the service"),
    ] = None,
    reader_role: Annotated[
        str | None,
        typer.Option("--reader-role", metavar="NAME", help="只读公开图层视图（QGIS、SQL）reads the public views"),
    ] = None,
    restricted_role: Annotated[
        str | None,
        typer.Option(
            "--restricted-role", metavar="NAME", help="也读受限图层的视图 reads those of restricted layers too"
        ),
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """以数据库所有者身份建立或升级 PostGIS 存储 Make or upgrade the tables of a PostGIS store, as the owner."""
    from app import wiring  # noqa: PLC0415 - not needed for --help
    from app.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    with output.working("正在升级" if language == "zh" else "migrating"):
        done = wiring.migrate(
            settings, service_role=service_role, reader_role=reader_role, restricted_role=restricted_role
        )
    if as_json:
        roles = {"service_role": service_role, "reader_role": reader_role, "restricted_role": restricted_role}
        output.document(
            {
                "store": {"url": done.location},
                "applied": list(done.applied),
                "revision": done.revision,
                "faults": list(done.faults),
                **roles,
            }
        )
        return
    output.lines([_line(done, language)])
    for fault in done.faults:
        output.message(f"视图不能作答：{fault}" if language == "zh" else f"a view cannot answer: {fault}")


def _line(done: Migrated, lang: Lang) -> str:
    place, applied = done.location, ", ".join(done.applied)
    if lang == "zh":
        return f"{place}：" + (f"已执行 {applied}；" if applied else "无需升级；") + f"结构版本 {done.revision}"
    return f"{place}: " + (f"applied {applied}; " if applied else "nothing to apply; ") + f"revision {done.revision}"
