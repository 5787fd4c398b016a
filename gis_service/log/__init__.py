"""The log for the data protection officer: who saw or changed what, samples, and retention."""
