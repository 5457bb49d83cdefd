"""Readers of what arrives: bytes or a path in, features in EPSG:4490 and coded notes out."""
