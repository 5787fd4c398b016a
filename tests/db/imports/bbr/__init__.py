"""The forms of BBR and DAR, and what becomes of their rows."""
