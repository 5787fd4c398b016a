"""Tables of any heading: read, understood by their columns, and taken into the registry."""
