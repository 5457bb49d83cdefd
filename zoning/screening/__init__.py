"""Screening: many projects of one table or layer judged on one snapshot, and what came out as files."""
