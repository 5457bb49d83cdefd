"""What ties an attribute to others or to the ground: derived from one, agreeing with one, assigned from a layer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from layers.definition_file import StrictModel

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
CONNECTED: Final = "connected"  # of Assignment.whole


def listed(value: object) -> object:
    """One text as a list of one: a field of several names may be written as a single name."""
    return (value,) if isinstance(value, str) else value


class Derivation(StrictModel):
    """How an attribute that a delivery leaves out follows from another, `source`.

    `region_level`: province, city or county by the zeros that end a region code (GB/T 2260).
    """

    rule: Literal["region_level"]
    source: Annotated[Name, Field(alias="from")]

    def fits(self, text: str) -> bool:
        """Whether anything follows from `text`: a region code has six digits."""
        return re.fullmatch(r"\d{6}", text) is not None

    def value(self, text: str) -> str:
        """The code that follows from a `text` that fits."""
        return "province" if text.endswith("0000") else "city" if text.endswith("00") else "county"


class Agreement(StrictModel):
    """A code must agree with a sign inside another attribute, e.g. the class digit of a unit code.

    `pattern` has one group; `codes` says which codes each text of that group allows. Disagreement is a warning.
    """

    attribute: Name
    pattern: str
    codes: Mapping[str, tuple[str, ...]]

    @model_validator(mode="after")
    def _one_group(self) -> Agreement:
        if re.compile(self.pattern).groups != 1:
            raise ValueError(f"agreement pattern {self.pattern!r} must have exactly one group")
        return self


class Assignment(StrictModel):
    """How an attribute that a delivery leaves out follows from where a line lies: see layers.assignment.

    Attributes:
        source: the layer in whose areas the line lies.
        take: attributes of that layer; the value is that of the first which an area has.
        tolerance_m: what lies outside every area belongs to the nearest within this distance; a run shorter than this
            joins its neighbour; differences from delivered values up to this length are not told.
        cut: a line that crosses a border is cut there; else it goes whole to its longest share.
        whole: lines that are never cut and go together to the longest share: `connected` (those whose ends meet, or
            of one value), or the attribute whose `connected` groups are meant.
        least_share: of the length of what goes whole, so much must lie in the area or within tolerance of it.
        when: attribute → the code that a feature must have for any of this.
        blank: `none` where a delivery that gives the attribute of some features thereby says that the others have none.
    """

    source: Annotated[Name, Field(alias="from")]
    take: Annotated[tuple[Name, ...], BeforeValidator(listed), Field(min_length=1)]
    tolerance_m: Annotated[float, Field(gt=0, le=1000)]
    cut: bool = False
    whole: Name | None = None
    least_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    when: Mapping[Name, str] = Field(default_factory=dict)
    blank: Literal["unknown", "none"] = "unknown"
