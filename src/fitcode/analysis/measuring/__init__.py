"""Measuring: how much of what was selected stands in each row."""
