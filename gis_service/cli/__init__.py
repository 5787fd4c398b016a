"""The command line: the same functions as the routes."""
