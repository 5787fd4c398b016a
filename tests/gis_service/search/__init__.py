"""Tests of search over HTTP."""
