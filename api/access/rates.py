"""How much one caller may ask in a minute: a moving window of units, in the memory of this process alone.

Several processes each count for themselves. A caller is whoever a key or a token names, else an address; an IPv6
address counts as its /64, which is what one subscriber has.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Mapping
from types import MappingProxyType

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from api.access.principal import Principal
from api.problems import TooManyRequests
from api.settings import ApiSettings

_READ, _WORK = 1, 10
# a GET is a read, unless its path has one of these in it: the first counts
_HEAVY: Mapping[str, int] = MappingProxyType(
    {
        "/ledger/verification": 10 * _WORK,
        "/pack": _WORK,
        "/preview": _WORK,
        "/candidates": _WORK,
        "/changes": _WORK,
        "/siting/checks/{check_id}/report": _WORK,
        "/measures/records": _READ,
        "/measures/": _WORK,
    }
)
# what judges many places at once takes as many
_MANY: Mapping[str, int] = MappingProxyType(
    {
        "/siting/alternatives": 10 * _WORK,
        "/siting/alternatives/{comparison_id}/replay": 10 * _WORK,
        "/siting/moves": 5 * _WORK,
        "/siting/detours": 5 * _WORK,
        "/siting/admissible-areas": 10 * _WORK,
    }
)
# by them a proxy says for whom it asks; with one of them a caller from this machine is not of this machine
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")


class Rates:
    """Units left to every caller."""

    def __init__(self, settings: ApiSettings) -> None:
        self._named = _per_minute(settings.rate)
        self._anonymous = _per_minute(settings.anonymous_rate)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, request: Request, caller: Principal | None, units: int) -> None:
        """Take the units of a request from its caller (None: one whose credentials were refused).

        Callers without a key that come from this very machine, and not through a proxy, are not counted. Raises
        TooManyRequests.
        """
        limit = self._named if caller is not None and caller.named else self._anonymous
        who = whose(request, caller)
        if limit is None or who is None or units == 0:
            return
        if self._window.hit(limit, who, cost=units):
            return
        # the library counts by this clock too
        seconds = max(1, math.ceil(self._window.get_window_stats(limit, who).reset_time - time.time()))
        raise TooManyRequests(
            f"每分钟可用 {limit.amount} 个单位（读取 {_READ}，研判或测算 {_WORK}），已用完；请 {seconds} 秒后再试",
            f"{limit.amount} units a minute are allowed (a read takes {_READ}, a check or a measure {_WORK}) and they "
            f"are spent; ask again in {seconds} s",
            seconds,
        )


def whose(request: Request, caller: Principal | None) -> str | None:
    """On whose account a request goes: a name, else an address; None for a caller on this machine, whom none counts."""
    if caller is not None and caller.named:
        return caller.actor
    if _of_this_machine(request):
        return None
    return f"{'refused' if caller is None else ''}@{_from(request)}"


def units(path: str, method: str) -> int:
    """What a request of a route takes; `path` is the route's template."""
    if method not in ("GET", "HEAD"):
        return _MANY.get(path, _WORK)
    return next((cost for part, cost in _HEAVY.items() if part in path), _READ)


def _per_minute(amount: int | None) -> RateLimitItemPerMinute | None:
    return None if amount is None else RateLimitItemPerMinute(amount)


def _of_this_machine(request: Request) -> bool:
    host = request.client.host if request.client is not None else ""
    try:
        return _plain(ipaddress.ip_address(host)).is_loopback and not any(
            name in request.headers for name in _FORWARDED
        )
    except ValueError:
        return False


def _plain(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An IPv4 address as such where a socket of both kinds has it as IPv6: all of those lie in one /64."""
    return getattr(address, "ipv4_mapped", None) or address


def _from(request: Request) -> str:
    host = request.client.host if request.client is not None else ""
    try:
        address = _plain(ipaddress.ip_address(host))
    except ValueError:
        return host
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False))
