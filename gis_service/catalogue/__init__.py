"""The layer catalogue over HTTP: what layers there are, and their rows."""
