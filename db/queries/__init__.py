"""Questions to the registry that belong to no single layer: search, nearby, property card."""
