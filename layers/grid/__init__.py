"""The engine's index: a layer's outlines as flat arrays, and a uniform grid that says where each of them runs."""
