"""Questions to one layer as in force: names of its features, filters (CQL2), places, pages."""
