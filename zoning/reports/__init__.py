"""Documents made from a rendered verdict."""
