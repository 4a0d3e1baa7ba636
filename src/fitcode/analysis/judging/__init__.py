"""Judging: suggestions beside what people coded."""
