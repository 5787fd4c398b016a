"""Imports: what is read, what is refused, and how every row ends."""
