"""Renderers: a visible layer in, bytes out."""
