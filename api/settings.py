"""What the service can be told; `app` fills it from the environment."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from layers.errors import Lang
from layers.intake import ReadLimits

FORM_BYTES = 1_000_000


class ApiSettings(BaseModel):
    """Options of the HTTP floor. None of them changes a verdict.

    Attributes:
        lang: language of messages where neither `?lang=` nor Accept-Language asks for one.
        anonymous_reading: whether reading needs no token. Checking a site counts as reading.
        read_token: a token that may read; the write token may too.
        write_token: the token that may propose and publish editions; without one nobody can.
        body_bytes: limit of a JSON body.
        reading: bounds of one uploaded file; its form may be FORM_BYTES larger.
        threads: how many requests are worked on at once; further ones wait.
        readers: how many child processes open outside files at once.
        kept_readings: how many uploaded files stay read in memory; others are read again from the store.
        root_path: the path under which a proxy serves this, such as `/sanxian`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Lang = "zh"
    anonymous_reading: bool = True
    read_token: SecretStr | None = None
    write_token: SecretStr | None = None
    body_bytes: int = Field(default=16_000_000, gt=0)
    reading: ReadLimits = ReadLimits()
    threads: int = Field(default=8, gt=0)
    readers: int = Field(default=2, gt=0)
    kept_readings: int = Field(default=32, gt=0)
    root_path: str = Field(default="", pattern=r"^(/[^/?#]+)*$")
    version: str = "0"

    @property
    def upload_bytes(self) -> int:
        """Limit of the body of an upload."""
        return self.reading.bytes + FORM_BYTES
