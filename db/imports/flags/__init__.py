"""Flags on their way into the social room, past everything that others read."""
