"""Tests of export formats on values that nobody sane has."""
