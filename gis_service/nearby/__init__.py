"""What lies nearest to where somebody stands."""
