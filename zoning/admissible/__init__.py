"""Where a project could stand: the ground points at which a disc of its size would be admissible, and why not."""
