"""`sanxian ledger`: what was recorded, whether it still is as it was, and whether it would be answered so again."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand
from layers.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from layers.errors import Lang
    from zoning.jobs.run import Progress
    from zoning.ledger import Context
    from zoning.ledger.replay import Replay

app = typer.Typer(
    help="台账 the ledger of what was answered and published", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list", cls=StrictCommand)
def list_entries(
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="verdict|measure|comparison|publication|export|…")
    ] = None,
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="从何日何时起（含）from this day or time on")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="到何日（含）或何时 to this day, or before a time")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="ID", help="只看这个编号 about this id alone")
    ] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="WHO", help="只看此人 by this actor alone")] = None,
    after: Annotated[int, typer.Option("--after", metavar="SEQ", min=0, help="从此条之后 behind this entry")] = 0,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=100_000, help="至多几条 at most")] = 100,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """列出台账 Entries in order."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.ledger_text import entry_lines  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.ledger.listing import Filter, page, row  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    which = Filter(
        kind=kind,
        subject=subject,
        actor=actor,
        since=None if since is None else options.moment("--since", since),
        until=None if until is None else options.moment("--until", until, days=1),
    )
    store = wiring.open_store(settings)
    found = page(store, which, after=after, limit=limit)
    if kind is not None and not found.entries:  # a misspelt kind reads like one without entries
        there = ", ".join(sorted({entry.kind for entry in store.log()}))
        output.message(f"台账中有的类别：{there}" if language == "zh" else f"kinds in the ledger: {there}")
    if as_json:
        output.document({"entries": [row(entry) for entry in found.entries], "next": found.next})
        return
    output.lines(entry_lines(found, language))


@app.command("show", cls=StrictCommand)
def show(
    which: Annotated[str, typer.Argument(metavar="SEQ|ID", help="序号或编号 a number in the ledger, or an id")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """显示一条，或关于一个编号的各条 One entry, or all about an id."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.ledger_text import whole_lines  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from layers.errors import NotFound  # noqa: PLC0415
    from zoning.ledger.listing import entry_at, whole  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    store = wiring.open_store(settings)
    plain = which.strip()
    entries = [entry_at(store, int(plain))] if _is_number(plain) else list(store.log(subject=plain))
    if not entries:
        raise NotFound(f"台账中没有关于 {plain} 的记录", f"the ledger holds nothing about {plain}")
    if as_json:
        output.document({"entries": [whole(entry) for entry in entries]})
        return
    output.lines(whole_lines([whole(entry) for entry in entries], language))


@app.command("verify", cls=StrictCommand)
def verify(
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="也核对各版本的内容 also compare the content of every edition")
    ] = False,
    head: Annotated[
        str | None, typer.Option("--head", metavar="SEQ:HASH", help="此前记下的一条 an entry noted before")
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """核对台账；有出入时退出码为 1 Compare the ledger with itself; exit 1 where anything differs."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.ledger_text import verification_lines  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.ledger.anchor import anchor  # noqa: PLC0415
    from zoning.ledger.verification import verify as verified  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    noted = None if head is None else anchor(head)
    with output.working("正在核对" if language == "zh" else "verifying"):
        found = verified(wiring.open_store(settings), deep=deep, head=noted)
    if as_json:
        output.document(found.as_json())
    else:
        output.lines(verification_lines(found, language))
    if not found.sound:
        raise typer.Exit(1)


@app.command("replay", cls=StrictCommand)
def replay(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="结论、测算或比选的编号 ids of answers")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="全部结论、测算与比选 every answer")] = False,
    processes: Annotated[
        int, typer.Option("--processes", metavar="N", min=1, max=64, help="用几个进程 in so many processes")
    ] = 1,
    record: Annotated[bool, typer.Option("--record", help="把重放记入台账 note the replays in the ledger")] = False,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """按当时的定义和版本重答；不一致时退出码为 1 Answer again as then; exit 1 where the answer is another."""
    if bool(ids) == everything:
        raise BadInput("请给出编号，或用 --all", "give ids, or --all")
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.cli.ledger_text import replay_lines, summary_line  # noqa: PLC0415
    from app.cli.pace import paced  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from zoning.ledger.replay_json import replay_json  # noqa: PLC0415
    from zoning.ledger.replaying import answered, record_replay, replays  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    store = wiring.open_store(settings)
    subjects = answered(store) if everything else tuple(dict.fromkeys(name.strip() for name in ids or ()))
    done = []
    with paced(language) as report:
        for one in _counted(replays(settings.store, subjects, processes), len(subjects), report):
            if record:
                record_replay(store, one, _context(language, wiring.clock()))
            if not as_json and (not everything or one.outcome != "identical"):
                output.lines(replay_lines(one, language))
            done.append(one)
    done.sort(key=lambda one: one.sequence)
    if as_json:
        output.document({"replays": [replay_json(one) for one in done], "outcomes": _outcomes(done)})
    else:
        output.lines([summary_line(_outcomes(done), language)])
    if any(one.outcome == "different" or (one.outcome == "not_replayable" and one.reason != "blanked") for one in done):
        raise typer.Exit(1)


@app.command("blank", cls=StrictCommand)
def blank(
    answer_id: Annotated[str, typer.Argument(metavar="ID", help="结论、测算或比选的编号 id of an answer")],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="理由；不要写人名 why; name nobody")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """清除一份结论、测算或比选的内容，链条仍成立 Remove what was recorded; the chain still verifies."""
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.cli.ledger_text import blanking_lines  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415
    from app.work_folder import footprints_file  # noqa: PLC0415
    from zoning.impact import shelf  # noqa: PLC0415
    from zoning.ledger import blanking  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    store = wiring.open_store(settings)
    done = blanking.blank(store, answer_id.strip(), reason, actor=actor(), at=wiring.clock())
    shelf.drop(footprints_file(settings, store))
    if as_json:
        output.document(blanking.blanking_json(done))
        return
    output.lines(blanking_lines(done, language))


def _counted(replays: Iterator[Replay], total: int, report: Callable[[Progress], None]) -> Iterator[Replay]:
    """Each replay, after it was told how many are done and at which rate."""
    from zoning.jobs.run import Progress  # noqa: PLC0415

    begun = monotonic()
    for number, one in enumerate(replays, start=1):
        rate = round(number / max(monotonic() - begun, 1e-3), 2)
        report(Progress(number, total, rate, (total - number) / rate if rate else None))
        yield one


def _outcomes(done: Sequence[Replay]) -> dict[str, int]:
    counts = {"identical": 0, "same_conclusion": 0, "different": 0, "not_replayable": 0}
    for one in done:
        counts[one.outcome] += 1
    return counts


def _context(lang: Lang, at: datetime) -> Context:
    from app.answers import actor  # noqa: PLC0415
    from app.versions import versions  # noqa: PLC0415
    from zoning.ledger import Context  # noqa: PLC0415

    return Context(at=at, actor=actor(), request="ledger replay", lang=lang, versions=versions())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
