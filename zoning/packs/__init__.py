"""Sealed packs: a recorded answer with everything that proves it, in one file that another office checks offline."""
