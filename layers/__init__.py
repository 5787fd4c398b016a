"""The layer catalogue: what each map layer selects, tells, looks like, and who may see it."""
