"""Settings: everything that the environment may say, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from layers.errors import BadInput, Lang

PREFIX = "SANXIAN_"
TREE = Path(__file__).resolve().parent.parent
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Options of one running program, from `SANXIAN_*` variables; none of them changes a verdict.

    `store` is a folder or a `postgresql://` URL, `data` the folder of definitions. Sizes are bytes, times seconds.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    store: str = str(TREE / "var" / "store")
    data: Path = TREE / "data"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    lang: Lang = "zh"
    anonymous_reading: bool = True
    read_token: SecretStr | None = None
    write_token: SecretStr | None = None
    root_path: str = Field(default="", pattern=r"^(/[^/?#]+)*$")
    demo_serve: bool = Field(default=True, validation_alias="DEMO_SERVE")
    log_level: LogLevel = "info"
    debug: bool = False
    max_vertices: int = Field(default=200_000, ge=4)
    max_upload_bytes: int = Field(default=50_000_000, ge=1_000)
    reader_cpu_seconds: int = Field(default=60, ge=1)
    reader_wall_seconds: int = Field(default=120, ge=1)
    reader_memory_bytes: int = Field(default=4_000_000_000, ge=100_000_000)


def load_settings() -> Settings:
    """The settings of this process. Raises BadInput naming the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        place = "_".join(str(step) for step in first["loc"])
        name = place if place.isupper() else PREFIX + place.upper()  # an alias stands as it is written
        raise BadInput(
            f"环境变量 {name} 的值 {first['input']!r} 有误：{first['msg']}",
            f"the environment variable {name} cannot be {first['input']!r}: {first['msg']}",
        ) from fault


def data_folder(settings: Settings) -> Path:
    """The folder of definitions. Raises BadInput where it holds none."""
    folder = settings.data.absolute()
    if not (folder / "layers").is_dir():
        raise BadInput(
            f"{folder} 不是定义数据文件夹（其中没有 layers/）；请改正 SANXIAN_DATA",
            f"{folder} is no folder of definitions (it has no layers/); mend SANXIAN_DATA",
        )
    return folder
