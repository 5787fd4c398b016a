"""Tables, rights, cluster and imports: the only package that knows SQL beside layer definitions."""
