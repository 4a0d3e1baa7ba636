"""Explaining: why something was suggested, and whether it still would be."""
