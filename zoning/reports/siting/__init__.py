"""The siting report: the sections of a verdict's report, and its maps."""
