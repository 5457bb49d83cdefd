"""What the service can be told; `app` fills it from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.access.oidc import OidcSettings
from api.access.roles import Role
from api.fields import Origin, Proxy
from layers.errors import Lang
from layers.intake import ReadLimits
from zoning.reports.siting.report import ReportSettings

FORM_BYTES = 1_000_000


class BaseMap(BaseModel):
    """Raster tiles beneath our own layers in the web desk.

    Attributes:
        tiles: XYZ address with {z}, {x} and {y}; a key that it needs is part of it, and every reader sees it.
        attribution: who is to be named.
        approval: the number under which the map was approved (审图号).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tiles: str = Field(pattern=r"^https?://[^\s;,'\"]+$")
    attribution: str
    approval: str | None = None


class ApiSettings(BaseModel):
    """Options of the HTTP floor. None of them changes a verdict.

    Attributes:
        lang: language of messages where neither `?lang=` nor Accept-Language asks for one.
        anonymous_reading: whether reading needs no token. Checking a site counts as reading.
        anonymous_role: the role of a caller without a token, where anonymous reading is on.
        demonstration: whether anonymous callers are reviewers for as long as every edition of a restricted layer in
            the store is illustrative; with one that is not they have `anonymous_role`.
        read_token: a fixed token with the role of a reviewer.
        write_token: a fixed token with the role of a steward.
        four_eyes: whether an edition is published, and withdrawn, by a second person only.
        oidc: the provider whose bearer tokens are believed; None: nobody's.
        body_bytes: limit of a JSON body.
        reading: bounds of one uploaded file; its form may be FORM_BYTES larger.
        body_seconds: how long a body may take to arrive.
        threads: how many requests are worked on at once.
        computing: how many more that compute for long (checks, measures).
        waiting: how many more may stand in line; further ones are refused.
        seconds: how long one that only reads may take, with its time in line; one that writes is waited for.
        rate: units that a caller with a key may ask in a minute (api.access.rates); None: no limit.
        anonymous_rate: the same for an address without a key.
        cors_origins: origins (`https://host`) whose pages may call this from a browser.
        maps_everywhere: whether pages of any origin may read the maps that anybody may without a key.
        trusted_hosts: names under which it is called; empty: any.
        tls: whether callers reach it by HTTPS alone; browsers are then told to remember it.
        trusted_proxies: addresses and networks of proxies whose X-Forwarded-For and -Proto are believed.
        readers: how many child processes open outside files at once.
        kept_bytes: how many bytes of uploaded site files are kept; beyond them the oldest are dropped.
        tile_bytes: how many bytes of packed tiles stay in memory.
        watch: whether a thread loads what was published before anyone asks.
        kept_readings: how many uploaded files stay read in memory; others are read again from the store.
        web: the folder of the built web desk; None: there is none.
        base_map: tiles beneath the desk's maps.
        reports: what an office sets for its reports.
        root_path: the path under which a proxy serves this, such as `/sanxian`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Lang = "zh"
    anonymous_reading: bool = True
    anonymous_role: Literal[Role.VIEWER, Role.REVIEWER] = Role.VIEWER
    demonstration: bool = False
    read_token: SecretStr | None = None
    write_token: SecretStr | None = None
    four_eyes: bool = False
    body_bytes: int = Field(default=16_000_000, gt=0)
    reading: ReadLimits = ReadLimits()
    body_seconds: float = Field(default=60.0, gt=0)
    threads: int = Field(default=8, gt=0)
    computing: int = Field(default=2, gt=0)
    waiting: int = Field(default=120, ge=0)
    seconds: float = Field(default=60.0, gt=0)
    rate: int | None = Field(default=None, gt=0)
    anonymous_rate: int | None = Field(default=None, gt=0)
    cors_origins: tuple[Origin, ...] = ()
    maps_everywhere: bool = True
    trusted_hosts: tuple[str, ...] = ()
    tls: bool = False
    trusted_proxies: tuple[Proxy, ...] = ()
    readers: int = Field(default=2, gt=0)
    kept_bytes: int = Field(default=5_000_000_000, gt=0)
    tile_bytes: int = Field(default=64_000_000, ge=0)
    watch: bool = False
    kept_readings: int = Field(default=32, gt=0)
    oidc: OidcSettings | None = None
    web: Path | None = None
    base_map: BaseMap | None = None
    reports: ReportSettings = ReportSettings()
    root_path: str = Field(default="", pattern=r"^(/[^/?#]+)*$")
    version: str = "0"

    @property
    def upload_bytes(self) -> int:
        """Limit of the body of an upload."""
        return self.reading.bytes + FORM_BYTES
