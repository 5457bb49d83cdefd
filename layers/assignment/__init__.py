"""Codes that a delivery leaves out, assigned from where its lines lie: cut at borders, nearest, an island whole."""

from layers.assignment.assign import Assigned, Source, assign
from layers.assignment.publication import with_codes

__all__ = ["Assigned", "Source", "assign", "with_codes"]
