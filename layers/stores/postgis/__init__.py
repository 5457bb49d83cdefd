"""The store in PostgreSQL with PostGIS: catalogue, features as ordinary rows, blobs in pieces, the log."""
