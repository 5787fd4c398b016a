"""The closed rooms: cases, social and private, entered in a person's own role."""
