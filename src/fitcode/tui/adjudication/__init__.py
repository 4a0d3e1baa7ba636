"""What the adjudication screen is made of."""
