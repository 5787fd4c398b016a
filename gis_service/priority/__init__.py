"""The priority of properties by a published model: where to begin, and why there."""
