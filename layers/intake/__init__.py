"""Readers of what arrives: bytes or a path in, features in EPSG:4490 and coded notes out."""

from layers.intake.reader import read, read_geojson, read_lonlat, read_text
from layers.intake.types import RawFeature, Reading, ReadLimits

__all__ = ["RawFeature", "ReadLimits", "Reading", "read", "read_geojson", "read_lonlat", "read_text"]
