"""The officer's reading, samples and retention, in the database."""
