"""Signing in: passwords, second factors, sessions, links and personal tokens."""
