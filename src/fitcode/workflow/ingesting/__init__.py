"""Ingesting: files become transcripts, a cases file says whose they are."""
