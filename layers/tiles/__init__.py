"""Map tiles of layers as in force: grids, shapes cut to a tile, Mapbox Vector Tiles 2.1, names of what is drawn."""
