"""Values that several requests share: civil days, moments, plain numbers."""

from __future__ import annotations

import ipaddress
import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)


def _day(value: object) -> object:
    if isinstance(value, str) and not DAY.fullmatch(value):
        raise ValueError("不是日期；写作 2026-08-15 | is no date; write it as 2026-08-15")
    return _text(value)


def _moment(value: object) -> object:
    if isinstance(value, str) and not MOMENT.fullmatch(value):
        raise ValueError(
            "时刻须带时区；写作 2026-08-15T12:00:00+08:00"
            " | a time has its offset; write it as 2026-08-15T12:00:00+08:00"
        )
    return _text(value)


def _text(value: object) -> object:
    if value is None or isinstance(value, str | date | datetime):
        return value
    raise ValueError("应为文字 | must be text")


def _address(text: str) -> str:
    """An address or a network as it is: a name could be anybody's, and `*` would believe everybody."""
    try:
        ipaddress.ip_network(text)
    except ValueError as fault:
        raise ValueError(
            "应为 IP 地址或网段，如 10.0.0.0/8 | must be an address or a network, such as 10.0.0.0/8"
        ) from fault
    return text


Origin = Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$")]  # no wildcard: by name
Proxy = Annotated[str, AfterValidator(_address)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Metres = Annotated[float, Field(strict=True, allow_inf_nan=False)]
AS_OF = "Civil day in China Standard Time; default: today there."
KNOWN_AT = "Only editions published by then; default: now."
