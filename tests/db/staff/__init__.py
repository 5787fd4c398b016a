"""Tests of the staff's room."""
