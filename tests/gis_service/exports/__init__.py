"""Tests of exports, opened by programs that did not write them."""
