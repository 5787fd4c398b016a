"""The layer catalogue: what each map layer selects, describes, classes and shows to whom."""
