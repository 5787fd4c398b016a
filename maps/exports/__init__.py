"""Renderers of a visible layer as a file that somebody takes with her: one module per format."""
