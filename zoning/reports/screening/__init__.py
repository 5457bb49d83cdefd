"""The results of a screening as files."""
