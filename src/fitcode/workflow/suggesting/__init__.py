"""Suggesting: suggestion passes over transcripts."""
