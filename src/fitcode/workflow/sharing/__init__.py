"""Sharing: quotations and exports that leave the project."""
