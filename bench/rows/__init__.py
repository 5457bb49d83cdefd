"""The rows of the table of goals: each asks its engines in turn and gives its ratios."""
