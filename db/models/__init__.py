"""Tables and views as Python reads them."""
