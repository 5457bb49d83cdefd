"""What was typed or pasted rather than sent as a file: coordinates in any notation, a map link, WKT or corner rows."""

from __future__ import annotations

from layers.intake import cass_dat, corner_txt, map_link, pasted, wkt
from layers.intake.corner_lines import looks_like_corners
from layers.intake.delivered import Delivered
from layers.intake.text import fold

_LOOK = 300


def kind_of(text: str) -> str | None:
    """The format of a text: `wkt`, `link`, `corner_txt`, `cass_dat` or `pasted`; None where it holds no coordinates."""
    if wkt.START.match(fold(text[:_LOOK])):
        return "wkt"
    if map_link.find_link(text) is not None and not looks_like_corners(text):
        return "link"
    if looks_like_corners(text):
        return "corner_txt"
    if cass_dat.looks_like_points(text):
        return "cass_dat"
    return "pasted" if pasted.looks_like_coordinates(text) else None


def deliver(text: str, name: str) -> Delivered:
    """The places in a text, called `name` in messages. Raises BadFile, BadGeometry, BadCRS."""
    kind = kind_of(text)
    if kind == "link":
        return map_link.deliver_text(text, name)
    if kind in (None, "pasted"):
        return pasted.deliver_text(text, name)
    readers = {"wkt": wkt.deliver, "corner_txt": corner_txt.deliver, "cass_dat": cass_dat.deliver}
    return readers[str(kind)](text.encode(), name)
