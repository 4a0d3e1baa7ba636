"""Copies for other coders, their work brought back, and what has to be decided between them."""
