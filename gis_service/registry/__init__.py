"""The registry over HTTP: imports, and the card of a property."""
