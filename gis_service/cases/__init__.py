"""Cases: that something is going on at a property, and which unit answers for it."""
