"""Rasters of classes: opened and checked, read by windows, measured on the ellipsoid under polygons."""
