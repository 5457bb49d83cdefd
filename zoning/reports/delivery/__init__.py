"""The edition check report: what the check of a delivery found."""
