"""What was drawn is kept in the user's cache, named by the content of what draws it; nothing of it in the tree."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from bench import fractals, province
from bench.province import Drawn, Province


def folder() -> Path:
    """The benchmarks' folder in the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sanxian-bench"


def drawn(scale: float, seed: int = province.SEED) -> Province:
    """The province of a scale, from the cache where it is there."""
    home = folder() / _name(scale, seed)
    if not (home / "complete").exists():
        home.mkdir(parents=True, exist_ok=True)
        made = province.draw(scale, seed)
        for layer, content in made.layers.items():
            frame = gpd.GeoDataFrame(content.about, geometry=content.shapes, crs="EPSG:4490")
            frame.to_parquet(home / f"{layer}.parquet")
        (home / "complete").touch()
        return made
    return Province(scale, {layer: _read(home / f"{layer}.parquet") for layer in province.LAYERS})


def _read(path: Path) -> Drawn:
    frame = gpd.read_parquet(path)
    about = {str(name): frame[name].tolist() for name in frame.columns if name != "geometry"}
    return Drawn(np.array(frame.geometry, dtype=object), about)


def _name(scale: float, seed: int) -> str:
    """Changes with the generator's text and the libraries that it draws with."""
    digest = hashlib.sha256()
    for module in (fractals, province):
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(f"{scale} {seed} {np.__version__} {shapely.__version__} {shapely.geos_version_string}".encode())
    return digest.hexdigest()[:16]
