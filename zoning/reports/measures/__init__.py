"""Measures as files and lines: every writer works from tables, charts and evidence, and knows no measure by name."""
