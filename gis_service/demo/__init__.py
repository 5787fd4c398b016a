"""The demo registry: invented properties about real places, that nobody can mistake for homes."""
