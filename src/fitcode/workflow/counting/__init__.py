"""Counting: tallies and crosstabs over whose codings count."""
