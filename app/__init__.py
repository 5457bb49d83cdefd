"""Wires everything: settings, command line, service factory."""
