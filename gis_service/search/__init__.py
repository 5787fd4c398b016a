"""Finding a property, a village or a municipality by what people type."""
