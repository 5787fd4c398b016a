"""Flags and unit notes: entered by the unit they belong to."""
