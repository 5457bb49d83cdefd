"""What the land says: layer kinds, CRS, geodesy, intake, editions, stores, snapshot and engine."""
