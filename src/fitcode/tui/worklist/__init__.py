"""What the worklist screen is made of."""
