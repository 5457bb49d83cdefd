"""What the operator sees of every request: one line of the log and the counts that Prometheus reads.

Neither holds a query, a body, a geometry or a key: a route is named by its template, a caller by the ledger's name.
"""

from __future__ import annotations

from time import perf_counter

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = structlog.stdlib.get_logger("sanxian.request")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_NOWHERE = "(none)"  # every path that is no route counts as one, whatever a scanner tries
_QUIET = frozenset(("/health/live", "/health/ready", "/metrics"))


class RequestCounts:
    """Requests by route, method and status, with their seconds, and how many are being answered."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "sanxian_request_seconds",
            "Seconds until a request was answered, by route.",
            ("route", "method"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "sanxian_requests",
            "Requests answered, by route and status.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._open = Gauge("sanxian_requests_open", "Requests being answered.", registry=registry)

    def began(self) -> None:
        """One more is being answered."""
        self._open.inc()

    def ended(self, route: str, method: str, status: int, seconds: float) -> None:
        """One was answered."""
        self._open.dec()
        self._seconds.labels(route, method).observe(seconds)
        self._answers.labels(route, method, str(status)).inc()


class Observed:
    """Counts and logs every request; the outermost of all layers, so that it sees what the others refuse."""

    def __init__(self, app: ASGIApp, counts: RequestCounts) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # what nobody answered is a fault of ours
        began = perf_counter()
        structlog.contextvars.clear_contextvars()

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._counts.began()
        try:
            await self._app(scope, receive, seen)
        finally:
            seconds = perf_counter() - began
            route, method = _template(scope), _method(scope)
            self._counts.ended(route, method, status, seconds)
            if route not in _QUIET or status >= 400:
                state = scope.get("state", {})
                _LOG.info(
                    "answered",
                    request=state.get("number", "-"),
                    actor=state.get("actor", "-"),
                    method=method,
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 1),
                )


def _template(scope: Scope) -> str:
    """The route as it was declared; what no route answered has none."""
    route: BaseRoute | None = scope.get("route")
    return str(getattr(route, "path", _NOWHERE))


def _method(scope: Scope) -> str:
    """The method; an invented one is not counted under its own name."""
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
