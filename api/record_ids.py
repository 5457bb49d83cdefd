"""Ids of what the ledger keeps, as parts of a path."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

_EXAMPLES = ["sha256:" + "0" * 64]

CheckId = Annotated[str, Path(description="Id of the verdict.", examples=_EXAMPLES)]
ComparisonId = Annotated[str, Path(description="Id of the comparison.", examples=_EXAMPLES)]
MeasureId = Annotated[str, Path(description="Id of the measure.", examples=_EXAMPLES)]
