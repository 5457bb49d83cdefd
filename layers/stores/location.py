"""Where a store is, as it may be shown: no password in it."""

from __future__ import annotations

from urllib.parse import unquote

_SECRET = frozenset(("password", "sslpassword"))


def without_password(url: str) -> str:
    """A store's URL without its password, wherever in it that stands."""
    scheme, mark, rest = url.partition("://")
    user, at, place = rest.rpartition("@")
    place, question, query = place.partition("?")
    return f"{scheme}{mark}{user.partition(':')[0]}{at}{place}{question}{'&'.join(map(_shown, query.split('&')))}"


def _shown(pair: str) -> str:
    name = pair.partition("=")[0]
    return f"{name}=…" if unquote(name).lower() in _SECRET else pair
