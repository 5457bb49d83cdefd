"""Rooms that draw: tiles, what map libraries are told of them, styles and legends."""
