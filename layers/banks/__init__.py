"""Banks: chainage along directed lines, what lies on their land side and how deep, nearest points of a centre line."""

from layers.banks.centre import Nearest, nearest
from layers.banks.frame import Frames
from layers.banks.lines import Lines, chained
from layers.banks.profile import Profile, profile
from layers.banks.shadow import Matched, Shadow, shadow
from layers.banks.stretches import Stretches

__all__ = [
    "Frames",
    "Lines",
    "Matched",
    "Nearest",
    "Profile",
    "Shadow",
    "Stretches",
    "chained",
    "nearest",
    "profile",
    "shadow",
]
