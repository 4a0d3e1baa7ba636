"""Coding: codebooks, registries and codings."""
