"""Screening: which properties a planner should go and look at, from registers alone."""
