"""Points and edges in a plane, for the kernels that compare them."""

from __future__ import annotations

from layers.compiled import inlined


@inlined
def left_of(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """Twice the area of the triangle of two points and a third, positive where that lies to their left."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@inlined
def square_to_edge(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """The square of the distance of a place to an edge."""
    dx, dy, px, py = bx - ax, by - ay, x - ax, y - ay
    long = dx * dx + dy * dy
    t = 0.0
    if long > 0.0:
        t = min(1.0, max(0.0, (px * dx + py * dy) / long))
    px -= t * dx
    py -= t * dy
    return px * px + py * py
