"""The forms of BBR and DAR, and the loader of their versions."""
