"""HTTP: siting, layers, rules and codes, health, errors."""
