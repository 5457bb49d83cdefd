"""Addresses of this service as its callers see them: scheme, name and sub-path of the proxy in front included."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

_NAME = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


def absolute(request: Request, path: str) -> str:
    """The whole address of a path of this service, such as `https://gis.example.cn/sanxian/tiles`."""
    return str(request.base_url).rstrip("/") + path


class ForwardedHost:
    """Takes the name that callers used from X-Forwarded-Host, of proxies that are believed alone.

    It stands outside of uvicorn's middleware for X-Forwarded-For and -Proto, which replaces the address of the proxy.
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self._app = app
        self._trusted = [ipaddress.ip_network(one) for one in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and self._believed(scope):
            name = Headers(scope=scope).get("x-forwarded-host", "").rpartition(",")[2].strip()  # the nearest proxy's
            if _NAME.fullmatch(name):
                others = [pair for pair in scope["headers"] if pair[0] != b"host"]
                scope = {**scope, "headers": [(b"host", name.encode("ascii")), *others]}
        await self._app(scope, receive, send)

    def _believed(self, scope: Scope) -> bool:
        host = (scope.get("client") or ("",))[0]
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._trusted)
