"""What a publication or a withdrawal would do to recorded verdicts: which may change, and which do."""
