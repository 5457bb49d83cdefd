"""Settings: everything that the environment may say, read here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import SettingsConfigDict

from app.access_settings import AccessSettings
from layers.errors import BadInput, Lang

PREFIX = "SANXIAN_"
TREE = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent / "data"  # where a wheel carries the definitions
INSTALLED = PACKAGED.is_dir()
WORK = Path("~/.sanxian/work") if INSTALLED else TREE / "var" / "work"  # of a store that is no folder
WEB = Path(__file__).resolve().parent / "web" / "dist"  # the desk, where it was built
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(AccessSettings):
    """Options of one running program, from `SANXIAN_*` variables; none of them changes a verdict.

    `store` is a folder or a `postgresql://` URL, `data` the folder of definitions. Sizes are bytes, times seconds.
    With `four_eyes` one person proposes an edition and another publishes it, and a withdrawal needs two.
    `work` is a folder for runs of jobs and caches, all of which may be lost; unset, one beside the store's data.
    `engine` is how layers are searched: by a `grid`, or by shapely alone (`reference`), slower with the same answers.
    `workers` processes judge the projects of a screening, unset as many as there are cores; `check_seconds` is the most
    that one of these projects may take.
    `base_map` is an XYZ address of raster tiles beneath the web desk's maps, `base_map_approval` their 审图号.
    `report_address` is the URL of the service that the QR code of a report names, `report_approval` the 审图号 of its
    maps, `report_office` the office that signs it.
    `datum_parameters` is a YAML file of the parameters that a survey bureau issued from Beijing 1954 or Xi'an 1980.
    `signing_key` is the PEM file of the Ed25519 private key that signs sealed packs.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    store: str = "~/.sanxian/store" if INSTALLED else str(TREE / "var" / "store")
    data: Path = PACKAGED if INSTALLED else TREE / "data"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    lang: Lang = "zh"
    signing_key: Path | None = None
    datum_parameters: Path | None = None
    work: Path | None = None
    engine: Literal["grid", "reference"] = "grid"
    jobs_at_once: int = Field(default=1, ge=0)
    workers: int | None = Field(default=None, ge=1)
    check_seconds: float = Field(default=300.0, gt=0)
    four_eyes: bool = False
    root_path: str = Field(default="", pattern=r"^(/[^/?#]+)*$")
    base_map: str | None = None
    base_map_attribution: str = ""
    base_map_approval: str | None = None
    report_address: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    report_approval: str | None = None
    report_office: str | None = None
    demo_serve: bool = Field(default=True, validation_alias="DEMO_SERVE")
    log_level: LogLevel = "info"
    debug: bool = False
    max_vertices: int = Field(default=200_000, ge=4)
    max_upload_bytes: int = Field(default=50_000_000, ge=1_000)
    reader_cpu_seconds: int = Field(default=60, ge=1)
    reader_wall_seconds: int = Field(default=120, ge=1)
    reader_memory_bytes: int = Field(
        default=4_000_000_000, ge=500_000_000
    )  # the measures that a stated area asks for load 0.2 GB


def load_settings() -> Settings:
    """The settings of this process. Raises BadInput naming the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as fault:
        first = fault.errors()[0]
        place = str(first["loc"][0])
        name = place if place.isupper() else PREFIX + place.upper()  # an alias stands as it is written
        raise BadInput(
            f"环境变量 {name} 的值 {first['input']!r} 有误：{first['msg']}",
            f"the environment variable {name} cannot be {first['input']!r}: {first['msg']}",
        ) from fault


def desk_folder() -> Path | None:
    """The folder of the built web desk; None where it was not built."""
    return WEB if (WEB / "index.html").is_file() else None


def data_folder(settings: Settings) -> Path:
    """The folder of definitions. Raises BadInput where it holds none."""
    folder = settings.data.absolute()
    if not (folder / "layers").is_dir():
        raise BadInput(
            f"{folder} 不是定义数据文件夹（其中没有 layers/）；请改正 SANXIAN_DATA",
            f"{folder} is no folder of definitions (it has no layers/); mend SANXIAN_DATA",
        )
    return folder
