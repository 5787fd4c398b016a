"""The filled registry of the layers' tests, for what is drawn from it."""

from tests.layers.conftest import ask, filled, reader

__all__ = ["ask", "filled", "reader"]
