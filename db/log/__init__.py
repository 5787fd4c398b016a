"""What the data protection officer reads and decides: the log, its sample, and retention."""
