"""Selecting: which codings and voices count, and what names say about them."""
