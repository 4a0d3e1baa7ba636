"""Reporting: what a study found, set out to be read."""
