"""Homes of editions, blobs and the log; all keep one protocol."""
