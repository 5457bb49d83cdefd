"""What a search for a place is asked: how far, how finely, and which verdict it is to end at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from layers.errors import BadInput
from zoning.logic import Strictness

Until = Literal["not_prohibited", "conditional", "admissible"]
UNTILS: tuple[Until, ...] = get_args(Until)
FARTHEST_M = 20_000.0
FINEST_M = 0.1
MOST_STEPS = 1000  # steps in the radius


@dataclass(frozen=True)
class Search:
    """How far and how finely to look. `until`: which verdict passes.

    `not_prohibited`: no certain conflict is left, though open ones may be; `conditional`: nothing that is open can
    prohibit; `admissible`. Raises BadInput for what cannot be searched.
    """

    within_m: float
    step_m: float
    until: Until = "not_prohibited"

    def __post_init__(self) -> None:
        if not 0.0 < self.within_m <= FARTHEST_M:
            raise BadInput(
                f"搜索半径 {self.within_m:g} 米应大于 0、不超过 {FARTHEST_M:g}",
                f"the search radius {self.within_m:g} m must be above 0 and at most {FARTHEST_M:g}",
            )
        if not FINEST_M <= self.step_m <= self.within_m:
            raise BadInput(
                f"步长 {self.step_m:g} 米应不小于 {FINEST_M:g}、不大于搜索半径",
                f"the step {self.step_m:g} m must be at least {FINEST_M:g} and no more than the search radius",
            )
        if self.within_m / self.step_m > MOST_STEPS:
            raise BadInput(
                f"搜索半径是步长的 {self.within_m / self.step_m:.0f} 倍，超过 {MOST_STEPS} 倍；请加大步长或缩小半径",
                f"the radius is {self.within_m / self.step_m:.0f} steps, above {MOST_STEPS}; "
                "take a longer step or a smaller radius",
            )
        if self.until not in UNTILS:
            raise BadInput(
                f"until 不能是 {self.until!r}；可取 {', '.join(UNTILS)}",
                f"until cannot be {self.until!r}; allowed: {', '.join(UNTILS)}",
            )

    @property
    def grid_m(self) -> float:
        """Distance (m) between neighbouring positions: half a step."""
        return self.step_m / 2.0

    @property
    def least(self) -> Strictness:
        """The strictness that no rule may come to."""
        return Strictness.REQUIRE if self.until == "admissible" else Strictness.PROHIBIT

    @property
    def open_counts(self) -> bool:
        """Whether a rule may not even come to it by what its accuracy leaves open."""
        return self.until != "not_prohibited"

    def accepts(self, best: str, worst: str) -> bool:
        """Whether a verdict of this range passes."""
        if self.until == "not_prohibited":
            return best != "prohibited"
        return worst == "admissible" or (worst == "conditional" and self.until == "conditional")
