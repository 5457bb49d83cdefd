"""OGC API under `/ogc`: Features, Tiles and Processes, a small surface over the layers in force; see docs/ogc.md."""
