"""Runs: their order, their undoing, and what is left of one that was cut off."""
