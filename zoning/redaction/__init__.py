"""What a reader without the right sees of answers that restricted layers take part in."""
