"""Rounds: who codes what, hidden from each other until it is done."""
