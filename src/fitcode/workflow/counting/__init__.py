"""Counting: tables of numbers over whose codings count."""
