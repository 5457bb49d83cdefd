"""Layers as maps show them: symbols of their classes, a style, legends, and what is to be said beside the map."""
