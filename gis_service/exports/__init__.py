"""Lists taken away as files: counted and dated first, then streamed."""
