"""Tables of any heading: how they are read, understood and taken."""
