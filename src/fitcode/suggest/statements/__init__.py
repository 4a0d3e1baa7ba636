"""Statements: what a suggestion says beyond its code: valence, about, counterpart."""
