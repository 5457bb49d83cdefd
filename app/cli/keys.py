"""`sanxian keys`: API keys made, listed and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from app.cli.usage import StrictCommand
from layers.errors import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from api.access.keys import Key, Keys
    from api.access.roles import Role
    from app.settings import Settings

app = typer.Typer(help="接口密钥 API keys", no_args_is_help=True, rich_markup_mode=None)
_STATES = {"active": "有效", "expired": "已过期", "revoked": "已作废"}


@app.command("create", cls=StrictCommand)
def create(
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="viewer|reviewer|auditor|steward|admin")],
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="给谁、作何用 for whom and for what")],
    expires: Annotated[
        str | None,
        typer.Option("--expires", metavar="DATE", help="用到哪一天（含，北京时间）或时刻 last day, or a time"),
    ] = None,
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """新建一把密钥；密钥只显示这一次 Make a key; it is shown this once."""
    from api.key_json import key_json  # noqa: PLC0415 - one form of a key, here and over HTTP
    from app import wiring  # noqa: PLC0415 - geometry libraries, not needed for --help
    from app.answers import actor  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    keys, named = _keys(settings), _role(role)
    until = None if expires is None else options.moment("--expires", expires, days=1)
    made = keys.create(named, label, at=now, actor=actor(), expires_at=until)
    if as_json:
        output.document({**key_json(made.key, now), "key": made.text})
        return
    output.lines([made.text])
    output.message(
        f"密钥 {made.key.id}（{made.key.role}，{made.key.label}）；请现在就保存，以后不再显示"
        if language == "zh"
        else f"key {made.key.id} ({made.key.role}, {made.key.label}); keep it now, it is not shown again"
    )


@app.command("list", cls=StrictCommand)
def list_keys(lang: options.LangOption = None, as_json: options.JsonOption = False) -> None:
    """列出全部密钥及其状态 Every key and its state."""
    from api.key_json import key_json  # noqa: PLC0415
    from app import wiring  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    held = _keys(settings).all()
    if as_json:
        output.document({"keys": [key_json(key, now) for key in held]})
        return
    output.lines(_line(key, now, chinese=language == "zh") for key in held)
    if not held:
        output.message("还没有密钥；用 sanxian keys create 新建" if language == "zh" else "there is no key yet")


@app.command("revoke", cls=StrictCommand)
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="密钥编号 id of the key")],
    lang: options.LangOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """作废一把密钥，运行中的服务随即生效 Revoke a key; running services know at once."""
    from api.key_json import key_json  # noqa: PLC0415
    from app import wiring  # noqa: PLC0415
    from app.answers import actor  # noqa: PLC0415
    from app.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    language = options.language(lang, settings)
    now = wiring.clock()
    key = _keys(settings).revoke(key_id, at=now, actor=actor())
    if as_json:
        output.document(key_json(key, now))
    else:
        output.lines([_line(key, now, chinese=language == "zh")])


def _keys(settings: Settings) -> Keys:
    from api.access.keys import Keys  # noqa: PLC0415
    from app import wiring  # noqa: PLC0415

    return Keys(wiring.open_store(settings))


def _role(text: str) -> Role:
    from api.access.roles import Role  # noqa: PLC0415

    try:
        return Role(text)
    except ValueError as fault:
        allowed = ", ".join(Role)
        raise BadInput(
            f"没有角色 {text!r}；可取 {allowed}", f"there is no role {text!r}; there are {allowed}"
        ) from fault


def _line(key: Key, now: datetime, *, chinese: bool) -> str:
    from api.key_json import key_state  # noqa: PLC0415
    from zoning.desk import CHINA  # noqa: PLC0415

    state = key_state(key, now)
    until = "" if key.expires_at is None else key.expires_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    word = _STATES[state] if chinese else state
    told = f"  {'至' if chinese else 'until'} {until}" if until else ""
    return f"{key.id}  {key.role:8}  {word}{told}  {key.label}  ({key.created_by})"
