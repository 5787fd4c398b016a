"""Tests of the questions to the registry."""
