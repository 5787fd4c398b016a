"""Schema migrations; each carries a lock timeout, goes up and down, and never imports models."""
