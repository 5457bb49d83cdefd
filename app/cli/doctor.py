"""`sanxian doctor`: whether everything needed is there and sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.health import Health
    from layers.errors import Lang


def doctor(
    sweep: Annotated[
        bool, typer.Option("--sweep", help="清除中断的写入留下的文件 remove files that killed writers left")
    ] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """检查版本、数据、存储 Versions, definitions and store; exit 1 where something is wrong."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.health import examine  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    with output.working("正在检查" if language == "zh" else "examining"):
        health = examine(settings, wiring.clock(), sweep=sweep)
    if as_json:
        problems = [{"zh": zh, "en": en} for zh, en in health.problems]
        output.document({"sound": health.sound, **health.facts, "problems": problems})
    else:
        output.lines(_lines(health, language))
    if not health.sound:
        raise typer.Exit(1)


def _lines(health: Health, lang: Lang) -> Iterator[str]:
    for section, facts in health.facts.items():
        yield section
        for name, value in facts.items():
            shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            yield f"  {name:<12} {shown}"
    for zh, en in health.problems:
        yield f"✗ {zh if lang == 'zh' else en}"
    if health.sound:
        yield "✓ 一切正常" if lang == "zh" else "✓ all is well"
