"""Tests of the demo registry."""
