"""Whether a caller would rather have a page or JSON (RFC 9110 §12.5.1)."""

from __future__ import annotations

_PAGE = ("text/html", "application/xhtml+xml")
_DATA = ("application/json", "application/*")


def prefers_page(accept: str) -> bool:
    """Whether an Accept header gives pages more weight than JSON; who takes anything alike is content with JSON."""
    page, data, any_ = 0.0, 0.0, 0.0
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        weight = next((_weight(one) for one in parameters if one.startswith("q=")), 1.0)
        if name in _PAGE or name == "text/*":
            page = max(page, weight)
        elif name in _DATA or name.endswith("+json"):
            data = max(data, weight)
        elif name == "*/*":
            any_ = max(any_, weight)
    return page > max(data, any_)


def _weight(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q="))
    except ValueError:
        return 0.0
