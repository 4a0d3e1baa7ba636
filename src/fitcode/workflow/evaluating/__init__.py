"""Evaluating: what suggesters are worth on transcripts that they learned nothing from."""
