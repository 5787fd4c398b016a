"""Named lists: a selection kept with its columns and order, and taken out again as a file."""
