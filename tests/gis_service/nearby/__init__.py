"""Tests of nearby over HTTP."""
