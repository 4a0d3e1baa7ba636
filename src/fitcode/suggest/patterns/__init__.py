"""Patterns: the rules of codebooks, compiled, and where they fire."""
