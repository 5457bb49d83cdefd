"""Writers that need packages of the extra `reports`, imported when first asked for."""

from __future__ import annotations

import importlib
from typing import Any, Final

from layers.errors import BadInput

NEEDED: Final = ("openpyxl", "matplotlib", "jinja2", "noto_cjk_sans_otc", "typst", "docx", "segno")


def room(module: str, fmt: str) -> Any:
    """A writer's module. Raises BadInput where a bare installation has not the package that `fmt` needs."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as fault:
        package = (fault.name or "").partition(".")[0]
        if package not in NEEDED:
            raise
        raise BadInput(
            f"输出 {fmt} 需要组件 {package}，尚未安装；请安装 sanxian[reports]",
            f"{fmt} needs the package {package}, which is not installed; install sanxian[reports]",
        ) from fault
