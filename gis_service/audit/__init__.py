"""How the service tells the audit what people saw, took away and proved."""
