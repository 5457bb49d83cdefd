"""What a reader takes away of a layer: its features as a table and as a file."""
