"""Values that several requests share: civil days, moments, plain numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")


def _day(value: object) -> object:
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("a day is written YYYY-MM-DD / 日期写作 年-月-日")
    return _text(value)


def _moment(value: object) -> object:
    if isinstance(value, str) and not MOMENT.fullmatch(value):
        raise ValueError("a time is written with its offset, e.g. 2026-11-22T08:00:00+08:00 / 时刻须带时区")
    return _text(value)


def _text(value: object) -> object:
    if value is None or isinstance(value, str | date | datetime):
        return value
    raise ValueError("must be text / 应为文字")


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Metres = Annotated[float, Field(strict=True, allow_inf_nan=False)]
AS_OF = "Civil day in China Standard Time; default: today there."
