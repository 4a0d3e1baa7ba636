"""Deciding between coders: what they disagree on, what was ruled, and what the consensus holds."""
