"""Rooms of scripts/build_demo.py: the demonstration data over Wenzhou."""
