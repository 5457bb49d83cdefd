"""Versions of what computes: recorded beside every verdict, and shown by `doctor`."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pyogrio
import pyproj
import shapely

_PACKAGES = ("sanxian", "shapely", "pyproj", "pyogrio", "numpy", "pyarrow", "rasterio", "exactextract")


def versions() -> dict[str, str]:
    """Name → version of the interpreter, the packages that measure, and the libraries inside them."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
        "GEOS": shapely.geos_version_string,
        "PROJ": pyproj.proj_version_str,
        "GDAL": pyogrio.__gdal_version_string__,
    }
