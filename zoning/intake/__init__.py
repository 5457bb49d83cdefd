"""What was read of a client's file, held against the layers in force: where it lies, what else it may mean."""
