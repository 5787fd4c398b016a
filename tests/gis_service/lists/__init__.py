"""Tests of named lists."""
