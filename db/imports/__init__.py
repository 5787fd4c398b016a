"""Imports: files of registers and tables into `base`, and from there into `work`."""
