"""What the closed rooms have in common over HTTP."""
