"""Positions, boundaries, places and footprints."""
