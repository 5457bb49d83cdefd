"""`sanxian serve`: the HTTP service in this process."""

from __future__ import annotations

import errno
import gc
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, output
from layers.errors import BadInput

if TYPE_CHECKING:
    from app.settings import Settings
    from layers.errors import Lang

KEEP_ALIVE_S = 15


def serve(
    host: Annotated[str | None, typer.Option("--host", metavar="HOST", help="监听地址 address to listen on")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="PORT", min=0, max=65535, help="端口 port")] = None,
    lang: options.LangOption = None,
) -> None:
    """启动 HTTP 服务 Serve the HTTP interface."""
    from app.settings import load_settings  # noqa: PLC0415 - not needed for --help

    settings = load_settings()
    language = options.language(lang, settings)
    bound = listen(host or settings.host, settings.port if port is None else port)
    run_service(settings, bound, language)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address, so that a taken port is told before anything is loaded. Raises BadInput."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise BadInput(
                f"端口 {port} 已被占用；请用 --port 或 SANXIAN_PORT 换一个，或停掉占用它的程序",
                f"port {port} is taken; choose another with --port or SANXIAN_PORT, or stop what holds it",
            ) from fault
        raise BadInput(
            f"不能在 {host}:{port} 监听：{fault.strerror or fault}", f"cannot listen on {host}:{port}: {fault}"
        ) from fault
    return bound


def run_service(settings: Settings, bound: socket.socket, lang: Lang, *, demonstration: bool = False) -> None:
    """Serve on a bound socket until the process is told to stop; `demonstration` as of wiring.create_service."""
    import uvicorn  # noqa: PLC0415 - not needed for --help

    from app.logs import configure  # noqa: PLC0415
    from app.settings import desk_folder  # noqa: PLC0415
    from app.wiring import create_service  # noqa: PLC0415
    from layers.stores.location import without_password  # noqa: PLC0415

    configure(settings.log_level)
    service = create_service(settings, demonstration=demonstration)
    host, port = bound.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    place = without_password(settings.store)  # a misspelt name is seen here: the folder of a new store is made
    output.message(
        f"服务已启动：{address}（存储 {place}；Ctrl+C 停止）"
        if lang == "zh"
        else f"serving on {address} from {place} (Ctrl+C stops)"
    )
    if desk_folder() is None:
        output.message(
            "网页工作台没有构建，只提供接口；在源码目录中运行 make web 后重新启动即可"
            if lang == "zh"
            else "the web desk is not built: the API alone is served; run `make web` in the source tree and start anew"
        )
    config = uvicorn.Config(
        service,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the service itself knows whom to believe
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    leave_uncollected()
    uvicorn.Server(config).run(sockets=[bound])


def leave_uncollected() -> None:
    """Keep what is loaded for good (code, law, contract) out of collections: to walk it held up an answer for 0.2 s."""
    gc.collect()
    gc.freeze()
