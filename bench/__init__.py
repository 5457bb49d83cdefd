"""Side-by-side benchmarks: the same questions, the same data, equal answers, in turn. `python -m bench` runs them."""
