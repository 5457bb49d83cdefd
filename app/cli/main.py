"""The entry of the command line: parses, runs, and turns every failure into one line and an exit code.

Exit codes: 0 done, 1 refused (`--fail-on`, a delivery that the checks refuse, a doctor's finding), 2 bad usage or bad
input, 3 a fault of the program, 130 interrupted.
"""

from __future__ import annotations

import errno
import io
import os
import re
import sys
from collections.abc import Sequence

import typer

from app.cli import (
    alternatives,
    check,
    demo,
    doctor,
    intake,
    jobs,
    keys,
    layers,
    ledger,
    ledger_comparison,
    ledger_pack,
    ledger_report,
    measure,
    migrate,
    moving,
    output,
    screen,
    serve,
    stand,
)
from app.cli.usage import StrictCommand, usage_text
from layers.errors import BadInput, Lang, Refused, SanxianError

USAGE = 2
FAULT = 3
INTERRUPTED = 130
_NEGATIVE = re.compile(r"-[\d.．]")

app = typer.Typer(
    name="sanxian",
    help="三线：这个项目能不能建在这里，依据是什么。May this project stand here, and why?",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 120},
)
app.command("demo", cls=StrictCommand)(demo.demo)
app.command("serve", cls=StrictCommand)(serve.serve)
app.command("check", cls=StrictCommand)(check.check)
app.command("stand", cls=StrictCommand)(stand.stand)
app.command("intake", cls=StrictCommand)(intake.intake)
app.command("screen", cls=StrictCommand)(screen.screen)
alternatives.register(app)
app.add_typer(measure.app, name="measure")
app.add_typer(layers.app, name="layers")
app.add_typer(ledger.app, name="ledger")
app.add_typer(keys.app, name="keys")
ledger_pack.register(ledger.app, keys.app)
ledger_report.register(ledger.app)
ledger_comparison.register(ledger.app)
app.add_typer(jobs.app, name="jobs")
app.command("doctor", cls=StrictCommand)(doctor.doctor)
app.command("migrate", cls=StrictCommand)(migrate.migrate)
app.command("backup", cls=StrictCommand)(moving.backup)
app.command("restore", cls=StrictCommand)(moving.restore)


def main() -> None:
    """Run the command line of this process and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console's code page may lack a character
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code."""
    try:
        result = typer.main.get_command(app).main(args=shielded(arguments), prog_name="sanxian", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()  # whoever read us has gone
        return 0
    except OSError as fault:
        return _no_room(arguments, fault)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the edge: what escapes here would be a traceback
        return _failed(arguments, fault)
    return result if isinstance(result, int) else 0


def _no_room(arguments: Sequence[str], fault: OSError) -> int:
    """The system refused a file or a stream: no fault of the question, and none of the program's to be reported."""
    if fault.filename is None and fault.errno == errno.ENOSPC:
        _discard_stdout()
    place_zh, place_en = (f"{fault.filename}：", f"{fault.filename}: ") if fault.filename else ("", "")
    cause = fault.strerror or str(fault)
    return _fail(
        arguments,
        FAULT,
        f"{place_zh}系统拒绝读写（{cause}）；请核对磁盘空间与权限",
        f"{place_en}the system refused to read or write ({cause}); check disk space and permissions",
    )


def _discard_stdout() -> None:
    """Nothing more is written to it, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(arguments: Sequence[str], fault: Exception) -> int:
    if isinstance(fault, typer.TyperException):
        if type(fault).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(fault.format_message() + "\n")
            return 0
        return _fail(arguments, USAGE, *usage_text(fault))
    if isinstance(fault, SanxianError):
        return _fail(arguments, 1 if isinstance(fault, Refused) else USAGE, fault.zh, fault.en)
    return _unexpected(arguments, fault)


def shielded(arguments: Sequence[str]) -> list[str]:
    """The arguments with a blank before a western longitude, so that it is not read as an option."""
    return [f" {text}" if _NEGATIVE.match(text) else text for text in arguments]


def spoken(arguments: Sequence[str]) -> Lang:
    """The language asked for, found before the arguments are parsed, since parsing itself can fail."""
    from app.settings import load_settings  # noqa: PLC0415 - costs a third of a second, needed only on failure

    for index, text in enumerate(arguments):
        value = text.removeprefix("--lang=") if text.startswith("--lang=") else None
        if text == "--lang" and index + 1 < len(arguments):
            value = arguments[index + 1]
        if value in ("zh", "en"):
            return "zh" if value == "zh" else "en"
    try:
        return load_settings().lang
    except BadInput:
        return "zh"


def _fail(arguments: Sequence[str], code: int, zh: str, en: str) -> int:
    output.message(SanxianError(zh, en).text(spoken(arguments)))
    return code


def _unexpected(arguments: Sequence[str], fault: Exception) -> int:
    debug = False
    try:
        from app.settings import load_settings  # noqa: PLC0415 - as in `spoken`

        debug = load_settings().debug
    except BadInput:
        pass
    if debug:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    name = f"{type(fault).__name__}: {fault}"
    return _fail(
        arguments,
        FAULT,
        f"程序出错：{name}；设 SANXIAN_DEBUG=1 再运行可看到经过，请把它报告给维护者",
        f"the program failed: {name}; run again with SANXIAN_DEBUG=1 for the traceback and report it",
    )
