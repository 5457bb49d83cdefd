"""Alternatives: several places for a project compared on one frame, and how one of them can be moved clear."""
